// How the events of the stream change the read model that a page holds.
import type { ProgressEvent, Status, StatusDelta } from "../../../schemas/status.ts";

/** The status after a delta: entities are replaced whole, new ones appended, `running` and the header taken over. */
export function applyDelta(status: Status, { header, repositories, plans, running, removed }: StatusDelta): Status {
  return {
    ...status,
    ...header,
    repositories: merge(status.repositories, repositories, removed.repositories),
    plans: merge(status.plans, plans, removed.plans),
    running,
  };
}

/** The status after progress of a job. Progress of a job that is not running is dropped. */
export function applyProgress(status: Status, { jobId, progress }: ProgressEvent): Status {
  if (!status.running.some((job) => job.id === jobId)) return status;
  return { ...status, running: status.running.map((job) => (job.id === jobId ? { ...job, progress } : job)) };
}

function merge<T extends { id: string }>(old: T[], changed: T[], removed: string[]): T[] {
  const byId = new Map(old.map((item) => [item.id, item]));
  for (const item of changed) byId.set(item.id, item);
  for (const id of removed) byId.delete(id);
  return [...byId.values()];
}
