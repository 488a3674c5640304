// Names for a zip are text: without bytes that are none, backslashes (which some programs take for slashes) and control characters;
// and they lead nowhere else: an archive can have a part `..`, at which programs that unpack a zip stop.
import { toBytes } from "../paths.ts";

export interface ZipNames {
  /** The name in the zip for a path of the archive. Two paths never get the same. */
  nameOf(path: string): string;
}

const unfit = /[\\\p{Cc}\ud800-\udfff]/u;
/** What means a folder that is not named. */
const isDots = (part: string) => part === "." || part === "..";

/**
 * Creates it. A part of a path that does not fit is written with `%E9` for such a byte, and then `%25` for its percent signs; `..`
 * becomes `%2E%2E`. Where another path has that name already, a number is put behind it.
 */
export function createZipNames(): ZipNames {
  const pathOf = new Map<string, string>(); // of names with a percent sign: no others can be met twice

  return {
    nameOf(path) {
      const name = path.split("/").map(fitPart).join("/");
      if (!name.includes("%")) return name;
      const isFree = (candidate: string) => (pathOf.get(candidate) ?? path) === path;
      let free = name;
      for (let number = 2; !isFree(free); number += 1) free = `${name}~${number}`;
      pathOf.set(free, path);
      return free;
    },
  };
}

function fitPart(part: string): string {
  if (isDots(part)) return part.replaceAll(".", "%2E");
  if (!unfit.test(part)) return part;
  return Array.from(part, (character) =>
    character === "%" || unfit.test(character) ? escaped(character) : character,
  ).join("");
}

function escaped(character: string): string {
  return [...toBytes(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}
