// What the index of an archive has to say, found out in the plainest way.
import fc from "fast-check";
import type { IndexedEntry, IndexTotals } from "../../src/archives/index/archive-index.ts";
import { fromBytes, nameOf, toBytes } from "../../src/archives/paths.ts";
import type { TestEntry } from "./index-file.ts";

/** Paths are latin1 here: one character a byte, which sorts as bytes do. */
export interface Model {
  /** Every folder's path, the root's too, in inside notation. */
  readonly folders: readonly string[];
  /** A folder's entries in the order of the index. */
  childrenOf(folder: string): readonly IndexedEntry[];
  /** Everything in a folder, in the order of a walk. */
  below(folder: string): readonly IndexedEntry[];
  totalsOf(folder: string): IndexTotals;
}

export function modelOf(entries: readonly TestEntry[]): Model {
  const paths = entries.map(({ path }) => (typeof path === "string" ? toBytes(path) : path).toString("latin1"));
  const around = new Set(paths.flatMap(ancestorsOf));
  const last = new Map<string, TestEntry>();
  const lastFolder = new Map<string, TestEntry>();
  for (const [at, entry] of entries.entries()) {
    last.set(paths[at]!, entry);
    if (entry.type === "d") lastFolder.set(paths[at]!, entry);
  }
  const nodes = new Map<string, TestEntry | null>(last);
  for (const path of around) nodes.set(path, lastFolder.get(path) ?? null); // what has something in it is a folder
  const isFolder = (path: string) => path === "" || nodes.get(path) === null || nodes.get(path)?.type === "d";

  const children = new Map<string, string[]>();
  for (const path of nodes.keys()) {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    children.set(folder, [...(children.get(folder) ?? []), path]);
  }
  const sorted = (folder: string) => {
    const rank = (path: string) => `${isFolder(path) ? 0 : 1}${path.slice(path.lastIndexOf("/") + 1)}`;
    return (children.get(folder) ?? []).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  };
  const pathsBelow = (folder: string): string[] =>
    sorted(folder).flatMap((path) => (isFolder(path) ? [path, ...pathsBelow(path)] : [path]));
  const totals = (folder: string): IndexTotals => {
    const all = pathsBelow(folder);
    const files = all.filter((path) => !isFolder(path)).map((path) => nodes.get(path));
    const counted = files.filter((file) => (file?.type ?? "-") === "-" && file?.hardlink !== true);
    const sizeBytes = counted.reduce((sum, file) => sum + (file?.sizeBytes ?? 0), 0);
    return { entries: all.length, files: files.length, folders: all.length - files.length, sizeBytes };
  };
  const present = (path: string): IndexedEntry => {
    const node = nodes.get(path) ?? null;
    const inside = fromBytes(Buffer.from(path, "latin1"));
    const own = isFolder(path) ? totals(path) : null;
    const link = typeof node?.link === "string" ? node.link : fromBytes(node?.link ?? Buffer.alloc(0));
    return {
      path: inside,
      name: nameOf(inside),
      type: (node === null ? "d" : (node.type ?? "-")) as IndexedEntry["type"],
      mode: node === null ? 0o755 : (node.mode ?? (node.type === "d" ? 0o755 : 0o644)),
      sizeBytes: own?.sizeBytes ?? node?.sizeBytes ?? 0,
      filesCount: own?.files ?? 1,
      modifiedAtUs: node === null ? null : (node.modifiedAtUs ?? 1_700_000_000_000_000),
      linkTarget: link === "" ? null : link,
      hardlink: node?.hardlink ?? false,
      damaged: node?.damaged ?? false,
    };
  };
  const inner = (path: string) => toBytes(path).toString("latin1");
  return {
    folders: ["", ...nodes.keys()].filter(isFolder).map((path) => fromBytes(Buffer.from(path, "latin1"))),
    childrenOf: (folder) => sorted(inner(folder)).map(present),
    below: (folder) => pathsBelow(inner(folder)).map(present),
    totalsOf: (folder) => totals(inner(folder)),
  };
}

function ancestorsOf(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join("/"));
}

const bytesOfName = fc
  .uint8Array({ minLength: 1, maxLength: 24 })
  .map((raw) => Buffer.from(raw.map((byte) => (byte === 0 || byte === 47 ? 0x61 : byte))));
const oddNames = ["new\nline", "Ünïcode 😀", "-x", "\\", "*?[]", " ", "a".repeat(300), "IMG_1", "IMG_10", "IMG_2"];
/** Mostly names that meet again. */
const anyName = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("a", "b", "c", "B", "ab") },
  { weight: 2, arbitrary: fc.constantFrom(...oddNames) },
  { weight: 1, arbitrary: bytesOfName.map(fromBytes) },
);
const anyPath = fc.array(anyName, { minLength: 1, maxLength: 5 }).map((names) => names.join("/"));
const anyTime = fc.oneof(
  fc.integer({ min: 1_600_000_000_000_000, max: 1_800_000_000_000_000 }),
  fc.constantFrom(0, -1, -2_000_000_000_000_001, 2 ** 52, 2 ** 52 - 1, 1 - 2 ** 52, 253_402_300_800_000_000, 1.5),
);
/** Their sums are exact in any order. */
const anySize = fc.oneof(fc.nat(1_000_000), fc.constantFrom(0, 127, 128, 2 ** 32 - 1, 2 ** 32, 2 ** 45));
/** Those that are not summed up. */
const hugeSize = fc.oneof(anySize, fc.constantFrom(2 ** 53 - 1, 2 ** 60));

/** Entries of an archive in any order, with paths that come twice and files that are folders later. */
export const anyEntries: fc.Arbitrary<TestEntry[]> = fc.array(
  fc
    .record({
      path: anyPath,
      type: fc.constantFrom("-", "-", "-", "d", "d", "l", "p", "c", "b", "s"),
      mode: fc.integer({ min: 0, max: 0o7777 }),
      sizeBytes: anySize,
      hugeBytes: hugeSize,
      modifiedAtUs: anyTime,
      link: anyPath,
      hardlink: fc.boolean(),
      damaged: fc.boolean(),
    })
    .map(({ link, hardlink, hugeBytes, ...entry }): TestEntry => {
      if (entry.type === "l") return { ...entry, link, sizeBytes: hugeBytes };
      return entry.type === "-" && hardlink ? { ...entry, hardlink, link } : entry;
    }),
  { maxLength: 60 },
);
