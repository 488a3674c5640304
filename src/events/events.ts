// What happens inside Borgdeck, told to whoever keeps a view current. Nothing waits for a listener.
import type { JobProgress, JobRecord, RunRecord } from "../../schemas/jobs.ts";

/** Event name → payload. */
export interface EventMap {
  /** A job was made or entered another state. */
  "job.changed": { readonly job: JobRecord };
  /** At most two a second for each job. */
  "job.progress": { readonly job: JobRecord; readonly progress: JobProgress };
  "run.changed": { readonly run: RunRecord };
  /** `repositoryIds`: those that it used before or uses now. */
  "plan.changed": {
    readonly planId: string;
    readonly removed: boolean;
    readonly repositoryIds: readonly string[];
    /** What it backs up is not what it was. */
    readonly newSources?: boolean;
  };
  "repository.changed": { readonly repositoryId: string; readonly removed: boolean };
  /** The scheduler stored another next fire time. */
  "schedule.changed": { readonly planId: string };
  /** The read model changed for these plans and repositories; the header may have changed too. */
  "status.changed": { readonly plans: readonly string[]; readonly repositories: readonly string[] };
  /** A user's role, grants or state changed: streams resolve their identity anew. */
  "access.changed": { readonly userId: string };
  /** What administrators set about signing in changed, for everybody: streams ask anew whether they may go on. */
  "sign-in-settings.changed": Readonly<Record<string, never>>;
  /** Sessions (their stored ids) ended: their streams end too. */
  "session.ended": { readonly sessionIds: readonly string[] };
}

export type EventName = keyof EventMap;

/** An event as published. `id` is `<boot epoch>-<sequence>`, so that an id of an earlier process is never mistaken. */
export type PublishedEvent = {
  [N in EventName]: { readonly id: string; readonly name: N; readonly payload: EventMap[N] };
}[EventName];
