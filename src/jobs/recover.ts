// After a start: takes up, settles or gives up the jobs that an earlier process left.
import { join } from "node:path";
import type { JobRecord } from "../../schemas/jobs.ts";
import { endStrays } from "../borg/process/strays.ts";
import { type Clock, isoTime } from "../ports/clock.ts";
import type { Files } from "../ports/files.ts";
import type { Log } from "../ports/log.ts";
import type { Processes } from "../ports/processes.ts";
import type { History } from "./history.ts";
import { isEnded, ownOutcome } from "./job.ts";
import type { JobKind } from "./kinds/kind.ts";
import type { Queue } from "./queue.ts";

export interface RecoverDependencies {
  readonly history: History;
  readonly queue: Pick<Queue, "resume">;
  readonly kinds: Readonly<Record<JobRecord["kind"], JobKind>>;
  readonly files: Files;
  readonly processes: Pick<Processes, "findByEnvironment" | "signal">;
  readonly clock: Clock;
  readonly log: Log;
  readonly runDir: string;
}

/**
 * Recovers. A job with a supervised process is adopted: the process is followed if it lives, settled by its last
 * record if it ended, and interrupted otherwise. One that had not started waits again; one that only read begins again, and
 * one that can do neither is tidied up.
 */
export async function recoverJobs(dependencies: RecoverDependencies): Promise<void> {
  const { history, queue, kinds, files, log, runDir } = dependencies;
  const folders = new Set((await files.list(runDir)).map(({ name }) => name));
  const unfinished = new Map(history.unfinishedJobs().map((job) => [job.id, job]));
  for (const id of folders) {
    const job = await history.findJob(id);
    if (job && !isEnded(job.state)) unfinished.set(id, job);
    else await files.remove(join(runDir, id));
  }
  for (const [kind, { sweep }] of Object.entries(kinds)) {
    await sweep?.().catch((error: unknown) => log.error("What jobs left could not be looked for", { kind, error }));
  }
  for (const job of unfinished.values()) {
    log.info("A job of an earlier process is taken up", { jobId: job.id, kind: job.kind, state: job.state });
    if (job.state === "queued" && !folders.has(job.id)) queue.resume(job, false);
    else if (kinds[job.kind].recovery === "adopt") queue.resume(job, true);
    else if (kinds[job.kind].recovery === "again") await beginAgain(dependencies, job);
    else await giveUp(dependencies, job);
  }
}

/** A job without a supervised process changes nothing, so it is simply done again, once what it left running is gone. */
async function beginAgain(dependencies: RecoverDependencies, job: JobRecord): Promise<void> {
  const { history, queue, files, runDir } = dependencies;
  await endStrays(dependencies, job.id);
  await files.remove(join(runDir, job.id));
  const waiting = await history.changeJob(job.id, (current) => ({ ...current, state: "queued", startedAt: null }));
  if (waiting) queue.resume(waiting, false);
}

const givenUp = {
  message: "Borgdeck ended during this job, and what it left was tidied up.",
  nextStep: "Start it again.",
};

async function giveUp(dependencies: RecoverDependencies, job: JobRecord): Promise<void> {
  const { history, kinds, files, clock, log, runDir } = dependencies;
  await endStrays(dependencies, job.id);
  await files.remove(join(runDir, job.id));
  await kinds[job.kind]
    .tidyUp?.(job)
    .catch((error: unknown) => log.error("What a job left could not be tidied up", { jobId: job.id, error }));
  const { message, nextStep } = kinds[job.kind].givenUp ?? givenUp;
  const outcome = ownOutcome("interrupted", message, nextStep);
  const finishedAt = isoTime(clock.now());
  await history.changeJob(job.id, (current) => ({ ...current, state: "interrupted", finishedAt, outcome }));
}
