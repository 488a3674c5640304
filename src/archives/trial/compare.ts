// Whether a file that came out of an archive equals its source, and whether the source is still what was archived.
import { type ListedEntry, timeMs } from "../../borg/commands/listing.ts";
import type { FileInfo, FilePath, Files, HeldFile } from "../../ports/files.ts";

/**
 * `changed`: the source was changed or removed since, or cannot be read, so that nothing can be said. `damaged`: its size
 * and both times are still those in the archive, and the bytes differ.
 */
export type Comparison = "matched" | "changed" | "damaged";

/** Compares in memory for one piece of the archived bytes at a time. */
export async function compareWithSource(
  files: Pick<Files, "openSource">,
  entry: ListedEntry,
  archived: AsyncIterable<Buffer>,
  source: FilePath,
): Promise<Comparison> {
  const held = await openHeld(files, source);
  if (!held) return "changed";
  try {
    const before = await held.info();
    const equal = await sameBytes(held, archived);
    if (equal) return "matched";
    return equal === false && isAsArchived(entry, before) && isAsArchived(entry, await held.info())
      ? "damaged"
      : "changed";
  } finally {
    await held.close();
  }
}

/** A source, held open so that all that is said is of one file. Null where it is not there as a file, or may not be read. */
export function openHeld(files: Pick<Files, "openSource">, source: FilePath): Promise<HeldFile | null> {
  return files.openSource(source).catch(() => null); // a folder above it cannot be entered any more
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
async function sameBytes(source: HeldFile, archived: AsyncIterable<Buffer>): Promise<boolean | null> {
  let offset = 0;
  for await (const piece of archived) {
    const own = await readSource(source, offset, piece.length);
    if (own === null) return null;
    if (!own.equals(piece)) return false;
    offset += piece.length;
  }
  const rest = await readSource(source, offset, 1);
  return rest === null ? null : rest.length === 0;
}

async function readSource(source: HeldFile, offset: number, length: number): Promise<Buffer | null> {
  return source.read(offset, length).catch(() => null); // unreadable now: the caller says so
}
