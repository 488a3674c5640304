// What compacting would give back, as borg has noted it beside the repository's index.
import { join } from "node:path";
import type { CompactPreviewReply } from "../../../schemas/upkeep.ts";
import { freeableBytes } from "../../borg/formats/hints.ts";
import { isRemote } from "../../borg/target.ts";
import type { Files } from "../../ports/files.ts";

/** Hints of some 250,000 segments; borg's are of 500 MB. */
const mostBytes = 4 * 1024 * 1024;
/** A repository's own folder holds about ten entries. */
const mostEntries = 1000;

/** Asks the disk; takes no lock, so while something writes to the repository it says what was true before. */
export async function previewCompact(
  files: Pick<Files, "list" | "readRange" | "info">,
  location: string,
): Promise<CompactPreviewReply> {
  if (isRemote({ location })) return unknown("The repository is on another host, where borg does not tell beforehand.");
  const newest = (await files.info(location)) ? await newestHints(files, location) : null;
  if (newest === null) return unknown("borg has noted nothing yet: it does so when it next writes to the repository.");
  const bytes = freeableBytes(await files.readRange(newest, 0, mostBytes));
  if (bytes === null) return unknown("borg's note of it is not in a form that Borgdeck knows.");
  return { freeableBytes: bytes, reason: null };
}

async function newestHints(files: Pick<Files, "list">, location: string): Promise<string | null> {
  const numbers = (await files.list(location, mostEntries)).flatMap(({ name }) => {
    const number = /^hints\.(\d{1,15})$/.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
  return numbers.length === 0 ? null : join(location, `hints.${Math.max(...numbers)}`);
}

function unknown(reason: string): CompactPreviewReply {
  return { freeableBytes: null, reason };
}
