// One kind of job at work on a throwaway repository, without a queue.
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import type { JobOptions } from "../../schemas/jobs.ts";
import { type JobEnd, newJob } from "../../src/jobs/job.ts";
import type { again, JobContext, JobKind } from "../../src/jobs/kinds/kind.ts";
import type { BorgPlace } from "./borg.ts";

export interface KindJob {
  readonly archiveName?: string | null;
  readonly options?: JobOptions;
  readonly signal?: AbortSignal;
  readonly hasYielded?: () => boolean;
  readonly report?: JobContext["report"];
}

/** Runs a job of this kind to its end. */
export async function runKind(place: BorgPlace, kind: JobKind, job: KindJob): Promise<JobEnd | typeof again> {
  const { signal = new AbortController().signal, hasYielded = () => false, report = () => {} } = job;
  const request = {
    kind: "check",
    repositoryId: "repoaaaa",
    planId: null,
    runId: null,
    archiveName: job.archiveName ?? null,
    requester: { type: "service" },
    ...(job.options ? { options: job.options } : {}),
  } as const;
  return kind.execute({
    job: newJob("jobaaaaa", request, 0),
    adopting: false,
    target: place.target,
    plan: undefined,
    signal,
    hasYielded,
    scratchDir: join(await mkdtemp(join(place.folder, "scratch-")), "scratch"),
    async supervise(command, onEvent = () => {}, ending = signal) {
      const running = await place.borg.start(command, { workDir: place.newWorkDir(), jobId: "jobaaaaa", onEvent });
      ending.addEventListener("abort", () => running.stop(), { once: true });
      return running.result;
    },
    report,
  });
}
