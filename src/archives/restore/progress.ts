// How far a restore is, told a few times a second.
import type { Clock } from "../../ports/clock.ts";
import { fromBytes, toPublicPath } from "../paths.ts";
import { asBytes } from "./records.ts";

export interface RestoreProgress {
  readonly phase: string;
  readonly files: number | null;
  readonly originalSizeBytes: number | null;
  readonly path: string | null;
  readonly percent: number | null;
}

export interface ProgressReporter {
  listed(files: number): void;
  extracted(bytes: number, ofBytes: number, path: string): void;
  placed(files: number, ofFiles: number, path: string): void;
}

const everyMs = 250;
const longestPath = 4096;

/** Paths are latin1 text of their bytes. */
export function createProgress(clock: Pick<Clock, "now">, tell: (progress: RestoreProgress) => void): ProgressReporter {
  let toldAt = Number.NEGATIVE_INFINITY;
  let phase = "";
  let extractedBytes = 0;

  const say = (progress: () => Omit<RestoreProgress, "phase">, of: string) => {
    if (of === phase && clock.now() < toldAt + everyMs) return;
    toldAt = clock.now();
    phase = of;
    tell({ phase, ...progress() });
  };
  return {
    listed: (files) =>
      say(() => ({ files, originalSizeBytes: null, path: null, percent: null }), "Looking at what there is"),
    extracted(bytes, ofBytes, path) {
      extractedBytes += bytes;
      say(
        () => ({
          files: null,
          originalSizeBytes: extractedBytes,
          path: shown(path),
          percent: percentOf(extractedBytes, ofBytes),
        }),
        "Extracting",
      );
    },
    placed: (files, ofFiles, path) =>
      say(
        () => ({ files, originalSizeBytes: null, path: shown(path), percent: percentOf(files, ofFiles) }),
        "Putting files in place",
      ),
  };
}

function percentOf(part: number, whole: number): number | null {
  return whole > 0 ? Math.min(100, (part / whole) * 100) : null;
}

function shown(path: string): string {
  return toPublicPath(fromBytes(asBytes(path))).slice(0, longestPath);
}
