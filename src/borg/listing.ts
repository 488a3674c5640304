// The output of list-files as entries, a batch for each chunk, in bounded memory.
import { Fault } from "../fault.ts";
import { listedFields } from "./commands/list-files.ts";
import { unescapePython } from "./escapes.ts";

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
  let rest = "";
  let fields: string[] = [];
  for await (const chunk of chunks) {
    const pieces = splitFields(rest + chunk.toString("latin1"));
    rest = pieces.pop() ?? "";
    if (rest.length > longestField) throw new Fault("borg-failed", "borg's listing has no form that Borgdeck knows.");
    fields = fields.concat(pieces);
    const whole = fields.length - (fields.length % listedFields.length);
    if (whole > 0) yield entriesOf(fields, whole);
    fields = fields.slice(whole);
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

function entriesOf(fields: readonly string[], count: number): ListedEntry[] {
  const entries: ListedEntry[] = [];
  for (let at = 0; at < count; at += listedFields.length) {
    const [type = "", mode = "", size = "", modifiedAt = "", changedAt = "", source = "", path = ""] = fields.slice(
      at,
      at + listedFields.length,
    );
    const sizeBytes = Number(size);
    if (!Number.isSafeInteger(sizeBytes))
      throw new Fault("borg-failed", "borg's listing has a size that is no number.");
    entries.push({
      type,
      mode,
      sizeBytes,
      modifiedAt,
      changedAt,
      source: unescapePython(source),
      path: unescapePython(path),
    });
  }
  return entries;
}
