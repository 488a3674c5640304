import { Fault } from "../../fault.ts";
import type { BorgCommand } from "../command.ts";
import { unescapePython } from "../formats/escapes.ts";
import type { RepositoryTarget } from "../target.ts";
import { formatOf, type ListFilesOptions, listCommand } from "./list-files.ts";
import { readFields, timeMs } from "./listing.ts";

const fields = ["type", "mode", "size", "isomtime", "health", "bpath"] as const;

/** What a restore has to know of an entry that a tar does not say. */
export interface EntryDetails {
  /** borg's letter. */
  readonly type: string;
  /** A second name of a file that is in the archive under another one, with its content. */
  readonly hardlink: boolean;
  readonly sizeBytes: number;
  /** Microseconds since the epoch; null where borg tells no time. */
  readonly modifiedAtUs: number | null;
  /** A check found that parts of it are lost; borg gives zeros for them. */
  readonly damaged: boolean;
  /** As in ListedEntry. */
  readonly path: string;
}

/** `borg list REPOSITORY::ARCHIVE` of what a restore takes, in the order of export-tar. */
export function listDetailsCommand(target: RepositoryTarget, options: ListFilesOptions): BorgCommand {
  return listCommand(target, options, formatOf(fields));
}

/** Reads its output. Throws Fault `borg-failed` for what is no such listing. */
export async function* readDetails(chunks: AsyncIterable<Buffer>): AsyncGenerator<EntryDetails[]> {
  for await (const records of readFields(chunks, fields.length)) yield records.map(detailsOf);
}

function detailsOf([
  type = "",
  mode = "",
  size = "",
  modifiedAt = "",
  health = "",
  path = "",
]: readonly string[]): EntryDetails {
  const sizeBytes = Number(size);
  if (!Number.isSafeInteger(sizeBytes)) throw new Fault("borg-failed", "borg's listing has a size that is no number.");
  const us = Math.round(timeMs(modifiedAt) * 1000);
  return {
    type,
    hardlink: type === "-" && mode.startsWith("h"),
    sizeBytes,
    modifiedAtUs: Number.isSafeInteger(us) ? us : null,
    damaged: health === "broken",
    path: unescapePython(path),
  };
}
