// Going to a name by typing its beginning, in a folder of any length: the order is known, so a few looks are enough.
import type { FileEntry } from "../../../../schemas/archives.ts";
import type { EntryPages } from "./entry-pages.ts";

const encoder = new TextEncoder();

/** How long letters belong together, in milliseconds. */
export const typingMs = 900;

/** The first entry whose name begins with what was typed, folders first; null where none does. */
export async function seek(
  pages: Pick<EntryPages, "total" | "entry">,
  typed: string,
  active: number,
): Promise<number | null> {
  if ([...typed].length === 1 && begins((await pages.entry(active))?.name, typed)) {
    if (begins((await pages.entry(active + 1))?.name, typed)) return active + 1; // the same letter again: the next one
  }
  for (const spelling of spellings(typed)) {
    for (const folders of [true, false]) {
      const index = await lowerBound(pages, folders, encoder.encode(spelling));
      if (index >= pages.total) continue;
      const found = await pages.entry(index);
      if (found && isFolder(found) === folders && found.name.startsWith(spelling)) return index;
    }
  }
  return null;
}

/** Names are ordered by their bytes, capitals before small letters. */
function spellings(typed: string): string[] {
  const [first = "", ...rest] = [...typed];
  const capital = first.toUpperCase() + rest.join("");
  return [...new Set([typed, capital, typed.toLowerCase(), typed.toUpperCase()])];
}

const isFolder = ({ type }: FileEntry) => type === "directory";
const begins = (name: string | undefined, typed: string) =>
  name?.toLowerCase().startsWith(typed.toLowerCase()) ?? false;

/** The first position that is not before that name; folders stand before everything else. */
async function lowerBound(
  pages: Pick<EntryPages, "total" | "entry">,
  folders: boolean,
  name: Uint8Array,
): Promise<number> {
  let [low, high] = [0, pages.total];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = await pages.entry(middle);
    if (entry && isBefore(entry, folders, name)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isBefore(entry: FileEntry, folders: boolean, name: Uint8Array): boolean {
  if (isFolder(entry) !== folders) return isFolder(entry);
  const own = encoder.encode(entry.name);
  const shared = Math.min(own.length, name.length);
  for (let at = 0; at < shared; at += 1) {
    const difference = (own[at] ?? 0) - (name[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return own.length < name.length;
}
