import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { expect } from "chai";
import type { Borg, BorgDependencies, RunningBorg } from "../../src/borg/borg.ts";
import type { BorgCommand } from "../../src/borg/command.ts";
import { createBorg } from "../../src/borg/driver.ts";
import type { BorgEvent } from "../../src/borg/formats/log.ts";
import { silentLog } from "../../src/ports/log.ts";
import { systemPorts } from "../../src/ports/ports.ts";
import { systemProcesses } from "../../src/ports/processes.ts";
import { createFakeClock, type FakeClock } from "../support/fake-ports.ts";
import { createFalseBorg, type Step } from "../support/false-borg.ts";

const command: BorgCommand = { name: "create", args: ["create"], env: {}, secret: null, location: null, cwd: null };

describe("a borg that misbehaves", function () {
  this.timeout(60_000);
  let folder: string;
  let jobs = 0;
  const strangers: number[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "borgdeck-false-"));
  });
  afterEach(() => {
    for (const pid of strangers.splice(0)) systemProcesses.signal(pid, "SIGKILL", "process");
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function borgThat(steps: readonly Step[], ports: Partial<BorgDependencies["ports"]> = {}): Promise<Borg> {
    return createBorg({
      ports: { ...systemPorts(silentLog), ...ports },
      executable: await createFalseBorg(folder, steps),
      baseDir: join(folder, "base"),
      hostId: "test@1",
    });
  }
  async function start(borg: Borg, events: BorgEvent[] = [], of: BorgCommand = command) {
    const workDir = join(folder, `job${jobs++}`);
    const running = await borg.start(of, { workDir, jobId: `job${jobs}`, onEvent: (event) => events.push(event) });
    return { running, workDir };
  }
  /** Lets a fake clock go on in steps until something is true. */
  async function advanceUntil(clock: FakeClock, isTrue: () => boolean) {
    while (!isTrue()) {
      clock.advance(200);
      await sleep(5);
    }
  }
  const alive = (pid: number) => systemProcesses.startTicks(pid) !== null;
  const childOf = (output: string) => Number(/child (\d+)/.exec(output)?.[1]);

  it("gets nothing of our environment, and the secret on descriptor 3 only", async () => {
    process.env["BORGDECK_TEST_PLANTED"] = "planted-secret";
    const borg = await borgThat([{ environment: null }]);
    const { running } = await start(borg, [], { ...command, secret: "hunter2 {x}" });
    const environment = (await running.result).stdout;
    delete process.env["BORGDECK_TEST_PLANTED"];
    expect(environment).to.contain("BORG_PASSPHRASE_FD").and.not.to.contain("planted").and.not.to.contain("hunter2");
    const reading = await borgThat([{ readSecret: null }]);
    expect((await reading.run({ ...command, secret: "hunter2" })).stdout).to.equal("secret of 7 bytes");
  });

  it("asks and gets no answer, at once", async () => {
    const borg = await borgThat([{ ask: "Are you sure? " }, { exit: 2 }]);
    const { running, workDir } = await start(borg);
    expect((await running.result).outcome).to.include({ exitCode: 2 });
    expect(await readFile(join(workDir, "stderr"), "utf8")).to.contain("answer of 0 bytes");
    expect((await borg.run(command)).exitCode).to.equal(2);
  });

  it("prints ten megabytes in one line, on both streams", async () => {
    const flood = (to: number) => ({ flood: { to, length: 1_000_000, times: 10 } });
    const borg = await borgThat([flood(2), { stderr: "\n" }, flood(1), { log: { message: "after" } }, { rc: 0 }]);
    const events: BorgEvent[] = [];
    const { running } = await start(borg, events);
    const result = await running.result;
    expect(result).to.include({ state: "ok", stdoutTruncated: true });
    expect(result.stdout).to.have.length(1024 * 1024);
    expect(events.map(({ type }) => type)).to.deep.equal(["raw", "message", "message"]);
    for (const event of events) expect(JSON.stringify(event).length).to.be.below(10_000);
    const piped = await borg.run(command, { maxOutputBytes: 20_000_000 });
    expect(piped.state).to.equal("ok");
    expect(piped.stdout).to.have.length(10_000_000);
  });

  it("prints what is no text", async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28, 0x0a, 0x7b, 0x22, 0x0a]).toString("base64");
    const borg = await borgThat([{ stderrBase64: bytes }, { rc: 1 }, { exit: 1 }]);
    const { running, workDir } = await start(borg);
    expect((await running.result).state).to.equal("warning");
    expect((await borg.readLog(workDir)).lines).to.have.length(3);
  });

  it("logs without end: every line is counted and the files stay small", async () => {
    const times = 60_000;
    const borg = await borgThat([
      { warn: { times, length: 400 } },
      { sleep: 1500 },
      { warn: { times: 1, length: 1 } },
      { rc: 1 },
      { exit: 1 },
    ]);
    const events: BorgEvent[] = [];
    const { running, workDir } = await start(borg, events);
    const result = await running.result;
    expect(result.outcome).to.include({ exitCode: 1, warningsCount: times + 1 });
    expect(events.filter(({ type }) => type === "message")).to.have.length(times + 2);
    expect((await stat(join(workDir, "stderr"))).size).to.be.below(9 * 1024 * 1024);
    const log = await borg.readLog(workDir);
    expect(log.truncated).to.equal(true);
    expect(log.lines.at(-1)?.message).to.contain("rc 1");
    const settled = await (
      await borg.attach(command, {
        workDir,
        jobId: "later",
        process: { pid: 1, startTicks: "1" },
        cancelRequested: false,
        onEvent: () => {},
      })
    ).result;
    expect(settled.outcome).to.include({ exitCode: 1, warningsCount: times + 1 });
  });

  it("ignores SIGINT and SIGTERM: it is killed after a minute, and counts as cancelled", async () => {
    const clock = createFakeClock();
    const borg = await borgThat([{ ignore: ["SIGINT", "SIGTERM"] }, { progress: 1 }, { sleep: 600_000 }], { clock });
    const events: BorgEvent[] = [];
    const { running } = await start(borg, events);
    const pid = running.process?.pid ?? 0;
    await advanceUntil(clock, () => events.length > 0);
    running.stop();
    clock.advance(59_000);
    await sleep(100);
    expect(alive(pid)).to.equal(true);
    clock.advance(1000);
    const result = await running.result;
    expect(result.state).to.equal("cancelled");
    expect(alive(pid)).to.equal(false);
  });

  it("takes SIGTERM where it ignores SIGINT", async () => {
    const clock = createFakeClock();
    const borg = await borgThat([{ ignore: ["SIGINT"] }, { progress: 1 }, { sleep: 600_000 }], { clock });
    const events: BorgEvent[] = [];
    const { running } = await start(borg, events);
    await advanceUntil(clock, () => events.length > 0);
    running.stop();
    clock.advance(30_000);
    expect((await running.result).state).to.equal("cancelled");
  });

  it("loses its connection and would warn once per remaining file: it is stopped at the first", async () => {
    const lost = { log: { levelname: "WARNING", message: "/a: [Errno 32] Broken pipe" } };
    const borg = await borgThat([lost, { sleep: 600_000 }]);
    const { running } = await start(borg, [], { ...command, location: "ssh://host/repository" });
    expect((await running.result).outcome.code).to.equal("connection-lost");
    const local = await borgThat([lost, { sleep: 300 }, { rc: 1 }, { exit: 1 }]);
    expect((await (await start(local)).running.result).state).to.equal("warning");
  });

  it("leaves a child that holds its files and pipes: nobody waits for it, and it is killed", async () => {
    const borg = await borgThat([{ leaveChild: 600_000 }, { rc: 0 }]);
    const { running } = await start(borg);
    for (const result of [await running.result, await borg.run(command)]) {
      expect(result.state).to.equal("ok");
      const child = childOf(result.stdout);
      while (alive(child)) await sleep(5);
    }
  });

  it("leaves a child out of reach that holds its pipes: nobody waits for it", async () => {
    const borg = await borgThat([{ leaveStranger: 600_000 }, { rc: 0 }]);
    const { running } = await start(borg);
    const result = await running.result;
    strangers.push(childOf(result.stdout));
    expect(result.state).to.equal("ok");
    const piped = await borg.run(command);
    strangers.push(childOf(piped.stdout));
    expect(piped.state).to.equal("ok");
    const streamed = await borg.stream(command, {});
    strangers.push(childOf(await text(streamed.stdout)));
    expect((await streamed.result).state).to.equal("ok");
  });

  it("is killed by somebody else, and is interrupted however it says so", async () => {
    for (const steps of [[{ kill: "SIGKILL" }], [{ rc: 143 }, { exit: 143 }]]) {
      const { running } = await start(await borgThat([...steps, { sleep: 600_000 }]));
      expect((await running.result).state).to.equal("interrupted");
    }
  });

  it("takes too long, or prints too much, where an answer was due", async () => {
    const clock = createFakeClock();
    const slow = await borgThat([{ stderr: "x\n" }, { sleep: 600_000 }], { clock });
    let answered = false;
    const late = slow.run(command, { timeLimitMs: 5000, onEvent: () => {} }).finally(() => {
      answered = true;
    });
    await advanceUntil(clock, () => answered);
    expect((await late).outcome.code).to.equal("time-limit");
    const chatty = await borgThat([{ flood: { to: 1, length: 100_000, times: 1_000_000 } }]);
    const result = await chatty.run(command);
    expect(result.outcome.code).to.equal("output-too-large");
    expect(result.stdout).to.have.length(1024 * 1024);
  });

  it("is ended when the request that wanted it is given up", async () => {
    const borg = await borgThat([{ stderr: "started\n" }, { sleep: 600_000 }]);
    const abort = new AbortController();
    const result = await borg.run(command, { signal: abort.signal, onEvent: () => abort.abort() });
    expect(result.state).to.equal("cancelled");
    const before = await borg
      .run(command, { signal: AbortSignal.abort(new Error("given up")) })
      .catch((error: unknown) => error);
    expect(before).to.have.property("message", "given up");
  });

  describe("and is streamed", () => {
    const endless = [{ flood: { to: 1, length: 100_000, times: 1_000_000 } }];

    it("is ended when its reader leaves, at once or in the middle", async () => {
      const borg = await borgThat(endless);
      const unread = await borg.stream(command, {});
      unread.stdout.destroy();
      expect((await unread.result).outcome.code).to.equal("reader-left");
      const read = await borg.stream(command, {});
      for await (const _ of read.stdout) break;
      expect((await read.result).outcome.code).to.equal("reader-left");
    });

    it("is ended when its reader takes nothing for a minute", async () => {
      const clock = createFakeClock();
      const borg = await borgThat(endless, { clock });
      const { stdout, result } = await borg.stream(command, {});
      let ended = false;
      void result.finally(() => {
        ended = true;
      });
      while (stdout.readableLength === 0) await turn();
      clock.advance(50_000);
      await sleep(50);
      expect(ended).to.equal(false);
      await advanceUntil(clock, () => ended);
      expect((await result).state).to.equal("cancelled");
    });

    it("fails for its reader where it failed, so that a part never looks like the whole", async () => {
      const borg = await borgThat([
        { stdout: "half of it" },
        { log: { levelname: "ERROR", msgid: "IntegrityError", message: "bad" } },
        { exit: 2 },
      ]);
      const { stdout, result } = await borg.stream(command, {});
      const error = await text(stdout).catch((failure: unknown) => failure);
      expect(error).to.have.property("outcome").with.property("code", "repository-damaged");
      expect((await result).state).to.equal("failed");
    });

    it("harms nobody where nobody listens to its failure", async () => {
      const borg = await borgThat([{ exit: 2 }]);
      const { stdout, result } = await borg.stream(command, {});
      stdout.resume();
      expect((await result).state).to.equal("failed");
      await sleep(20);
    });
  });

  it("is not there at all", async () => {
    const borg = createBorg({
      ports: systemPorts(silentLog),
      executable: join(folder, "nothing"),
      baseDir: join(folder, "base"),
      hostId: "t@1",
    });
    for (const act of [() => borg.version(), () => borg.run(command), () => start(borg)]) {
      const error: unknown = await act().catch((failure: unknown) => failure);
      expect(error).to.have.property("code", "borg-missing");
    }
    const other = await (await borgThat([{ stdout: "something else" }])).version().catch((failure: unknown) => failure);
    expect(other).to.have.property("code", "borg-missing");
  });

  it("does not depend on a listener that fails, nor on files that cannot be read for a while", async () => {
    let failing = 3;
    const { files } = systemPorts(silentLog);
    const flaky = {
      ...files,
      readRange: (...given: Parameters<typeof files.readRange>) =>
        failing-- > 0 ? Promise.reject(new Error("EIO")) : files.readRange(...given),
    };
    const borg = await borgThat([{ progress: 1 }, { sleep: 1000 }, { rc: 0 }], { files: flaky });
    const running: RunningBorg = await borg.start(command, {
      workDir: join(folder, "flaky"),
      jobId: "flaky",
      onEvent: () => {
        throw new Error("a listener's own fault");
      },
    });
    expect((await running.result).state).to.equal("ok");
  });
});
