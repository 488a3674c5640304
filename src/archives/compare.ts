// Whether a file that came out of an archive equals its source, and whether the source is still what was archived.
import { type ListedEntry, timeMs } from "../borg/listing.ts";
import type { FileInfo, FilePath, Files } from "../ports/files.ts";

/**
 * `changed`: the source was changed or removed since, or cannot be read, so that nothing can be said. `damaged`: its size
 * and both times are still those in the archive, and the bytes differ.
 */
export type Comparison = "matched" | "changed" | "damaged";

type Reader = Pick<Files, "linkInfo" | "readRange">;

/** Compares in memory for one piece of the archived bytes at a time. */
export async function compareWithSource(
  files: Reader,
  entry: ListedEntry,
  archived: AsyncIterable<Buffer>,
  source: FilePath,
): Promise<Comparison> {
  const before = await infoOf(files, source);
  if (before?.kind !== "file") return "changed";
  const equal = await sameBytes(files, archived, source);
  if (equal) return "matched";
  const after = await infoOf(files, source);
  return equal === false && isAsArchived(entry, before) && isAsArchived(entry, after) ? "damaged" : "changed";
}

/** borg rounds times to microseconds, by way of a float. */
const toleranceMs = 0.01;

/** Whether a source has still the size and both times that the archive has of it. */
export function isAsArchived({ sizeBytes, modifiedAt, changedAt }: ListedEntry, info: FileInfo | null): boolean {
  return (
    info?.kind === "file" &&
    info.sizeBytes === sizeBytes &&
    Math.abs(info.modifiedAtMs - timeMs(modifiedAt)) <= toleranceMs &&
    Math.abs(info.changedAtMs - timeMs(changedAt)) <= toleranceMs
  );
}

/** Null where the source cannot be read. Errors of the archived side are thrown. */
async function sameBytes(files: Reader, archived: AsyncIterable<Buffer>, source: FilePath): Promise<boolean | null> {
  let offset = 0;
  for await (const piece of archived) {
    const own = await readSource(files, source, offset, piece.length);
    if (own === null) return null;
    if (!own.equals(piece)) return false;
    offset += piece.length;
  }
  const rest = await readSource(files, source, offset, 1);
  return rest === null ? null : rest.length === 0;
}

async function readSource(files: Reader, source: FilePath, offset: number, length: number): Promise<Buffer | null> {
  return files.readRange(source, offset, length).catch(() => null); // unreadable now: the caller says so
}

async function infoOf(files: Reader, source: FilePath): Promise<FileInfo | null> {
  return files.linkInfo(source).catch(() => null); // a folder above it cannot be entered any more
}
