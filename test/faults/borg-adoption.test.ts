import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import type { ProcessIdentity, RunningBorg } from "../../src/borg/borg.ts";
import type { BorgCommand } from "../../src/borg/command.ts";
import { listArchivesCommand } from "../../src/borg/commands/list-archives.ts";
import type { BorgEvent } from "../../src/borg/formats/log.ts";
import { systemProcesses } from "../../src/ports/processes.ts";
import { type BorgPlace, backupCommand, borgProgram, createBorgPlace } from "../support/borg.ts";
import type { FollowerOrder } from "../support/borg-follower.ts";

const follower = fileURLToPath(new URL("../support/borg-follower.ts", import.meta.url));
const hostId = "borgdeck-test@1";

describe("a backup whose Borgdeck is killed", function () {
  this.timeout(120_000);
  let place: BorgPlace;
  let source: string;
  let jobs = 0;

  before(async () => {
    place = await createBorgPlace({ hostId });
    await place.init();
    source = join(place.folder, "source");
    await mkdir(source);
    for (let at = 0; at < 6; at += 1) await writeFile(join(source, `random${at}`), randomBytes(40_000_000));
    await mkdir(join(place.folder, "small"));
    await writeFile(join(place.folder, "small/a"), "a");
  });
  after(() => place.remove());

  interface Orphan {
    readonly command: BorgCommand;
    readonly workDir: string;
    readonly jobId: string;
    readonly process: ProcessIdentity;
  }

  /** Starts a backup from another process, and kills that with SIGKILL once borg makes progress. */
  async function orphan(archiveName: string): Promise<Orphan> {
    jobs += 1;
    const order: FollowerOrder = {
      executable: borgProgram,
      baseDir: join(place.folder, "base"),
      hostId,
      // Other content each time: all of it has to be read and stored.
      command: { ...backupCommand(place.target, archiveName, [source]), env: { BORG_FILES_CACHE_SUFFIX: `n${jobs}` } },
      workDir: place.newWorkDir(),
      jobId: `joborphan${jobs}`,
    };
    const child = spawn(process.execPath, ["--import=tsx", follower, JSON.stringify(order)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const identity = await firstLine(child);
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
    return { ...order, process: JSON.parse(identity) as ProcessIdentity };
  }
  const attach = (
    job: Orphan,
    more: { process?: ProcessIdentity | null; cancelRequested?: boolean; events?: BorgEvent[] } = {},
  ) =>
    place.borg.attach(job.command, {
      workDir: job.workDir,
      jobId: job.jobId,
      process: more.process === undefined ? job.process : more.process,
      cancelRequested: more.cancelRequested ?? false,
      onEvent: (event) => more.events?.push(event),
    });
  const isAlive = ({ process }: Orphan) => systemProcesses.startTicks(process.pid) === process.startTicks;
  /** Gone, and no zombie either: to borg a zombie still holds its lock. */
  const isGone = async (job: Orphan) => {
    while (await stat(`/proc/${job.process.pid}`).catch(() => null)) await sleep(20);
  };
  async function names(): Promise<string[]> {
    const { stdout } = await place.borg.run(listArchivesCommand(place.target));
    return (JSON.parse(stdout) as { archives: { name: string }[] }).archives.map(({ name }) => name);
  }
  async function nextRunWorks(name: string) {
    await place.backUp(name, [join(place.folder, "small")]);
    expect(await readdir(place.target.location)).not.to.include("lock.exclusive");
  }

  it("is adopted while it lives: progress goes on, and the result is borg's", async () => {
    const job = await orphan("adopted");
    expect(isAlive(job)).to.equal(true);
    const events: BorgEvent[] = [];
    const running = await attach(job, { events });
    expect(running.process).to.deep.equal(job.process);
    const result = await running.result;
    expect(result).to.include({ state: "ok", exitCode: 0 });
    expect(result.report.archive?.name).to.equal("adopted");
    expect(events.filter(({ type }) => type === "progress").length).to.be.greaterThan(1);
    expect(isAlive(job)).to.equal(false);
    expect(await names()).to.include("adopted");
  });

  it("is found by its mark where it was not yet written down, and taken up where it was suspended", async () => {
    const job = await orphan("found");
    systemProcesses.signal(job.process.pid, "SIGSTOP", "group");
    const running = await attach(job, { process: null });
    expect(running.process).to.deep.equal(job.process);
    expect((await running.result).state).to.equal("ok");
  });

  it("is settled by its last record where it ended meanwhile", async () => {
    const job = await orphan("ended");
    await isGone(job);
    for (const process of [job.process, null]) {
      const running: RunningBorg = await attach(job, { process });
      expect(running.process).to.equal(null);
      const result = await running.result;
      expect(result).to.include({ state: "ok", exitCode: 0 });
      expect(result.report.archive?.name).to.equal("ended");
    }
    expect(await names()).to.include("ended");
  });

  it("is cancelled when it is adopted with a cancel on record, and leaves no lock", async () => {
    const job = await orphan("cancelled");
    const result = await (await attach(job, { cancelRequested: true })).result;
    expect(result.state).to.equal("cancelled");
    expect(isAlive(job)).to.equal(false);
    await nextRunWorks("after cancelled");
    expect(await names()).not.to.include("cancelled");
  });

  it("is interrupted where borg was killed too; its lock is cleared by the next run", async () => {
    const job = await orphan("killed");
    systemProcesses.signal(job.process.pid, "SIGKILL", "group");
    await isGone(job);
    expect(await readdir(place.target.location)).to.include("lock.exclusive");
    const result = await (await attach(job)).result;
    expect(result.state).to.equal("interrupted");
    expect(result.outcome.nextStep).to.be.a("string");
    await nextRunWorks("after killed");
  });

  it("is interrupted, and nobody else is signalled, where its number belongs to another process now", async () => {
    const running = await attach(
      {
        command: backupCommand(place.target, "x", [source]),
        workDir: place.newWorkDir(),
        jobId: "jobother",
        process: { pid: process.pid, startTicks: "1" },
      },
      { cancelRequested: true },
    );
    expect(running.process).to.equal(null);
    running.stop();
    expect((await running.result).outcome.code).to.equal("cancelled");
  });

  it("was never started where there is no trace of it", async () => {
    const running = await attach(
      {
        command: backupCommand(place.target, "x", [source]),
        workDir: place.newWorkDir(),
        jobId: "jobnone",
        process: { pid: 1, startTicks: "1" },
      },
      { process: null },
    );
    const result = await running.result;
    expect(result).to.include({ state: "interrupted" });
    expect(result.outcome.code).to.equal("never-started");
  });

  it("is interrupted where borg is killed under our eyes", async () => {
    let progressed = () => {};
    const progress = new Promise<void>((resolve) => {
      progressed = resolve;
    });
    const command = { ...backupCommand(place.target, "kill9", [source]), env: { BORG_FILES_CACHE_SUFFIX: "kill9" } };
    const running = await place.borg.start(command, {
      workDir: place.newWorkDir(),
      jobId: "jobkill9",
      onEvent: (event) => event.type === "progress" && progressed(),
    });
    await progress;
    systemProcesses.signal(running.process?.pid ?? 0, "SIGKILL", "process");
    const result = await running.result;
    expect(result.state).to.equal("interrupted");
    expect(result.outcome.code).to.equal("killed");
    await nextRunWorks("after kill9");
  });

  it("runs on when Borgdeck lets go of it on purpose", async () => {
    const workDir = place.newWorkDir();
    const command = {
      ...backupCommand(place.target, "detached", [source]),
      env: { BORG_FILES_CACHE_SUFFIX: "detached" },
    };
    const first = await place.borg.start(command, { workDir, jobId: "jobdetach", onEvent: () => {} });
    await first.detach();
    const again = await place.borg.attach(command, {
      workDir,
      jobId: "jobdetach",
      process: first.process,
      cancelRequested: false,
      onEvent: () => {},
    });
    expect((await again.result).state).to.equal("ok");
    const settled = await Promise.race([first.result.then(() => true), sleep(50).then(() => false)]);
    expect(settled).to.equal(false);
  });
});

function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new TypeError("no pipe");
  const lines = createInterface(child.stdout);
  return new Promise((resolve, reject) => {
    lines.once("line", resolve);
    child.once("exit", () => reject(new Error("the follower ended before borg made progress")));
  });
}
