// What a restore drill is given, and what it gives.
import type { DrilledFile } from "../../../schemas/drills.ts";
import type { DrillOptions, DrillReport } from "../../../schemas/upkeep.ts";
import type { Trial } from "../trial/trial-restore.ts";

export interface DrillRequest extends Trial, DrillOptions {
  /** Folders whose files may be read for comparing: the sources of the archive's plan. */
  readonly sources: readonly string[];
  /** Paths that are not read all the same, asked for anew with each file: the service's own, repositories, mounted archives. */
  readonly unread: () => Promise<readonly string[]>;
  /** What earlier drills saw. */
  readonly earlier: readonly DrilledFile[];
  readonly onProgress: (done: { readonly files: number; readonly ofFiles: number; readonly path: string }) => void;
}

export interface DrillResult {
  readonly report: DrillReport;
  /** What this drill saw, for the next one. */
  readonly seen: readonly DrilledFile[];
}
