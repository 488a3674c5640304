// A job and a run as they are shown.
import type { JobRecord, JobReply, JobWait, RunRecord, RunReply } from "../../../schemas/jobs.ts";
import type { Services, Viewer } from "../services.ts";
import { jobSubject, owned, runSubject } from "../subjects.ts";
import { allowedOf } from "./allowed.ts";
import { withoutDetails } from "./brief.ts";

type Needs = Pick<Services, "jobs" | "plans" | "repositories">;

/** The process stays inside. `durationMs` is null until the job has ended. A viewer without details gets none. */
export function presentJob(services: Pick<Needs, "jobs" | "repositories">, viewer: Viewer, job: JobRecord): JobReply {
  const { process: _process, ...shown } = viewer.details ? job : withoutDetails(job);
  const progress = job.state === "running" ? services.jobs.progress(job.id) : null;
  const active = job.state === "queued" || job.state === "running";
  return {
    ...shown,
    durationMs: durationOf(job),
    progress: progress && viewer.progress(progress),
    ...(job.state === "queued" ? { waitsFor: waitOf(services.jobs.waitsFor(job.id)) } : {}),
    allowed: allowedOf(viewer, jobSubject(services, job), active ? ["status.read", "job.cancel"] : ["status.read"]),
  };
}

/** Jobs in repositories that the viewer does not see are left out. */
export function presentRun(services: Needs, viewer: Viewer, run: RunRecord, jobs: readonly JobRecord[]): RunReply {
  const { requester: _requester, ...shown } = run;
  return {
    ...shown,
    jobs: jobs
      .filter((job) => viewer.sees(owned(services, job.repositoryId)))
      .map((job) => presentJob(services, viewer, job)),
    allowed: allowedOf(viewer, runSubject(services, run, jobs), ["status.read", "job.cancel"]),
  };
}

/** It is of the same repository, so that whoever sees the one sees the other. */
function waitOf(job: JobRecord | null): JobWait | null {
  if (job === null) return null;
  const { id: jobId, kind, state, startedAt, createdAt, requester } = job;
  return { jobId, kind, state, since: startedAt ?? createdAt, requester };
}

function durationOf({ startedAt, finishedAt }: JobRecord): number | null {
  if (startedAt === null || finishedAt === null) return null;
  return Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt));
}
