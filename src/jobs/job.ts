// Jobs: one supervised borg operation each, from the request to its journaled end.
import type { JobOptions, JobOutcome, JobRecord, JobResult, JobState, Requester } from "../../schemas/jobs.ts";
import { isoTime } from "../ports/clock.ts";

/** What a job is to do. `planId` and `runId` are null for work asked for by hand. */
export interface JobRequest {
  readonly kind: JobRecord["kind"];
  readonly repositoryId: string;
  readonly planId: string | null;
  readonly runId: string | null;
  readonly archiveName?: string | null;
  readonly options?: JobOptions;
  readonly requester: Requester;
}

/** States in which a job is over. */
export type EndState = Exclude<JobState, "queued" | "running">;

/** How a job ended. */
export interface JobEnd {
  readonly state: EndState;
  readonly outcome: JobOutcome;
  readonly result: JobResult | null;
}

/** A new job, waiting for its turn. */
export function newJob(id: string, request: JobRequest, now: number): JobRecord {
  return {
    id,
    kind: request.kind,
    state: "queued",
    repositoryId: request.repositoryId,
    planId: request.planId,
    runId: request.runId,
    archiveName: request.archiveName ?? null,
    requester: request.requester,
    createdAt: isoTime(now),
    startedAt: null,
    finishedAt: null,
    cancelRequestedAt: null,
    process: null,
    outcome: null,
    result: null,
    ...(request.options ? { options: request.options } : {}),
  };
}

/** Whether a job (or a run) in this state is over. */
export function isEnded(state: JobState): state is EndState {
  return state !== "queued" && state !== "running";
}

/** An outcome that no borg process told: a decision of Borgdeck itself. */
export function ownOutcome(code: string, message: string, nextStep: string | null = null): JobOutcome {
  return { code, message, nextStep, exitCode: null, warningsCount: 0, warnings: [] };
}
