import { expect } from "chai";
import type { BorgResult } from "../../../../src/borg/result/result.ts";
import { type JobEnd, newJob, ownOutcome } from "../../../../src/jobs/job.ts";
import type { JobContext } from "../../../../src/jobs/kinds/kind.ts";
import { createMountKind } from "../../../../src/jobs/kinds/mount.ts";
import { createFakeClock } from "../../../support/fake-ports.ts";

const path = "/mnt/archive";
const hourMs = 3_600_000;

const result = (state: BorgResult["state"], code = "ok"): BorgResult => ({
  state,
  outcome: ownOutcome(code, "borg's words"),
  exitCode: 0,
  stdout: "",
  stdoutTruncated: false,
  durationMs: 1,
  report: {},
});

/** A host on which borg mounts at once, and ends when it is unmounted or stopped. */
function setUp({ refusal = null as string | null } = {}) {
  const clock = createFakeClock();
  const cancel = new AbortController();
  const phases: (string | null | undefined)[] = [];
  const host = {
    mounted: false,
    source: "borgfs",
    /** The host cannot be asked. */
    deaf: false,
    users: [] as { pid: number; name: string }[],
    unmounts: 0,
    stopped: false,
    yielded: false,
    prepared: [] as string[],
    /** Whether borg takes its mount away as it ends. */
    leaves: false,
    end: (_result: BorgResult) => {},
  };
  const kind = createMountKind({
    clock,
    mounts: {
      async at() {
        if (host.deaf) throw new Error("EMFILE");
        return host.mounted ? { path, type: "fuse", source: host.source } : null;
      },
      users: async () => host.users,
      async unmount() {
        host.unmounts += 1;
        if (host.users.length > 0) return;
        host.mounted = false;
        host.end(result("ok"));
      },
    },
    mountPoints: {
      async prepare(wanted) {
        host.prepared.push(wanted);
        return refusal;
      },
    },
  });
  const supervise: JobContext["supervise"] = (command, _onEvent, stop) =>
    new Promise((resolve) => {
      expect(command.args.slice(-3)).to.deep.equal(["--", "/srv/repo::one", path]);
      host.mounted = true;
      host.end = (ended) => {
        if (host.leaves) host.mounted = false;
        resolve(ended);
      };
      stop?.addEventListener("abort", () => {
        host.stopped = true;
        host.end(result("cancelled"));
      });
    });
  const request = {
    kind: "mount",
    repositoryId: "repo",
    planId: null,
    runId: null,
    archiveName: "one",
    options: { mount: { path, durationMs: hourMs } },
    requester: { type: "service" },
  } as const;
  const job = newJob("jobaaaaa", request, 0);
  const run = () =>
    kind.execute({
      job,
      adopting: false,
      target: { location: "/srv/repo", passphrase: null, rsh: null },
      plan: undefined,
      signal: cancel.signal,
      hasYielded: () => host.yielded,
      scratchDir: "/nowhere",
      supervise,
      report: ({ phase }) => void phases.push(phase),
    }) as Promise<JobEnd>;
  return { kind, clock, cancel, host, phases, job, run };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("jobs/kinds/mount", () => {
  it("makes room for writers after a minute, and is given up with its service", () => {
    const { kind } = setUp();
    expect(kind).to.include({ lease: "shared", lane: "standing", yieldAfterMs: 60_000, recovery: "give-up" });
  });

  it("unmounts when its time is over, not before", async () => {
    const { run, clock, host, phases } = setUp();
    const end = run();
    await settle();
    clock.advance(hourMs - 1);
    await settle();
    expect([host.mounted, host.unmounts, phases[0]]).to.deep.equal([true, 0, "Mounted"]);
    clock.advance(1);
    const { state, outcome } = await end;
    expect([state, outcome.code, outcome.message]).to.deep.equal([
      "ok",
      "unmounted",
      "The time was over, and it was unmounted.",
    ]);
    expect([host.mounted, host.stopped]).to.deep.equal([false, false]);
  });

  it("unmounts when somebody cancels it", async () => {
    const { run, cancel, host } = setUp();
    const end = run();
    await settle();
    cancel.abort();
    expect((await end).outcome).to.include({ code: "unmounted", message: "It was unmounted." });
    expect(host.stopped).to.equal(false);
  });

  it("says that it made room for a backup", async () => {
    const { run, cancel, host } = setUp();
    const end = run();
    await settle();
    host.yielded = true;
    cancel.abort();
    const { state, outcome } = await end;
    expect([state, outcome.code]).to.deep.equal(["ok", "unmounted-for-backup"]);
  });

  it("ends well when somebody else unmounts it, and says why borg could not", async () => {
    const other = setUp();
    const ended = other.run();
    await settle();
    other.host.mounted = false;
    other.host.end(result("ok"));
    expect((await ended).outcome.message).to.contain("Somebody else");
    const failing = setUp();
    const failed = failing.run();
    await settle();
    failing.host.mounted = false;
    failing.host.end(result("failed", "mount-unavailable"));
    const { state, outcome } = await failed;
    expect([state, outcome.code]).to.deep.equal(["failed", "mount-unavailable"]);
  });

  it("waits for who uses it, and says who", async () => {
    const { run, clock, cancel, host, phases } = setUp();
    const end = run();
    await settle();
    host.users = [{ pid: 42, name: "bash" }];
    cancel.abort();
    for (let tries = 0; tries < 3; tries += 1) {
      await settle();
      clock.advance(5000);
    }
    await settle();
    expect(host.mounted).to.equal(true);
    expect(phases.at(-1)).to.equal("In use by bash (process 42)");
    host.users = [];
    clock.advance(5000);
    expect((await end).outcome.code).to.equal("unmounted");
    expect(host.stopped).to.equal(false);
  });

  it("ends borg at last, and says what is left", async () => {
    const { run, clock, cancel, host } = setUp();
    const end = run();
    await settle();
    host.users = [{ pid: 42, name: "bash" }];
    cancel.abort();
    for (let tries = 0; tries <= 120; tries += 1) {
      await settle();
      clock.advance(5000);
    }
    const { state, outcome } = await end;
    expect([state, outcome.code, host.stopped, host.mounted]).to.deep.equal(["warning", "mount-left", true, true]);
    expect(outcome.message).to.contain("bash (process 42)");
    expect(outcome.brief).not.to.contain(path);
    expect(outcome.nextStep).not.to.contain(path);
  });

  it("takes away what borg left when it died", async () => {
    const { run, host } = setUp();
    const end = run();
    await settle();
    host.end(result("interrupted", "killed"));
    const { state, outcome } = await end;
    expect([state, outcome.code, host.mounted]).to.deep.equal(["interrupted", "killed", false]);
  });

  it("is stopped where it is cancelled before it is there", async () => {
    const { run, host, cancel } = setUp();
    const end = run();
    await settle();
    host.mounted = false; // borg still reads the archive
    cancel.abort();
    const { state, outcome } = await end;
    expect([state, outcome.code, host.stopped]).to.deep.equal(["cancelled", "cancelled", true]);
    expect(outcome.message).not.to.contain("unmounted");
  });

  it("says that nothing was mounted where the time, or a backup, came first", async () => {
    const late = setUp();
    const ended = late.run();
    await settle();
    late.host.mounted = false;
    late.clock.advance(hourMs);
    expect((await ended).outcome.code).to.equal("mount-late");
    const inTheWay = setUp();
    const gaveWay = inTheWay.run();
    await settle();
    inTheWay.host.mounted = false;
    inTheWay.host.yielded = true;
    inTheWay.cancel.abort();
    const { state, outcome } = await gaveWay;
    expect([state, outcome.code]).to.deep.equal(["ok", "unmounted-for-backup"]);
    expect(outcome.message).to.contain("Nothing was mounted");
  });

  it("ends borg where the host cannot be asked, and only then ends itself", async () => {
    const { run, host, cancel } = setUp();
    const end = run().then(
      () => "ended",
      () => (host.stopped ? "failed, borg is gone" : "failed"),
    );
    await settle();
    host.deaf = true;
    cancel.abort();
    expect(await end).to.equal("failed, borg is gone");
  });

  it("leaves alone what others have mounted there since", async () => {
    const { kind, host, job } = setUp();
    host.mounted = true;
    host.source = "tmpfs";
    await kind.tidyUp?.(job);
    expect([host.mounted, host.unmounts]).to.deep.equal([true, 0]);
  });

  it("looks at the folder once more before it mounts", async () => {
    const { run, host } = setUp({ refusal: "is not empty" });
    const { state, outcome } = await run();
    expect([state, outcome.code, host.mounted]).to.deep.equal(["failed", "mount-point-refused", false]);
    expect(host.prepared).to.deep.equal([path]);
    expect(outcome.message).to.equal(`Nothing was mounted: ${path} is not empty.`);
  });

  it("unmounts what a service that died left", async () => {
    const { kind, host, job } = setUp();
    host.mounted = true;
    await kind.tidyUp?.(job);
    expect([host.mounted, host.unmounts]).to.deep.equal([false, 1]);
    await kind.tidyUp?.(job);
    expect(host.unmounts).to.equal(1);
  });
});
