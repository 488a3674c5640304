import type { LogLine } from "../../../schemas/jobs.ts";
import type { RestoreOptions, RestoreReport } from "../../../schemas/restores.ts";
import { BorgFault } from "../../borg/result/result.ts";
import type { RepositoryTarget } from "../../borg/target.ts";
import { type JobEnd, ownOutcome } from "../job.ts";
import type { ProgressReport } from "../progress.ts";
import { endOfFault, type JobKind } from "./kind.ts";

export interface RestoreDependencies {
  readonly restores: {
    restore(work: {
      target: RepositoryTarget;
      archiveName: string;
      jobId: string;
      options: RestoreOptions;
      signal: AbortSignal;
      onProgress: (progress: ProgressReport) => void;
    }): Promise<{
      readonly report: RestoreReport | null;
      readonly cancelled: boolean;
      readonly failure: string | null;
    }>;
    tidyUp(jobId: string): Promise<void>;
    sweep(): Promise<void>;
  };
}

/**
 * Brings files of an archive back to this host. One that was interrupted is not done again: what it placed stays, and nobody
 * may expect the rest to be written hours later.
 */
export function createRestoreKind({ restores }: RestoreDependencies): JobKind {
  return {
    lease: "shared",
    lane: "work",
    recovery: "give-up",
    givenUp: {
      message: "Borgdeck ended during this restore. What it had put in place stays; the rest was tidied up.",
      nextStep: "Restore again; what was written can be skipped.",
    },
    async execute({ job, target, signal, report }) {
      const options = job.options?.restore;
      if (options === undefined || job.archiveName === null) {
        const outcome = ownOutcome("archive-missing", "It is not known what was to be restored.", "Start it again.");
        return { state: "failed", outcome, result: null };
      }
      const { archiveName, id: jobId } = job;
      try {
        const end = await restores.restore({ target, archiveName, jobId, options, signal, onProgress: report });
        if (end.failure !== null) return brokenOff(end.report as RestoreReport, end.failure);
        return end.cancelled ? cancelled(end.report) : endOf(end.report as RestoreReport);
      } catch (error) {
        if (signal.aborted) return cancelled(null);
        if (error instanceof BorgFault) return endOfFault(error);
        throw error;
      }
    },
    logOf: ({ state, outcome, result }) => [
      ...(result?.restore ? linesOf(result.restore) : []),
      line(state === "ok" ? "info" : state === "warning" ? "warning" : "error", outcome.message),
    ],
    tidyUp: (job) => restores.tidyUp(job.id),
    sweep: restores.sweep,
  };
}

function cancelled(restore: RestoreReport | null): JobEnd {
  const message =
    restore === null
      ? "Cancelled before anything was put in place."
      : `Cancelled. ${files(restore.filesWritten)} had been put in place and stay there.`;
  return { state: "cancelled", outcome: ownOutcome("cancelled", message), result: restore && { restore } };
}

function brokenOff(restore: RestoreReport, failure: string): JobEnd {
  const message = `It ended early. ${failure} ${files(restore.filesWritten)} had been put in place and stay there.`;
  const nextStep = "Correct that, and restore again; what was written can be skipped.";
  const outcome = { ...ownOutcome("files-not-restored", message, nextStep), brief: "The restore ended early." };
  return { state: "failed", outcome, result: { restore } };
}

const mostWarnings = 20;
const longestWarning = 1000;

function endOf(restore: RestoreReport): JobEnd {
  const { filesWritten, filesSkipped, filesFailed, failures, specialCount = 0 } = restore;
  const skipped = filesSkipped > 0 ? ` ${files(filesSkipped)} that were there already stayed as they are.` : "";
  const message = `${files(filesWritten)} restored.${skipped}${specialCount > 0 ? ` ${notMade(specialCount)}` : ""}`;
  const nothingBut = specialCount > 0 && filesWritten + filesSkipped === 0; // what was asked for, and did not come
  if (filesFailed === 0 && nothingBut) {
    const nextStep = "The report names them; borg extract restores them.";
    return { state: "warning", outcome: ownOutcome("files-not-restored", message, nextStep), result: { restore } };
  }
  if (filesFailed === 0) return { state: "ok", outcome: ownOutcome("ok", message), result: { restore } };
  return {
    state: filesWritten === 0 ? "failed" : "warning",
    outcome: {
      ...ownOutcome(
        "files-not-restored",
        `${message} ${files(filesFailed)} could not be restored as archived.`,
        "The report says which and why. Correct that, and restore them alone; what was written can be skipped.",
      ),
      warningsCount: filesFailed,
      warnings: failures
        .slice(0, mostWarnings)
        .map(({ path, reason }) => `${path}: ${reason}`.slice(0, longestWarning)),
    },
    result: { restore },
  };
}

function files(count: number): string {
  return count === 1 ? "1 file" : `${count} files`;
}

/** They hold no data: of a restore that brought all the rest they make no warning. */
function notMade(count: number): string {
  return `${count === 1 ? "1 device, pipe or socket was" : `${count} devices, pipes or sockets were`} not made.`;
}

/** What the report lists, a line each, and what it counts. */
function linesOf(restore: RestoreReport): LogLine[] {
  const { archiveName, target, failures, filesFailed, renamed, filesWritten, bytesWritten, filesSkipped } = restore;
  const { filesReplaced, filesRenamed, ownershipKept, durationMs, specialCount = 0, special = [] } = restore;
  const unlisted = filesFailed - failures.length;
  return [
    line("info", `From ${archiveName} to ${target}.`),
    ...renamed.map(({ path, to }) => line("info", `${path}: put beside what was there, as ${to}`)),
    ...failures.map(({ path, reason }) => line("error", `${path}: ${reason}`)),
    ...special.map((path) => line("info", `${path}: a device, pipe or socket, which is not made`)),
    ...(specialCount > special.length ? [line("info", notMade(specialCount))] : []),
    ...(unlisted > 0 ? [line("error", `${files(unlisted)} more, which the report does not list.`)] : []),
    line(
      "info",
      `${files(filesWritten)} written (${bytesWritten} bytes), ${filesReplaced} of them in the place of others`,
    ),
    line("info", `${files(filesSkipped)} left as they were, ${filesRenamed} put beside others, ${filesFailed} failed`),
    line("info", `Owners were ${ownershipKept ? "" : "not "}kept. It took ${(durationMs / 1000).toFixed(1)} s.`),
  ];
}

function line(level: LogLine["level"], message: string): LogLine {
  return { level, message, messageId: null };
}
