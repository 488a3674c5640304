// Files that hardlinks are second names of: what has their content is known until the last of those names is placed.
import type { StagedRecord } from "./staged-record.ts";

/** Where the content of a first name is, and what it is to have. */
export type StagedContent = Pick<StagedRecord, "place" | "staged" | "attributes" | "damaged">;

/** Paths are those of the archive, as latin1 text. */
export interface FirstNames {
  /** While unpacking: a hardlink refers to it. */
  refer(path: string): void;
  /** While placing: whether names are still to come that share its content. */
  isAwaited(path: string): boolean;
  /** Remembers where its content is, if names are still to come. */
  hold(path: string, content: StagedContent): void;
  /** For one of those names: the content of the first, forgotten with the last of them; undefined where it never came. */
  take(path: string): StagedContent | undefined;
}

/** Creates it: of each first name a count, and from the placing of the first to that of the last little more than the attributes. */
export function createFirstNames(): FirstNames {
  const awaited = new Map<string, number>();
  const contents = new Map<string, StagedContent>();
  return {
    refer: (path) => void awaited.set(path, (awaited.get(path) ?? 0) + 1),
    isAwaited: (path) => awaited.has(path),
    hold(path, { place, staged, attributes, damaged }) {
      if (awaited.has(path)) contents.set(path, { place, staged, attributes, damaged });
    },
    take(path) {
      const content = contents.get(path);
      const left = (awaited.get(path) ?? 1) - 1;
      if (left > 0) awaited.set(path, left);
      else {
        awaited.delete(path);
        contents.delete(path);
      }
      return content;
    },
  };
}
