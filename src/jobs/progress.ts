// From what borg reports to what people see: rate, percent and an estimated end.
import type { JobProgress } from "../../schemas/jobs.ts";
import { isoTime } from "../ports/clock.ts";

/** What is known of the work before it starts, from the archive before; null where nothing is. */
export interface Expected {
  readonly files: number;
  readonly originalSizeBytes: number;
}

/** One report; what is left out stays as it was. */
export type ProgressReport = Partial<
  Pick<JobProgress, "phase" | "files" | "originalSizeBytes" | "deduplicatedSizeBytes" | "path" | "percent">
>;

export interface ProgressMeter {
  report(report: ProgressReport): JobProgress;
  current(): JobProgress | null;
}

interface Sample {
  readonly at: number;
  readonly bytes: number;
}

/** The rate is measured over this window, in milliseconds. */
const rateWindowMs = 10_000;

/** Creates a meter. An estimate never says 100 % before the end, and none is made without an earlier archive. */
export function createProgressMeter(now: () => number, expected: Expected | null): ProgressMeter {
  const samples: Sample[] = [];
  let progress: JobProgress | null = null;

  return {
    current: () => progress,
    report(report) {
      const at = now();
      const merged = { ...(progress ?? emptyProgress(at)), ...report, updatedAt: isoTime(at) };
      if (report.originalSizeBytes != null) addSample(samples, { at, bytes: report.originalSizeBytes });
      const bytesPerSecond = rate(samples);
      const percent = report.percent ?? estimatePercent(merged, expected) ?? merged.percent;
      progress = { ...merged, bytesPerSecond, percent, etaMs: estimateEta(merged, expected, bytesPerSecond) };
      return progress;
    },
  };
}

function emptyProgress(at: number): JobProgress {
  return {
    phase: null,
    files: null,
    originalSizeBytes: null,
    deduplicatedSizeBytes: null,
    path: null,
    percent: null,
    bytesPerSecond: null,
    etaMs: null,
    updatedAt: isoTime(at),
  };
}

function addSample(samples: Sample[], sample: Sample): void {
  samples.push(sample);
  while (samples.length > 2 && (samples[0]?.at ?? 0) < sample.at - rateWindowMs) samples.shift();
}

function rate(samples: readonly Sample[]): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.at <= first.at) return null;
  return Math.max(0, Math.round(((last.bytes - first.bytes) / (last.at - first.at)) * 1000));
}

function estimatePercent(progress: JobProgress, expected: Expected | null): number | null {
  if (!expected || progress.originalSizeBytes === null) return null;
  const byBytes = expected.originalSizeBytes > 0 ? progress.originalSizeBytes / expected.originalSizeBytes : 0;
  const byFiles = expected.files > 0 && progress.files !== null ? progress.files / expected.files : byBytes;
  return Math.round(Math.min(0.99, Math.max(0, (byBytes + byFiles) / 2)) * 1000) / 10;
}

function estimateEta(progress: JobProgress, expected: Expected | null, bytesPerSecond: number | null): number | null {
  if (!expected || !bytesPerSecond || progress.originalSizeBytes === null) return null;
  const left = expected.originalSizeBytes - progress.originalSizeBytes;
  return left > 0 ? Math.round((left / bytesPerSecond) * 1000) : null;
}
