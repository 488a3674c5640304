// A random sample of the files in an archive, in one pass and in memory for the sample only.
import type { ListedEntry } from "../../borg/commands/listing.ts";
import { isWithinAny } from "../../ports/paths.ts";
import type { Random } from "../../ports/random.ts";
import { isHardlink } from "../look/entry.ts";

export interface Sampler {
  add(entry: ListedEntry): void;
  chosen(): readonly ListedEntry[];
}

/** Each regular file below one of the folders is chosen with equal chance (reservoir sampling, Vitter's algorithm R). */
export function createSampler(random: Random, count: number, folders: readonly string[]): Sampler {
  const reservoir: ListedEntry[] = [];
  let seen = 0;
  const wanted = (entry: ListedEntry) =>
    entry.type === "-" && !isHardlink(entry) && isWithinAny(`/${entry.path}`, folders);

  return {
    add(entry) {
      if (!wanted(entry)) return;
      seen += 1;
      const at = reservoir.length < count ? reservoir.length : random.integer(seen);
      if (at < count) reservoir[at] = entry;
    },
    chosen: () => reservoir,
  };
}
