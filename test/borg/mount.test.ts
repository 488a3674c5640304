import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { createMountPoints } from "../../src/archives/mount/mount-points.ts";
import { createMountSupport } from "../../src/borg/mount-support.ts";
import { type JobEnd, newJob } from "../../src/jobs/job.ts";
import { createMountKind } from "../../src/jobs/kinds/mount.ts";
import { createLeases } from "../../src/jobs/leases.ts";
import { type Clock, systemClock } from "../../src/ports/clock.ts";
import { systemFiles } from "../../src/ports/files.ts";
import { type Mounts, systemMounts } from "../../src/ports/mounts.ts";
import { type BorgPlace, borgProgram, createBorgPlace, writeTree } from "../support/borg.ts";
import { runKind } from "../support/job-kind.ts";

/**
 * What a test of real mounts needs: a borg with FUSE, or the right to mount anything at all. Then another file system stands in
 * for borg's: it is mounted, used and unmounted by the same kernel.
 */
const standIn = `#!/bin/sh
case "$*" in
  *" mount "*) ;;
  *) exec ${borgProgram} "$@" ;;
esac
for path; do :; done
mount -t tmpfs -o size=1m borgfs "$path" || exit 2
echo content > "$path/file"
trap 'exit 130' INT
trap 'exit 143' TERM
while [ "$(stat -c %d "$path")" != "$(stat -c %d "$path/..")" ]; do sleep 0.1; done
`;

/** Whether anything may be mounted at an empty folder: by root, outside most containers. */
function mayMount(folder: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "none", folder], { stdio: "ignore" });
    execFileSync("umount", [folder]);
    return true;
  } catch {
    return false;
  }
}

const shortMs = 2000;

