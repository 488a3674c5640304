// The figures of what a job produced, kind by kind.
import type { JobResult } from "../../../../schemas/jobs.ts";
import { bytes, count, duration } from "../../figures.ts";
import { scopeTexts } from "../../words.ts";

export type Figure = readonly [label: string, value: string, bad?: boolean];

/** All of a result's figures, in the order of its parts. */
export function figuresOf(result: JobResult): Figure[] {
  return [archive, verify, restore, drill, check, upkeep, index].flatMap((part) => part(result));
}

function archive({ archive: made }: JobResult): Figure[] {
  if (!made) return [];
  return [
    ["Files", count(made.files)],
    ["Original size", bytes(made.originalSizeBytes)],
    ["Compressed", bytes(made.compressedSizeBytes)],
    ["New in the repository", bytes(made.deduplicatedSizeBytes)],
    ["Took", duration(made.durationMs)],
  ];
}

function verify({ verify: found }: JobResult): Figure[] {
  if (!found) return [];
  return [
    ["Files compared", count(found.filesChecked)],
    ["Byte for byte equal", count(found.filesMatched)],
    ["Changed since", count(found.filesChanged)],
    ["Damaged", count(found.filesDamaged), found.filesDamaged > 0],
    ["Read", bytes(found.bytesChecked)],
  ];
}

function restore({ restore: report }: JobResult): Figure[] {
  if (!report) return [];
  return [
    ["Files written", count(report.filesWritten)],
    ["Size", bytes(report.bytesWritten)],
    ["Replaced", count(report.filesReplaced)],
    ["Renamed", count(report.filesRenamed)],
    ["Skipped", count(report.filesSkipped)],
    ["Could not be written", count(report.filesFailed), report.filesFailed > 0],
    ...(report.specialCount ? [["Devices, pipes, sockets left out", count(report.specialCount)] as const] : []),
    ["Took", duration(report.durationMs)],
  ];
}

function drill({ drill: report }: JobResult): Figure[] {
  if (!report) return [];
  return [
    ["Files restored", count(report.filesRestored)],
    ["Size", bytes(report.bytesRestored)],
    ["The restore took", duration(report.restoreMs)],
    ["Equal to the source", count(report.filesMatchedSource)],
    ["Equal to the drill before", count(report.filesMatchedEarlier)],
    ["Nothing to compare with", count(report.filesUnproven)],
    ["Damaged", count(report.filesDamaged), report.filesDamaged > 0],
  ];
}

function check({ check: report }: JobResult): Figure[] {
  if (!report) return [];
  return [
    ["Looked at", scopeTexts[report.scope].toLowerCase()],
    ["All data read", report.verifyData ? "yes" : "no"],
    ...(report.partial ? [["Complete", "no: the time was up"] as const] : []),
    ["Problems found", count(report.problemsCount), report.problemsCount > 0],
  ];
}

function upkeep({ prune, compact, deleted, repository }: JobResult): Figure[] {
  const figures: Figure[] = [];
  if (prune) figures.push(["Archives kept", count(prune.keptCount)], ["Archives removed", count(prune.deletedCount)]);
  if (deleted) figures.push(["Archives deleted", count(deleted.count)]);
  if (compact) figures.push(["Freed", bytes(compact.freedBytes)]);
  if (repository && repository.archivesCount !== null)
    figures.push(["Archives in the repository", count(repository.archivesCount)]);
  if (repository && repository.sizeBytes !== null) figures.push(["Repository size", bytes(repository.sizeBytes)]);
  return figures;
}

function index({ index: built }: JobResult): Figure[] {
  if (!built) return [];
  return [
    ["Entries", count(built.entries)],
    ["Index", bytes(built.sizeBytes)],
  ];
}
