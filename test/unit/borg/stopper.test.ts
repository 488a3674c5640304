import { expect } from "chai";
import { createStopper, jobStopSteps, readStopSteps } from "../../../src/borg/process/stopper.ts";
import { createFakeClock } from "../../support/fake-ports.ts";

function setUp(steps = jobStopSteps) {
  const clock = createFakeClock();
  const sent: string[] = [];
  let alive: string | null = "77";
  const processes = {
    signal: (pid: number, signal: NodeJS.Signals, to: "process" | "group") => {
      sent.push(`${signal} ${to} ${pid}`);
      return true;
    },
    startTicks: () => alive,
  };
  const stopper = createStopper({ clock, processes }, { pid: 5, startTicks: "77" }, steps);
  return { clock, sent, stopper, becomes: (ticks: string | null) => (alive = ticks) };
}

describe("borg/stopper", () => {
  it("interrupts, ends after 30 s, kills the group after 60 s", () => {
    const { clock, sent, stopper } = setUp();
    stopper.stop("cancelled");
    expect(sent).to.deep.equal(["SIGINT process 5"]);
    clock.advance(29_999);
    expect(sent).to.have.length(1);
    clock.advance(1);
    expect(sent.slice(1)).to.deep.equal(["SIGTERM process 5"]);
    clock.advance(30_000);
    expect(sent.slice(2)).to.deep.equal(["SIGKILL group 5"]);
    clock.advance(3_600_000);
    expect(sent).to.have.length(3);
  });

  it("has nothing to save when it ends a read", () => {
    const { clock, sent, stopper } = setUp(readStopSteps);
    stopper.stop("reader-left");
    clock.advance(10_000);
    expect(sent).to.deep.equal(["SIGTERM process 5", "SIGKILL group 5"]);
  });

  it("begins once and keeps the first reason", () => {
    const { sent, stopper } = setUp();
    stopper.stop("time-limit");
    stopper.stop("cancelled");
    expect(sent).to.have.length(1);
    expect(stopper.reason()).to.equal("time-limit");
  });

  it("never signals a later process that got the number", () => {
    const { clock, sent, stopper, becomes } = setUp();
    stopper.stop("cancelled");
    becomes("99");
    clock.advance(60_000);
    stopper.settle();
    expect(sent).to.deep.equal(["SIGINT process 5"]);
  });

  it("kills what the process left behind in its group", () => {
    const { clock, sent, stopper, becomes } = setUp();
    stopper.stop("cancelled");
    becomes(null);
    stopper.settle();
    clock.advance(60_000);
    expect(sent).to.deep.equal(["SIGINT process 5", "SIGKILL group 5"]);
  });

  it("lets go of the steps when it is released", () => {
    const { clock, sent, stopper } = setUp();
    stopper.stop("cancelled");
    stopper.release();
    clock.advance(60_000);
    expect(sent).to.have.length(1);
  });
});
