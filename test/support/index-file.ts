// Indexes of archives that a test makes up, in memory.
import type { ArchiveIndex, IndexTotals } from "../../src/archives/index/archive-index.ts";
import { openIndex } from "../../src/archives/index/open-index.ts";
import type { RawEntry } from "../../src/archives/index/sources/raw-entry.ts";
import { createIndexBuilder } from "../../src/archives/index/write/builder.ts";
import { toBytes } from "../../src/archives/paths.ts";
import type { RandomAccess } from "../../src/ports/files.ts";

/** An entry as a test writes it down: what it does not say is ordinary. */
export interface TestEntry {
  /** Inside notation, or the bytes. */
  readonly path: string | Buffer;
  readonly type?: string;
  readonly mode?: number;
  readonly sizeBytes?: number;
  readonly modifiedAtUs?: number;
  readonly link?: string | Buffer;
  readonly hardlink?: boolean;
  readonly damaged?: boolean;
}

export const archiveId = "0123456789abcdef".repeat(4);

/** The entry as a source gives it to the builder, its path somewhere in a larger buffer. */
export function rawEntry({ path, type = "-", link = "", hardlink = false, ...rest }: TestEntry): RawEntry {
  const [pathBytes, linkBytes] = [asBytes(path), asBytes(link)];
  const around = Buffer.concat([Buffer.from("??"), pathBytes, Buffer.from("/?"), linkBytes, Buffer.from("?")]);
  const linkStart = pathBytes.length + 4;
  return {
    type: type.charCodeAt(0),
    mode: rest.mode ?? (type === "d" ? 0o755 : 0o644),
    hardlink,
    damaged: rest.damaged ?? false,
    sizeBytes: rest.sizeBytes ?? 0,
    modifiedAtUs: rest.modifiedAtUs ?? 1_700_000_000_000_000,
    path: around,
    pathStart: 2,
    pathEnd: 2 + pathBytes.length,
    link: around,
    linkStart,
    linkEnd: linkStart + linkBytes.length,
  };
}

/** The bytes of the index of these entries. */
export async function indexBytes(
  entries: Iterable<TestEntry>,
): Promise<{ readonly bytes: Buffer; readonly totals: IndexTotals }> {
  const builder = createIndexBuilder({ archiveId });
  for (const entry of entries) builder.add(rawEntry(entry));
  const chunks: Buffer[] = [];
  const totals = await builder.finish(async (chunk) => void chunks.push(Buffer.from(chunk)));
  return { bytes: Buffer.concat(chunks), totals };
}

/** The index of these entries. */
export async function indexOf(entries: Iterable<TestEntry>): Promise<ArchiveIndex> {
  return openIndex(inMemory((await indexBytes(entries)).bytes), { archiveId });
}

/** A file that is only in memory. */
export function inMemory(bytes: Buffer): RandomAccess {
  return {
    sizeBytes: bytes.length,
    async read(offset, length, into = Buffer.alloc(length)) {
      const count = bytes.copy(into, 0, offset, Math.min(bytes.length, offset + length));
      return into.subarray(0, count);
    },
    async close() {},
  };
}

function asBytes(text: string | Buffer): Buffer {
  return typeof text === "string" ? toBytes(text) : text;
}
