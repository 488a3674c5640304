// What a restore did, counted and, as far as there is room, listed.
import type { RestoreReport } from "../../../schemas/restores.ts";
import { systemCode } from "../../ports/directories.ts";
import { fromBytes, toDisplayName, toPublicPath } from "../paths.ts";

/** Of failures, skipped and renamed ones each, as the schema has it. */
const mostListed = 200;

export interface ReportCollector {
  written(sizeBytes: number): void;
  skipped(path: Buffer): void;
  /** Put beside what was there, as `to`, an absolute path. */
  renamed(path: Buffer, to: Buffer, sizeBytes: number): void;
  replaced(sizeBytes: number): void;
  /** Not written, or not as it was archived; `reason` is an error of the system, or words. */
  failed(path: Buffer, reason: unknown): void;
  /** Written, with zeros where parts of it are lost in the repository. */
  damaged(path: Buffer): void;
  /** A device, fifo or socket: it holds no data, and is not made. */
  special(path: Buffer): void;
  /** Owner and group of something could not be set. */
  ownerLost(): void;
  /** Files that have been dealt with, one way or another. */
  done(): number;
  finish(facts: Pick<RestoreReport, "archiveName" | "target" | "durationMs">): RestoreReport;
}

/** Creates it. Of what is written, those that were renamed or replaced something count too. */
export function createReportCollector(ownershipKept: boolean): ReportCollector {
  const counts = {
    filesWritten: 0,
    bytesWritten: 0,
    filesSkipped: 0,
    filesRenamed: 0,
    filesReplaced: 0,
    filesFailed: 0,
  };
  const failures: RestoreReport["failures"] = [];
  const skipped: RestoreReport["skipped"] = [];
  const renamed: RestoreReport["renamed"] = [];
  const special: string[] = [];
  let specialCount = 0;
  let damagedCount = 0;
  let ownersKept = ownershipKept;

  const written = (sizeBytes: number) => {
    counts.filesWritten += 1;
    counts.bytesWritten += sizeBytes;
  };
  return {
    written,
    skipped(path) {
      counts.filesSkipped += 1;
      if (skipped.length < mostListed) skipped.push(shown(path));
    },
    renamed(path, to, sizeBytes) {
      written(sizeBytes);
      counts.filesRenamed += 1;
      if (renamed.length < mostListed) renamed.push({ path: shown(path), to: shown(to) });
    },
    replaced(sizeBytes) {
      written(sizeBytes);
      counts.filesReplaced += 1;
    },
    failed(path, reason) {
      counts.filesFailed += 1;
      if (failures.length < mostListed) failures.push({ path: shown(path), reason: reasonOf(reason) });
    },
    damaged(path) {
      damagedCount += 1;
      if (failures.length < mostListed) failures.push({ path: shown(path), reason: damagedReason });
    },
    special(path) {
      specialCount += 1;
      if (special.length < mostListed) special.push(shown(path));
    },
    ownerLost() {
      ownersKept = false;
    },
    done: () => counts.filesWritten + counts.filesSkipped + counts.filesFailed + specialCount,
    finish: (facts) => ({
      ...facts,
      ...counts,
      filesFailed: counts.filesFailed + damagedCount,
      failures,
      skipped,
      renamed,
      ...(specialCount > 0 ? { specialCount, special } : {}),
      ownershipKept: ownersKept,
    }),
  };
}

const damagedReason =
  "It was written, but parts of it are lost in the repository: zeros stand in their place, and nothing was replaced by it.";

const reasons: Readonly<Record<string, string>> = {
  EACCES: "The user that Borgdeck runs as may not write there.",
  EPERM: "The system does not permit it: what is there may be immutable, or belong to somebody else.",
  ENOSPC: "There is no space left on the disk.",
  EDQUOT: "The disk quota is used up.",
  EROFS: "The file system is read-only.",
  ENAMETOOLONG: "The name is too long for the file system.",
  ELOOP: "A link stands where a folder is needed.",
  ENOTDIR: "Something that is no folder stands where a folder is needed.",
  EISDIR: "A folder of this name is there, and folders are never replaced.",
  EFBIG: "The file is larger than the file system allows.",
  EINVAL: "The file system does not take this name or kind of file.",
  EILSEQ: "The file system does not take this name.",
  EIO: "The disk reported an error.",
  EMFILE: "Too many files are open.",
};

/** Why something was not written, for people. */
export function reasonOf(reason: unknown): string {
  if (typeof reason === "string") return reason;
  const code = systemCode(reason);
  return (code !== null && reasons[code]) || `It could not be written${code === null ? "" : ` (${code})`}.`;
}

/** Public notation; what is no path of an archive can hold lone surrogates no more than JSON. */
function shown(path: Buffer): string {
  return toDisplayName(toPublicPath(fromBytes(path)));
}
