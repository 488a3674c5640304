// Whether a restored file is what was backed up: by its source while that is as it was, else by what an earlier drill saw.
import { createHash } from "node:crypto";
import type { DrilledFile } from "../../../schemas/drills.ts";
import type { ListedEntry } from "../../borg/listing.ts";
import type { FilePath, Files } from "../../ports/files.ts";
import { isAsArchived } from "../compare.ts";

/** `unproven`: it came back, but neither its source nor an earlier drill has this version of it. */
export type DrillJudgement = "source" | "earlier" | "unproven" | "damaged";

type Reader = Pick<Files, "linkInfo" | "readRange">;

const pieceBytes = 1024 * 1024;

/** SHA-256 of what comes, in hexadecimal, and its length. */
export async function digestOf(content: AsyncIterable<Buffer>): Promise<{ sha256: string; sizeBytes: number }> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const piece of content) {
    hash.update(piece);
    sizeBytes += piece.length;
  }
  return { sha256: hash.digest("hex"), sizeBytes };
}

/**
 * Judges. `source` is null where nothing may be read for comparing. Damage is only claimed where the other side is the same
 * version for certain: times can be set to what they were, but the inode's change time cannot.
 */
export async function judgeFile(
  files: Reader,
  entry: ListedEntry,
  sha256: string,
  source: FilePath | null,
  earlier: DrilledFile | undefined,
): Promise<DrillJudgement> {
  const bySource = source === null ? null : await judgeBySource(files, entry, sha256, source);
  if (bySource !== null) return bySource;
  if (!earlier || !isSameVersion(entry, earlier)) return "unproven";
  if (earlier.sha256 === sha256) return "earlier";
  return earlier.changedAt === entry.changedAt ? "damaged" : "unproven";
}

/** The version of a file as an earlier drill names it: size and time. */
export function isSameVersion(entry: ListedEntry, earlier: Pick<DrilledFile, "sizeBytes" | "modifiedAt">): boolean {
  return entry.sizeBytes === earlier.sizeBytes && entry.modifiedAt === earlier.modifiedAt;
}

/** Null where the source says nothing. */
async function judgeBySource(
  files: Reader,
  entry: ListedEntry,
  sha256: string,
  source: FilePath,
): Promise<"source" | "damaged" | null> {
  const before = await infoOf(files, source);
  if (before?.kind !== "file" || before.sizeBytes !== entry.sizeBytes) return null;
  const own = await digestOfSource(files, source, entry.sizeBytes);
  if (own === sha256) return "source";
  const after = await infoOf(files, source);
  return own !== null && isAsArchived(entry, before) && isAsArchived(entry, after) ? "damaged" : null;
}

/** Null where it cannot be read, or is shorter by now. */
async function digestOfSource(files: Reader, source: FilePath, sizeBytes: number): Promise<string | null> {
  const hash = createHash("sha256");
  for (let at = 0; at < sizeBytes; ) {
    const piece = await files.readRange(source, at, Math.min(pieceBytes, sizeBytes - at)).catch(() => null);
    if (piece === null || piece.length === 0) return null;
    hash.update(piece);
    at += piece.length;
  }
  return hash.digest("hex");
}

async function infoOf(files: Reader, source: FilePath) {
  return files.linkInfo(source).catch(() => null); // a folder above it cannot be entered any more
}
