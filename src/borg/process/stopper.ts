// Ends a process in steps, and never a later process that got its number.
import type { Clock, StopTimer } from "../../ports/clock.ts";
import type { Processes } from "../../ports/processes.ts";
import type { ProcessIdentity } from "../borg.ts";
import type { StopReason } from "../result/outcome.ts";

interface StopStep {
  readonly afterMs: number;
  readonly signal: NodeJS.Signals;
  readonly to: "process" | "group";
}

/** A job may leave a checkpoint, which takes borg a moment; ssh, in its group, ignores SIGINT. */
export const jobStopSteps: readonly StopStep[] = [
  { afterMs: 0, signal: "SIGINT", to: "process" },
  { afterMs: 30_000, signal: "SIGTERM", to: "process" },
  { afterMs: 60_000, signal: "SIGKILL", to: "group" },
];

/** A read has nothing to save. */
export const readStopSteps: readonly StopStep[] = [
  { afterMs: 0, signal: "SIGTERM", to: "process" },
  { afterMs: 10_000, signal: "SIGKILL", to: "group" },
];

/** What it still has to print nobody wants: it may give its locks back by itself, unless that takes long. */
export const restStopSteps: readonly StopStep[] = readStopSteps.map((step) => ({
  ...step,
  afterMs: step.afterMs + 2000,
}));

export interface Stopper {
  /** Begins its steps, or those that are given; only the first call does, and its reason stays. */
  stop(reason: StopReason, instead?: readonly StopStep[]): void;
  reason(): StopReason | null;
  /** The process is gone: no further step, and what it left in its group is killed. */
  settle(): void;
  /** No further step; nothing is killed. */
  release(): void;
}

export interface StopperDependencies {
  readonly clock: Clock;
  readonly processes: Pick<Processes, "signal" | "startTicks">;
}

export function createStopper(
  { clock, processes }: StopperDependencies,
  { pid, startTicks }: ProcessIdentity,
  steps: readonly StopStep[],
): Stopper {
  let reason: StopReason | null = null;
  let timers: StopTimer[] = [];
  const release = () => {
    for (const stopTimer of timers) stopTimer();
    timers = [];
  };
  const take = ({ signal, to }: StopStep) => {
    if (processes.startTicks(pid) === startTicks) processes.signal(pid, signal, to);
  };

  return {
    stop(why, instead = steps) {
      if (reason !== null) return;
      reason = why;
      for (const step of instead) {
        if (step.afterMs === 0) take(step);
        else timers.push(clock.after(step.afterMs, () => take(step)));
      }
    },
    reason: () => reason,
    settle() {
      release();
      // A group's number is not given away while it has members, and a process of that number would lead a group of its own.
      if (processes.startTicks(pid) === null) processes.signal(pid, "SIGKILL", "group");
    },
    release,
  };
}
