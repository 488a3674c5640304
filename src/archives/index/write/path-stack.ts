// Finds the folder of each entry. An archive goes through its folders one after another, so that nearly always it is the
// folder of the entry before, or one near it.
import type { Folders } from "./folders.ts";
import { copyBytes, type Records } from "./records.ts";

const slash = 0x2f;

export interface PathStack {
  /** The folder of that path, its ancestors and it made as implied ones where they are not known yet. */
  enter(path: Uint8Array, start: number, end: number): number;
}

export function createPathStack(records: Records, folders: Folders): PathStack {
  let open = new Uint8Array(4096); // the path of the folder that it is in
  let length = 0;
  const ids: number[] = []; // it and the folders around it, outermost first
  const ends: number[] = []; // where the path of each ends

  const commonBytes = (path: Uint8Array, start: number, end: number): number => {
    const most = Math.min(length, end - start);
    let common = 0;
    while (common < most && open[common] === path[start + common]) common += 1;
    return common;
  };
  const leave = (path: Uint8Array, start: number, end: number) => {
    const common = commonBytes(path, start, end);
    for (let last = ends.at(-1); last !== undefined; last = ends.at(-1)) {
      if (last <= common && (start + last === end || path[start + last] === slash)) break;
      ids.pop();
      ends.pop();
    }
  };
  const step = (path: Uint8Array, from: number, to: number): number => {
    const parent = ids.at(-1) ?? 0;
    return folders.find(parent, path, from, to) || folders.add(parent, records.imply(path, from, to));
  };

  /** Goes into the folders that the path names from `from` on. */
  const descend = (path: Uint8Array, start: number, from: number, end: number) => {
    for (let at = from; at < end; ) {
      let to = at;
      while (to < end && path[to] !== slash) to += 1;
      if (to > at) {
        ids.push(step(path, at, to));
        ends.push(to - start);
      }
      at = to + 1;
    }
    length = end - start;
    if (length > open.length) open = new Uint8Array(length * 2);
    copyBytes(path, start, end, open, 0);
  };

  return {
    enter(path, start, end) {
      leave(path, start, end);
      const from = start + (ends.at(-1) ?? 0);
      if (from < end) descend(path, start, from, end);
      return ids.at(-1) ?? 0;
    },
  };
}
