// Jobs as people and pages see them: history, progress, logs, cancelling, and maintenance by hand.
import type { JobLogReply, JobProgress, JobRecord, MaintenanceRequest } from "../../schemas/jobs.ts";
import { Fault } from "../fault.ts";
import type { History, JobFilter, Page } from "./history.ts";
import type { LogStore } from "./log.ts";
import type { Queue } from "./queue.ts";

interface Actor {
  readonly userId: string;
  readonly username: string;
  readonly peer: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
}

export interface Jobs {
  get(id: string): Promise<JobRecord | undefined>;
  list(filter: JobFilter): Promise<Page<JobRecord>>;
  /** Throws Fault `conflict` where the job has ended. */
  cancel(id: string, actor: Actor): Promise<JobRecord>;
  progress(id: string): JobProgress | null;
  /** The log so far, or the saved one. Empty where it has gone. */
  log(id: string): Promise<JobLogReply>;
  /** Queues check, compact, verify or prune by hand. */
  maintenance(repositoryId: string, request: MaintenanceRequest, actor: Actor): Promise<JobRecord>;
}

export interface JobsDependencies {
  readonly history: History;
  readonly queue: Queue;
  readonly logs: LogStore;
  readonly planUses: (planId: string, repositoryId: string) => boolean;
  readonly audit: (event: string, actor: Actor, target: string, detail: string | null) => Promise<void>;
}

/** Creates the jobs' service. */
export function createJobs({ history, queue, logs, planUses, audit }: JobsDependencies): Jobs {
  return {
    get: (id) => history.findJob(id),
    list: (filter) => history.listJobs(filter),
    async cancel(id, actor) {
      const job = await queue.cancel(id);
      await audit("job.cancel", actor, id, job.kind);
      return job;
    },
    progress: (id) => queue.progress(id),
    async log(id) {
      return (await queue.control(id)?.log()) ?? (await logs.read(id)) ?? { lines: [], truncated: false };
    },
    async maintenance(repositoryId, request, actor) {
      refuseInvalid(repositoryId, request, planUses);
      const job = await queue.enqueue({
        kind: request.kind,
        repositoryId,
        planId: request.planId ?? null,
        runId: null,
        archiveName: request.archiveName ?? null,
        requester: { type: "user", userId: actor.userId },
      });
      await audit("job.request", actor, job.id, `${job.kind} on ${repositoryId}`);
      return job;
    },
  };
}

function refuseInvalid(
  repositoryId: string,
  request: MaintenanceRequest,
  planUses: JobsDependencies["planUses"],
): void {
  const fields: Record<string, string> = {};
  if (request.planId !== undefined && !planUses(request.planId, repositoryId)) {
    fields["/planId"] = "is no plan that backs up to this repository";
  }
  if (request.kind === "prune" && request.planId === undefined) {
    fields["/planId"] = "is needed: only the archives of one plan are pruned, by that plan's rules";
  }
  if (request.kind === "verify" && request.planId === undefined && request.archiveName === undefined) {
    fields["/archiveName"] = "is needed, or the planId whose newest archive is to be verified";
  }
  if (Object.keys(fields).length > 0) {
    throw new Fault("invalid-input", "The job was not started: some values are not valid.", { fields });
  }
}
