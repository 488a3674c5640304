// Adds up what came of a drill's files.
import type { DrilledFile } from "../../../schemas/drills.ts";
import type { ListedEntry } from "../../borg/commands/listing.ts";
import { toPublicPath } from "../paths.ts";
import type { DrillRequest, DrillResult } from "./drill-request.ts";
import type { DrillJudgement } from "./judge-file.ts";

export interface DrillTally {
  /** `sha256` is null where the file did not come back whole. */
  add(entry: ListedEntry, judgement: DrillJudgement, sha256: string | null): void;
  result(restoreMs: number): DrillResult;
}

const mostPaths = 20;

/** Creates it for so many files. */
export function createDrillTally(
  { archiveName, onProgress }: Pick<DrillRequest, "archiveName" | "onProgress">,
  missing: readonly string[],
  ofFiles: number,
): DrillTally {
  const counts: Record<DrillJudgement, number> = { source: 0, earlier: 0, unproven: 0, damaged: 0 };
  const damagedPaths: string[] = [];
  const seen: DrilledFile[] = [];
  let filesRestored = 0;
  let bytesRestored = 0;

  return {
    add(entry, judgement, sha256) {
      const path = toPublicPath(entry.path);
      counts[judgement] += 1;
      if (judgement === "damaged" || sha256 === null) {
        if (damagedPaths.length < mostPaths) damagedPaths.push(path);
      } else {
        const { sizeBytes, modifiedAt, changedAt } = entry;
        filesRestored += 1;
        bytesRestored += sizeBytes;
        seen.push({ path, sizeBytes, modifiedAt, changedAt, sha256 });
      }
      onProgress({ files: filesRestored + counts.damaged, ofFiles, path });
    },
    result: (restoreMs) => ({
      report: {
        archiveName,
        filesRestored,
        bytesRestored,
        restoreMs: Math.max(0, Math.round(restoreMs)),
        filesMatchedSource: counts.source,
        filesMatchedEarlier: counts.earlier,
        filesUnproven: counts.unproven,
        filesDamaged: counts.damaged,
        damagedPaths,
        missingCanaries: missing.slice(0, mostPaths),
      },
      seen,
    }),
  };
}