describe("mounting on this host", function () {
  this.timeout(60_000);
  let place: BorgPlace;
  let path: string;
  let kind: ReturnType<typeof createMountKind>;
  let phases: string[];
  const children: ChildProcess[] = [];
  const folders: string[] = [];

  before(async function () {
    place = await createBorgPlace();
    if ((await createMountSupport({ borg: place.borg, files: systemFiles, clock: systemClock }).problem()) !== null) {
      const probe = join(place.folder, "probe");
      await mkdir(probe);
      if (!mayMount(probe)) return this.skip(); // neither FUSE for borg nor the right to mount anything else
      const program = join(place.folder, "stand-in");
      await writeFile(program, standIn);
      await chmod(program, 0o755);
      folders.push(place.folder);
      place = await createBorgPlace({ executable: program });
    }
    await writeTree(join(place.folder, "source"), new Map([["file", "content\n"]]));
    await place.init();
    await place.backUp("one", [join(place.folder, "source")]);
  });
  /** What stands in for borg's file system is none of FUSE's. */
  const mounts: Mounts = {
    ...systemMounts,
    async at(at) {
      const found = await systemMounts.at(at);
      return found?.source === "borgfs" ? { ...found, type: "fuse" } : found;
    },
  };

  /** Tries again soon; the time of a mount is over once it is there, however slow the machine. */
  const soon: Clock["after"] = (ms, act) => {
    if (ms !== shortMs) return systemClock.after(ms === 5000 ? 100 : ms, act);
    const stop = systemClock.every(20, () => {
      if (!phases.includes("Mounted")) return;
      stop();
      act();
    });
    return stop;
  };

  beforeEach(async () => {
    phases = [];
    path = join(place.folder, "mount point");
    kind = createMountKind({
      clock: { ...systemClock, after: soon },
      mounts,
      mountPoints: createMountPoints({
        beingBackedUp: () => [],
        files: systemFiles,
        mounts,
        roots: [place.folder],
        dataDir: place.folder,
        forbidden: async () => [],
      }),
    });
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    if (await systemMounts.at(path)) execFileSync("umount", ["-l", path]);
  });
  after(async () => {
    await place.remove();
    for (const folder of folders) await rm(folder, { recursive: true });
  });

  const mount = (durationMs: number, signal?: AbortSignal, hasYielded?: () => boolean) =>
    runKind(place, kind, {
      archiveName: "one",
      options: { mount: { path, durationMs } },
      ...(hasYielded ? { hasYielded } : {}),
      ...(signal ? { signal } : {}),
      report: ({ phase }) => void phases.push(phase ?? ""),
    }) as Promise<JobEnd>;
  const until = async (done: () => boolean | Promise<boolean>) => {
    while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const file = async (): Promise<string> => {
    const [found] = (await readdir(path, { recursive: true })).filter((name) => name.endsWith("file"));
    return readFile(join(path, found ?? ""), "utf8");
  };

  it("shows the archive in a new folder, until it is cancelled", async () => {
    const cancel = new AbortController();
    const end = mount(60_000, cancel.signal);
    await until(() => phases.includes("Mounted"));
    await until(async () => (await file().catch(() => "")) === "content\n");
    cancel.abort();
    expect((await end).outcome.code).to.equal("unmounted");
    expect([await systemMounts.at(path), await readdir(path)]).to.deep.equal([null, []]);
  });

  it("unmounts when the time is over", async () => {
    const { state, outcome } = await mount(shortMs);
    expect([state, outcome.message]).to.deep.equal(["ok", "The time was over, and it was unmounted."]);
    expect(await systemMounts.at(path)).to.equal(null);
  });

  it("is not taken away under somebody who works in it", async () => {
    const cancel = new AbortController();
    const end = mount(60_000, cancel.signal);
    await until(() => phases.includes("Mounted"));
    const child = spawn("cat", { cwd: path, stdio: ["pipe", "ignore", "ignore"] });
    children.push(child);
    await once(child, "spawn");
    cancel.abort();
    await until(() => phases.includes(`In use by cat (process ${child.pid})`));
    expect(await systemMounts.at(path)).not.to.equal(null);
    child.stdin.end();
    expect((await end).outcome.code).to.equal("unmounted");
    expect(await systemMounts.at(path)).to.equal(null);
  });

  it("makes room for a backup that waits for the repository", async () => {
    const atOnce: Clock = { ...systemClock, after: (_ms, act) => systemClock.after(0, act) };
    const leases = createLeases({ clock: atOnce });
    const room = new AbortController();
    const makeRoom = { afterMs: kind.yieldAfterMs ?? 0, call: () => room.abort() };
    const release = await leases.take("repoaaaa", "shared", undefined, makeRoom);
    const end = mount(60_000, room.signal, () => true).finally(release);
    await until(() => phases.includes("Mounted"));
    const giveBack = await leases.take("repoaaaa", "exclusive");
    expect(await systemMounts.at(path)).to.equal(null);
    await place.backUp("two", [join(place.folder, "source")]);
    giveBack();
    expect((await end).outcome.code).to.equal("unmounted-for-backup");
  });

  it("takes away what a borg that was killed left, and what a service that died left", async () => {
    const end = mount(60_000);
    await until(() => phases.includes("Mounted"));
    process.kill(-(await leaderOf(path)), "SIGKILL");
    expect(["interrupted", "failed"]).to.include((await end).state);
    expect(await systemMounts.at(path)).to.equal(null);
    execFileSync("mount", ["-t", "tmpfs", "borgfs", path]);
    const request = {
      kind: "mount",
      repositoryId: "r",
      planId: null,
      runId: null,
      options: { mount: { path, durationMs: 60_000 } },
      requester: { type: "service" },
    } as const;
    await kind.tidyUp?.(newJob("jobaaaaa", request, 0));
    expect(await systemMounts.at(path)).to.equal(null);
    execFileSync("mount", ["-t", "tmpfs", "none", path]); // somebody else's
    await kind.tidyUp?.(newJob("jobaaaaa", request, 0));
    expect(await systemMounts.at(path)).to.include({ type: "tmpfs" });
  });
});

/** The process that serves a mount: the leader of its group, which has the path as its last argument. */
async function leaderOf(path: string): Promise<number> {
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const args = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
    if (args.includes("mount") && args.includes(path)) return Number(pid);
  }
  throw new Error("Nobody serves this mount");
}
