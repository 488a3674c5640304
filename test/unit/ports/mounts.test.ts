import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, open, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parseMountInfo, runs, systemMounts } from "../../../src/ports/mounts.ts";

const lines = String.raw`23 29 0:21 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw
29 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
98 29 0:45 / /mnt/with\040space\134and\011tab ro,nosuid - fuse borgfs ro,user_id=0,default_permissions
99 29 0:46 / /mnt/caf\303\251 ro shared:2 master:1 - fuse.sshfs host:/srv/a\040b rw
no mount at all
`;

describe("ports/mounts", () => {
  let folder: string;
  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "borgdeck-mounts-")));
  });
  after(() => rm(folder, { recursive: true }));

  it("reads what the kernel says of mounts, names with spaces among them", () => {
    expect(parseMountInfo(lines)).to.deep.equal([
      { path: "/sys", type: "sysfs", source: "sysfs" },
      { path: "/", type: "ext4", source: "/dev/sda1" },
      { path: "/mnt/with space\\and\ttab", type: "fuse", source: "borgfs" },
      { path: "/mnt/café", type: "fuse.sshfs", source: "host:/srv/a b" },
    ]);
  });

  it("sees what is mounted on this host, and that a folder is no mount", async () => {
    expect(await systemMounts.at("/proc")).to.include({ path: "/proc", type: "proc" });
    expect(await systemMounts.at(folder)).to.equal(null);
  });

  it("is content to unmount what is not mounted", async () => {
    await systemMounts.unmount(folder);
  });

  it("waits for no program that hangs", async () => {
    const done = await runs("sleep", ["3600.25"], 1);
    expect(done).to.equal(true);
  });

  it("finds who works in a folder, and who has a file of it open", async () => {
    await mkdir(join(folder, "sub"));
    const file = await open(join(folder, "sub/file"), "w");
    const child = spawn("cat", { cwd: join(folder, "sub"), stdio: ["pipe", "ignore", "ignore"] });
    try {
      await once(child, "spawn");
      const users = await systemMounts.users(folder, 10);
      expect(users.map(({ pid }) => pid)).to.have.members([process.pid, child.pid]);
      expect(users.find(({ pid }) => pid === child.pid)?.name).to.equal("cat");
      expect(await systemMounts.users(folder, 1)).to.have.length(1);
      expect(await systemMounts.users(join(folder, "su"), 10)).to.deep.equal([]);
    } finally {
      await file.close();
      child.stdin.end();
      await once(child, "exit");
    }
  });
});
