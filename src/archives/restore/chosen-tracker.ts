// Which of the chosen paths an archive has.
import { toBytes } from "../paths.ts";

export interface ChosenTracker {
  /** An entry's path as latin1 text. */
  saw(path: string): void;
  /** In the notation of listings; everything stays everything. */
  found(): string[];
  /** As latin1 text. */
  missing(): string[];
}

export function createChosenTracker(paths: readonly string[]): ChosenTracker {
  const unseen = new Map(paths.map((path) => [toBytes(path).toString("latin1"), path]));
  return {
    saw(path) {
      for (let end = path.length; end > 0 && unseen.size > 0; end = path.lastIndexOf("/", end - 1)) {
        unseen.delete(path.slice(0, end));
      }
    },
    found() {
      const missing = new Set(unseen.values());
      return paths.filter((path) => !missing.has(path));
    },
    missing: () => [...unseen.keys()],
  };
}
