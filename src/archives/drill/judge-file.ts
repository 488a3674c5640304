// Whether a restored file is what was backed up: by its source while that is as it was, else by what an earlier drill saw.
import { createHash } from "node:crypto";
import type { DrilledFile } from "../../../schemas/drills.ts";
import type { ListedEntry } from "../../borg/commands/listing.ts";
import type { FilePath, Files, HeldFile } from "../../ports/files.ts";
import { isAsArchived, openHeld } from "../trial/compare.ts";

/** `unproven`: it came back, but neither its source nor an earlier drill has this version of it. */
export type DrillJudgement = "source" | "earlier" | "unproven" | "damaged";

type Reader = Pick<Files, "openSource">;

const pieceBytes = 1024 * 1024;

/** SHA-256 of what comes, in hexadecimal, and its length. Throws the signal's reason. */
export async function digestOf(
  content: AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<{ sha256: string; sizeBytes: number }> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const piece of content) {
    signal.throwIfAborted();
    hash.update(piece);
    sizeBytes += piece.length;
  }
  return { sha256: hash.digest("hex"), sizeBytes };
}

/**
 * Judges. `source` is null where nothing may be read for comparing. Damage is only claimed where the other side is the same
 * version for certain: times can be set to what they were, but the inode's change time cannot. Throws the signal's reason.
 */
export async function judgeFile(
  files: Reader,
  entry: ListedEntry,
  sha256: string,
  source: FilePath | null,
  earlier: DrilledFile | undefined,
  signal: AbortSignal,
): Promise<DrillJudgement> {
  const bySource = source === null ? null : await judgeBySource(files, entry, sha256, source, signal);
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
  signal: AbortSignal,
): Promise<"source" | "damaged" | null> {
  const held = await openHeld(files, source);
  if (!held) return null;
  try {
    const before = await held.info();
    if (before.sizeBytes !== entry.sizeBytes) return null;
    const own = await digestOfSource(held, entry.sizeBytes, signal);
    if (own === sha256) return "source";
    return own !== null && isAsArchived(entry, before) && isAsArchived(entry, await held.info()) ? "damaged" : null;
  } finally {
    await held.close();
  }
}

/** Null where it cannot be read, or is shorter by now. */
async function digestOfSource(source: HeldFile, sizeBytes: number, signal: AbortSignal): Promise<string | null> {
  const hash = createHash("sha256");
  for (let at = 0; at < sizeBytes; ) {
    signal.throwIfAborted();
    const piece = await source.read(at, Math.min(pieceBytes, sizeBytes - at)).catch(() => null);
    if (piece === null || piece.length === 0) return null;
    hash.update(piece);
    at += piece.length;
  }
  return hash.digest("hex");
}
