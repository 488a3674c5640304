// Jobs as people and pages see them: history, progress, logs, cancelling, and maintenance by hand.
import type { Actor, AuditEvent } from "../../schemas/audit.ts";
import type { JobLogReply, JobProgress, JobRecord, MaintenanceRequest } from "../../schemas/jobs.ts";
import type { History, JobFilter, Page } from "./history.ts";
import type { LogStore } from "./log.ts";
import { type MaintenanceFacts, maintenanceOptions } from "./maintenance.ts";
import type { Queue } from "./queue.ts";

export interface Jobs {
  get(id: string): Promise<JobRecord | undefined>;
  list(filter: JobFilter): Promise<Page<JobRecord>>;
  /** Throws Fault `conflict` where the job has ended. */
  cancel(id: string, actor: Actor): Promise<JobRecord>;
  progress(id: string): JobProgress | null;
  /** The job that a queued one waits for, where it is one. */
  waitsFor(id: string): JobRecord | null;
  /** The log so far, or the saved one. Empty where it has gone. */
  log(id: string): Promise<JobLogReply>;
  /** Queues check, compact, verify, prune, drill or index by hand. Faults: `invalid-input`, `conflict`. */
  maintenance(repositoryId: string, request: MaintenanceRequest, actor: Actor): Promise<JobRecord>;
}

export interface JobsDependencies extends MaintenanceFacts {
  readonly history: History;
  readonly queue: Queue;
  readonly logs: LogStore;
  readonly audit: (event: AuditEvent, actor: Actor, target: string, detail: string | null) => Promise<void>;
}

/** Creates the jobs' service. */
export function createJobs({ history, queue, logs, audit, ...facts }: JobsDependencies): Jobs {
  return {
    get: (id) => history.findJob(id),
    list: (filter) => history.listJobs(filter),
    async cancel(id, actor) {
      const job = await queue.cancel(id);
      await audit("job.cancel", actor, id, job.kind);
      return job;
    },
    waitsFor: (id) => queue.waitsFor(id),
    progress: (id) => queue.progress(id),
    async log(id) {
      return (await queue.control(id)?.log()) ?? (await logs.read(id)) ?? { lines: [], truncated: false };
    },
    async maintenance(repositoryId, request, actor) {
      const options = await maintenanceOptions(repositoryId, request, facts);
      const job = await queue.enqueue({
        kind: request.kind,
        repositoryId,
        planId: request.planId ?? null,
        runId: null,
        archiveName: request.archiveName ?? null,
        ...(options ? { options } : {}),
        requester: { type: "user", userId: actor.userId },
      });
      await audit("job.request", actor, job.id, `${job.kind} on ${repositoryId}`);
      return job;
    },
  };
}
