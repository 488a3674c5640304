import { chmod, chown, mkdir, mkdtemp, readdir, realpath, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { JobRecord } from "../../../schemas/jobs.ts";
import { createMountPoints } from "../../../src/archives/mount/mount-points.ts";
import { createArchiveMounts } from "../../../src/archives/mount/mounts.ts";
import { newJob } from "../../../src/jobs/job.ts";
import { systemFiles } from "../../../src/ports/files.ts";
import { faultOf } from "../../support/rejection.ts";

const actor = { userId: "useraaaa", username: "ada", peer: null, address: null, userAgent: null };
const hourMs = 3_600_000;

describe("archives/mount-points", () => {
  let home: string;
  let root: string;
  const mounted = new Set<string>();
  const backedUp = new Set<string>();
  const points = (files = systemFiles) =>
    createMountPoints({
      files,
      mounts: { at: async (path) => (mounted.has(path) ? { path, type: "fuse", source: "borgfs" } : null) },
      roots: [root, join(home, "no-such-root")],
      dataDir: join(root, "data"),
      beingBackedUp: () => [...backedUp],
      forbidden: async () => [join(root, "data"), join(root, "repository"), join(root, "gone")],
    });

  beforeEach(async () => {
    home = await realpath(await mkdtemp(join(tmpdir(), "borgdeck-points-")));
    root = join(home, "root");
    for (const folder of ["data", "repository", "empty", "full", "sub"]) {
      await mkdir(join(root, folder), { recursive: true });
      await chmod(join(root, folder), 0o755);
    }
    await chmod(root, 0o755);
    await writeFile(join(root, "full/file"), "");
    await writeFile(join(root, "file"), "");
    await symlink("empty", join(root, "link"));
    await symlink("circle", join(root, "circle"));
    await symlink("sub", join(root, "linked"));
    mounted.clear();
    backedUp.clear();
  });
  afterEach(() => rm(home, { recursive: true }));

  it("takes an empty folder and a new one, which it makes for itself only", async () => {
    for (const name of ["empty", "sub/new"]) {
      expect(await points().problem(join(root, name))).to.equal(null);
      expect(await points().prepare(join(root, name))).to.equal(null);
    }
    expect((await stat(join(root, "sub/new"))).mode & 0o777).to.equal(0o700);
    expect(await readdir(join(root, "sub/new"))).to.deep.equal([]);
  });

  const refused: readonly [string, () => string, string][] = [
    ["what is outside the roots", () => join(home, "x"), "RESTORE_ROOTS"],
    ["what leaves the roots", () => `${root}/../x`, "link"],
    ["the root itself", () => root, "RESTORE_ROOTS"],
    ["what has no parent folder", () => join(root, "no/where"), "parent folder does not exist"],
    ["a path through a link", () => join(root, "linked/new"), "link"],
    ["a link", () => join(root, "link"), "no folder"],
    ["a name that is too long", () => join(root, "x".repeat(300)), "too long"],
    ["a circle of links", () => join(root, "circle/new"), "circle of links"],
    ["a file", () => join(root, "file"), "no folder"],
    ["a folder with something in it", () => join(root, "full"), "not empty"],
    ["Borgdeck's data folder", () => join(root, "data"), "data folder"],
    ["a repository", () => join(root, "repository/x"), "repository"],
  ];
  for (const [what, path, why] of refused) {
    it(`refuses ${what}`, async () => {
      expect(await points().problem(path())).to.contain(why);
      expect(await points().prepare(path())).to.contain(why);
    });
  }

  it("refuses what is a mount point already, without asking it anything", async () => {
    mounted.add(join(root, "empty"));
    expect(await points().problem(join(root, "empty"))).to.contain("mount point already");
  });

  it("refuses what a backup that goes on would take in", async () => {
    backedUp.add(join(root, "sub"));
    for (const ask of [points().problem, points().prepare]) {
      expect(await ask(join(root, "sub/new"))).to.contain(`${join(root, "sub")}, which is being backed up`);
    }
    expect(await points().problem(join(root, "empty"))).to.equal(null);
  });

  it("refuses a folder that somebody else could exchange, but for one whose entries are protected", async () => {
    await chmod(join(root, "sub"), 0o777);
    expect(await points().problem(join(root, "sub/new"))).to.contain(`may write to ${join(root, "sub")}`);
    await chmod(join(root, "sub"), 0o1777);
    expect(await points().problem(join(root, "sub/new"))).to.equal(null);
    await chmod(root, 0o775);
    expect(await points().problem(join(root, "sub/new"))).to.contain(`may write to ${root}`);
  });

  it("refuses a folder of another user, who may take it away even where entries are protected", async function () {
    if (process.getuid?.() !== 0) this.skip(); // only root gives folders away
    await chmod(join(root, "sub"), 0o1777);
    await mkdir(join(root, "sub/theirs"));
    await chown(join(root, "sub/theirs"), 12_345, 12_345);
    expect(await points().problem(join(root, "sub/theirs"))).to.contain("belongs to another user");
  });

  it("neither takes nor changes what somebody puts there at the last moment", async () => {
    for (const put of [(path: string) => mkdir(path, { mode: 0o755 }), (path: string) => symlink("../empty", path)]) {
      const path = join(root, "sub/new");
      const late = points({
        ...systemFiles,
        async makeNewDirectory(at, mode) {
          await put(at);
          await systemFiles.makeNewDirectory(at, mode);
        },
      });
      expect(await late.prepare(path)).to.contain("by somebody else");
      for (const folder of [path, join(root, "empty")]) expect((await stat(folder)).mode & 0o777).to.equal(0o755);
      await rm(path, { recursive: true });
    }
  });
});

describe("archives/mounts", () => {
  function setUp({ unable = null as string | null, problem = null as string | null } = {}) {
    const jobs: JobRecord[] = [];
    const audited: string[] = [];
    const mounts = createArchiveMounts({
      archives: { list: async () => [{ name: "one" } as never] },
      mountPoints: { problem: async () => problem },
      mountSupport: { problem: async () => unable },
      history: { unfinishedJobs: () => jobs },
      queue: {
        async enqueue(request) {
          const job = newJob(`job${jobs.length}`, request, 0);
          jobs.push(job);
          return job;
        },
      },
      audit: async (event, { username }, target, detail) =>
        void audited.push([event, username, target, detail].join(" | ")),
    });
    return { mounts, jobs, audited };
  }

  it("queues a mount of one archive or of all, records it, and lists it", async () => {
    const { mounts, jobs, audited } = setUp();
    await mounts.start("repo", { archiveName: "one", path: "/mnt//a/", durationMs: hourMs }, actor);
    await mounts.start("repo", { path: "/mnt/b", durationMs: hourMs }, actor);
    await mounts.start("other", { path: "/mnt/c", durationMs: hourMs }, actor);
    jobs.push({ ...(jobs[0] as JobRecord), id: "check", kind: "check" });
    expect(jobs[0]).to.deep.include({
      kind: "mount",
      archiveName: "one",
      options: { mount: { path: "/mnt/a", durationMs: hourMs } },
    });
    expect(mounts.list("repo").map(({ archiveName }) => archiveName)).to.deep.equal(["one", null]);
    expect(audited.slice(0, 2)).to.deep.equal([
      "archive.mount | ada | repo | one at /mnt/a",
      "archive.mount | ada | repo | all archives at /mnt/b",
    ]);
  });

  it("says all that is wrong", async () => {
    const { mounts, jobs, audited } = setUp({ problem: "is not empty" });
    const start = mounts.start("repo", { archiveName: "two", path: "/mnt/a", durationMs: hourMs }, actor);
    expect((await faultOf(start, "invalid-input")).fields).to.deep.equal({
      "/path": "is not empty",
      "/archiveName": "is no archive of this repository",
    });
    expect([...jobs, ...audited]).to.deep.equal([]);
  });

  it("refuses the place of a mount that waits or is there", async () => {
    const { mounts } = setUp();
    await mounts.start("repo", { path: "/mnt/a", durationMs: hourMs }, actor);
    const again = mounts.start("other", { path: "/mnt/./a", durationMs: hourMs }, actor);
    expect((await faultOf(again, "invalid-input")).fields).to.deep.equal({ "/path": "is the place of another mount" });
  });

  it("says first of all where this host cannot mount", async () => {
    const { mounts, jobs } = setUp({ unable: "Install FUSE.", problem: "is not empty" });
    const start = mounts.start("repo", { path: "/mnt/a", durationMs: hourMs }, actor);
    expect((await faultOf(start, "mount-unavailable")).detail).to.equal("Install FUSE.");
    expect(jobs).to.deep.equal([]);
  });
});
