// A job for those who are told how it stands and no more: no path, no archive, no word of borg's.
import { type JobProgress, type JobRecord, waitsForLock } from "../../../schemas/jobs.ts";

/** Figures only: borg's phases can name an archive or a file. That it waits is said in words of ours. */
export function briefProgress(progress: JobProgress): JobProgress {
  return { ...progress, phase: progress.phase === waitsForLock ? waitsForLock : null, path: null };
}

/** How it ended is told, not what it said of files, not what it made and not what it was asked to do to what. */
export function withoutDetails(job: JobRecord): JobRecord {
  const { outcome, options: _options, ...rest } = job;
  return {
    ...rest,
    archiveName: null,
    outcome: outcome && {
      ...outcome,
      message: outcome.brief ?? outcome.message,
      nextStep: outcome.nextStep?.includes("/") ? null : outcome.nextStep,
      warnings: [],
    },
    result: null,
  };
}
