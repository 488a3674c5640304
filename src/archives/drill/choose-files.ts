// Which files a drill restores: its canaries, some that an earlier drill restored, and a random sample of the others.
import type { ListedEntry } from "../../borg/commands/listing.ts";
import type { Random } from "../../ports/random.ts";
import { isHardlink } from "../look/entry.ts";
import { createSampler } from "../trial/sample.ts";

export interface DrillChooser {
  /** Takes each entry of the archive. */
  add(entry: ListedEntry): void;
  /** Canaries first. Of a hardlink's second name the entry that has the content is meant: its path is `source`. */
  chosen(): {
    readonly canaries: readonly ListedEntry[];
    readonly sample: readonly ListedEntry[];
    /** Paths that the archive has no file at, as they were asked for. */
    readonly missing: readonly string[];
  };
}

export interface DrillChoice {
  readonly random: Random;
  /**
   * Half of them are files that an earlier drill restored, since nobody else can tell whether those still come back; more where
   * there are too few others.
   */
  readonly sampleFiles: number;
  /** Absolute paths. */
  readonly canaries: readonly string[];
  /** Whether an earlier drill restored this version of the file. */
  readonly wasDrilled: (entry: ListedEntry) => boolean;
}

const everywhere = ["/"];

/** Chooses in one pass over an archive, in memory for what is chosen only. */
export function createDrillChooser({ random, sampleFiles, canaries, wasDrilled }: DrillChoice): DrillChooser {
  const wanted = new Map(canaries.map((path) => [path.replace(/^\/+|\/+$/g, ""), path]));
  const found = new Map<string, ListedEntry>();
  const again = createSampler(random, sampleFiles, everywhere);
  const others = createSampler(random, sampleFiles, everywhere);

  return {
    add(entry) {
      if (wanted.has(entry.path)) {
        if (entry.type === "-") found.set(entry.path, entry); // a path that comes twice: the later one stands
      } else if (!isHardlink(entry) && wasDrilled(entry)) again.add(entry);
      else others.add(entry);
    },
    chosen() {
      const fresh = others.chosen();
      const places = Math.max(Math.floor(sampleFiles / 2), sampleFiles - fresh.length);
      const drilled = thinned(again.chosen(), places, random);
      return {
        canaries: [...found.values()],
        sample: [...drilled, ...thinned(fresh, sampleFiles - drilled.length, random)],
        missing: [...wanted].flatMap(([path, asked]) => (found.has(path) ? [] : [asked])),
      };
    },
  };
}

/** So many of them, each with equal chance. */
function thinned<T>(items: readonly T[], count: number, random: Random): T[] {
  const left = [...items];
  while (left.length > count) left.splice(random.integer(left.length), 1);
  return left;
}
