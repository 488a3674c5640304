// A disk that really is full: of the repository, of a restore's target, of the indexes. Only root may mount a small one.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { cp, mkdir, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { JobReply } from "../../schemas/jobs.ts";
import type { RestorePreviewReply } from "../../schemas/restores.ts";
import { createFaultStage, type FaultStage } from "../support/fault-stage.ts";
import { expectStatus } from "../support/service.ts";

const files = { "docs/a.txt": "first", "middle.bin": randomBytes(3_000_000) };

describe("a disk that is full", function () {
  this.timeout(300_000);
  let stage: FaultStage;
  let mounted: string[] = [];

  before(async () => {
    stage = await createFaultStage(files);
  });
  afterEach(() => {
    for (const folder of mounted.splice(0)) execFileSync("umount", ["-l", folder]);
  });
  after(() => stage.remove());

  function mountSmallDisk(folder: string, kib: number): boolean {
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kib}k`, "borgdeck-test", folder], { stdio: "ignore" });
    } catch {
      return false;
    }
    mounted = [...mounted, folder];
    return true;
  }

  function expectFull({ state, outcome }: JobReply): void {
    expect([state, outcome?.code]).eql(["failed", "disk-full"]);
    expect(outcome?.nextStep).a("string").not.empty;
  }

  it("holds the repository: the backup fails, the others are whole, and with room the next one works", async function () {
    const [copy, large] = [join(stage.home, "copy"), join(stage.service().sourceDir, "large.bin")];
    await cp(stage.location, copy, { recursive: true });
    if (!mountSmallDisk(stage.location, 12_000)) return this.skip(); // the quota of a repository is tried without root
    await cp(copy, stage.location, { recursive: true });
    const before = await stage.archives();
    await writeFile(large, randomBytes(20_000_000));
    const run = await stage.run();
    expect(run.state).equal("failed");
    expectFull(run.jobs[0] as JobReply);
    expect(readdirSync(stage.location)).not.include("lock.exclusive");
    expect((await stage.archives()).map(({ name }) => name)).eql(before.map(({ name }) => name));
    expect((await stage.download("file", join(stage.service().sourceDir, "docs/a.txt"))).bytes?.toString()).equal(
      "first",
    );
    await rm(large);
    execFileSync("mount", ["-o", "remount,size=64m", stage.location]);
    await stage.expectSound();
    await rm(copy, { recursive: true });
    await cp(stage.location, copy, { recursive: true });
    execFileSync("umount", ["-l", mounted.pop() ?? ""]);
    await rm(stage.location, { recursive: true });
    await cp(copy, stage.location, { recursive: true });
    await rm(copy, { recursive: true });
  });

  it("is the target of a restore: that is told before, the restore fails, and nothing is placed", async function () {
    const target = join(stage.home, "small");
    await mkdir(target);
    if (!mountSmallDisk(target, 1000)) return this.skip(); // only root may mount
    const destination = { type: "folder", path: target } as const;
    const request = {
      archiveName: stage.archive().name,
      paths: [],
      destination,
      layout: "full-path",
      conflicts: "skip",
      ownership: false,
    };
    const looked = await stage.admin().post<RestorePreviewReply>(`${stage.base}/restores/preview`, request);
    const { sizeBytes, freeBytes } = expectStatus(looked, 200).body;
    expect(sizeBytes).above(freeBytes ?? 0);
    const job = await stage.ended(await stage.startRestore({ destination }));
    expect([job.state, job.outcome?.code]).eql(["failed", "disk-full"]);
    expect(job.outcome?.message).contains("space");
    expect(readdirSync(target)).eql([]);
    const { bfree, blocks } = await statfs(target);
    expect(blocks - bfree, "blocks that are still taken").below(5);
    execFileSync("mount", ["-o", "remount,size=16m", target]);
    expect((await stage.ended(await stage.startRestore({ destination }))).state).equal("ok");
    await stage.expectSound();
  });

  it("holds the indexes: the archive cannot be looked into, which is told, and is indexed once there is room", async function () {
    const folder = join(stage.home, "data/index");
    await stage.service().kill();
    await rm(folder, { recursive: true });
    await mkdir(folder);
    if (!mountSmallDisk(folder, 8)) return this.skip(); // only root may mount
    execFileSync("sh", ["-c", `head -c 100000 /dev/zero > '${join(folder, "filler")}' || true`], { stdio: "ignore" });
    await stage.restart();
    const reply = await stage.folder(stage.archive().name, "");
    const job = await stage.ended(await stage.start({ kind: "index", archiveName: stage.archive().name }));
    expect(job.state).equal("failed");
    expect(job.outcome?.message).a("string").not.empty;
    expect(reply.status === 200 ? "building" in reply.body : reply.status >= 400).equal(true);
    execFileSync("mount", ["-o", "remount,size=16m", folder]);
    expect((await stage.ended(await stage.start({ kind: "index", archiveName: stage.archive().name }))).state).equal(
      "ok",
    );
    await stage.expectSound();
    await stage.service().kill();
  });
});
