import { type Clock, sleep } from "../../ports/clock.ts";
import type { Processes } from "../../ports/processes.ts";
import { jobVariable } from "./environment.ts";

export interface StraysDependencies {
  readonly processes: Pick<Processes, "findByEnvironment" | "signal">;
  readonly clock: Clock;
}

const lookEveryMs = 100;
const looksEach = 20;

/** Ends what still runs of a job whose own process is gone: asked to at first, killed after two seconds. */
export async function endStrays({ processes, clock }: StraysDependencies, jobId: string): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    for (const pid of processes.findByEnvironment(jobVariable, jobId)) processes.signal(pid, signal, "group");
    for (let looks = 0; looks < looksEach && processes.findByEnvironment(jobVariable, jobId).length > 0; looks += 1) {
      await sleep(clock, lookEveryMs);
    }
  }
}
