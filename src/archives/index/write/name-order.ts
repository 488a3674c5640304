// Puts the entries of one folder into the order of their names, bytewise.
import { compareNames, createView, type Records } from "./records.ts";

export interface NameOrder {
  /** Takes another record; its number is the count of those before it. */
  push(reference: number): void;
  /** The numbers in order; of records with one name, the one added to the archive first comes first. Empty it with `clear`. */
  sorted(): number[];
  clear(): void;
}

/** Bytes that one key holds. */
const keyBytes = 6;

/**
 * Most names of a folder begin alike ("IMG_2041.jpg"): what all have in common is left out, and the six bytes behind it are
 * compared as one number. Only where those are equal are the names read again.
 */
export function createNameOrder(records: Records): NameOrder {
  let references: number[] = [];
  let keys = new Float64Array(1024);
  const [view, other] = [createView(), createView()];

  const commonBytes = (): number => {
    records.read(references[0] as number, other);
    let common = other.nameEnd - other.nameStart;
    for (let index = 1; index < references.length && common > 0; index += 1) {
      records.read(references[index] as number, view);
      common = Math.min(common, view.nameEnd - view.nameStart);
      let same = 0;
      while (same < common && view.bytes[view.nameStart + same] === other.bytes[other.nameStart + same]) same += 1;
      common = same;
    }
    return common;
  };
  const makeKeys = (skip: number) => {
    if (keys.length < references.length) keys = new Float64Array(references.length * 2);
    for (let index = 0; index < references.length; index += 1) {
      records.read(references[index] as number, view);
      const start = view.nameStart + skip;
      let key = 0;
      for (let at = start; at < start + keyBytes; at += 1) {
        key = key * 256 + (at < view.nameEnd ? (view.bytes[at] as number) : 0);
      }
      keys[index] = key;
    }
  };
  const compareWhole = (a: number, b: number): number => {
    const [left, right] = [references[a] as number, references[b] as number];
    records.read(left, view);
    records.read(right, other);
    return compareNames(view, other) || left - right;
  };

  return {
    push: (reference) => void references.push(reference),
    sorted() {
      const order = references.map((_, index) => index);
      if (order.length < 2) return order;
      makeKeys(commonBytes());
      return order.sort((a, b) => (keys[a] as number) - (keys[b] as number) || compareWhole(a, b));
    },
    clear() {
      references = [];
    },
  };
}
