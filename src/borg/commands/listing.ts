// The output of list-files as entries, a batch for each chunk, in bounded memory.
import { Fault } from "../../fault.ts";
import { unescapePython } from "../formats/escapes.ts";
import { listedFields } from "./list-files.ts";

export interface ListedEntry {
  /** borg's letter: `-` file, `d`, `l`, `p`, `c`, `b`, `s`. */
  readonly type: string;
  /** As ls prints it; begins with `h` for a second name of a hardlinked file, whose content is listed with `source`. */
  readonly mode: string;
  readonly sizeBytes: number;
  /** As borg prints it, UTC without a zone; see timeMs. */
  readonly modifiedAt: string;
  readonly changedAt: string;
  /** Where a link leads; characters that are no text are lost to `?` (borg 1.x). */
  readonly source: string;
  /** Without a slash in front; U+DC80 to U+DCFF stand for bytes that are not UTF-8. */
  readonly path: string;
}

/** An escaped NUL, which ends each field. A backslash in a name is escaped too, so `\\x00` there has an odd number in front. */
const separator = "\\x00";
const longestField = 1024 * 1024;

/** Reads the entries. Throws Fault `borg-failed` for what is no listing. */
export async function* readListing(chunks: AsyncIterable<Buffer>): AsyncGenerator<ListedEntry[]> {
  for await (const records of readFields(chunks, listedFields.length)) yield records.map(entryOf);
}

/** Reads a listing of any fields, each still in Python's escapes and ended by an escaped NUL: for each chunk the records in it. */
export async function* readFields(chunks: AsyncIterable<Buffer>, count: number): AsyncGenerator<string[][]> {
  let rest = "";
  let fields: string[] = [];
  for await (const chunk of chunks) {
    const pieces = splitFields(rest + chunk.toString("latin1"));
    rest = pieces.pop() ?? "";
    if (rest.length > longestField) throw new Fault("borg-failed", "borg's listing has no form that Borgdeck knows.");
    fields = fields.concat(pieces);
    const records: string[][] = [];
    for (let at = 0; at + count <= fields.length; at += count) records.push(fields.slice(at, at + count));
    if (records.length > 0) yield records;
    fields = fields.slice(records.length * count);
  }
  if (fields.length > 0 || rest !== "")
    throw new Fault("borg-failed", "borg's listing ended in the middle of an entry.");
}

/** Milliseconds since the epoch, with fraction; NaN where it is no time. */
export function timeMs(listed: string): number {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?$/.exec(listed);
  if (!match) return Number.NaN;
  return Date.parse(`${match[1]}${match[3] ?? "Z"}`) + Number(`0.${match[2] ?? "0"}`) * 1000;
}

function splitFields(text: string): string[] {
  const pieces = text.split(separator);
  const fields: string[] = [];
  let open = "";
  for (const piece of pieces) {
    const field = open + piece;
    if (endsInOpenEscape(piece)) {
      open = field + separator;
    } else {
      fields.push(field);
      open = "";
    }
  }
  if (open !== "") fields.push(open.slice(0, -separator.length)); // the last piece: its end is still to come
  return fields;
}

function endsInOpenEscape(piece: string): boolean {
  let backslashes = 0;
  while (piece.charCodeAt(piece.length - 1 - backslashes) === 92) backslashes += 1;
  return backslashes % 2 === 1;
}

function entryOf(fields: readonly string[]): ListedEntry {
  const [type = "", mode = "", size = "", modifiedAt = "", changedAt = "", source = "", path = ""] = fields;
  const sizeBytes = Number(size);
  if (!Number.isSafeInteger(sizeBytes)) throw new Fault("borg-failed", "borg's listing has a size that is no number.");
  return {
    type,
    mode,
    sizeBytes,
    modifiedAt,
    changedAt,
    source: unescapePython(source),
    path: unescapePython(path),
  };
}
