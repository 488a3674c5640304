// Looking into a folder of an archive.
import type { FolderReply } from "../../../schemas/archives.ts";
import { Fault } from "../../fault.ts";
import type { ArchiveIndex } from "../index/archive-index.ts";
import { toBuilding } from "../index-cache/index-access.ts";
import type { Build } from "../index-cache/indexing.ts";
import { toPublicPath } from "../paths.ts";
import { toFileEntry } from "./entry.ts";

/** A part of a folder: entries from a position on. */
export interface FolderPart {
  /** Inside notation; empty for the root. */
  readonly path: string;
  readonly from: number;
  readonly limit: number;
}

/** Reads it. Throws Fault `not-found`. */
export async function browseIndex(index: ArchiveIndex, { path, from, limit }: FolderPart): Promise<FolderReply> {
  const page = await index.list(path, { from, limit });
  if (!page) throw new Fault("not-found", "The archive has no folder of this name.");
  const end = from + page.entries.length;
  return {
    path: toPublicPath(path),
    items: page.entries.map(toFileEntry),
    next: page.entries.length > 0 && end < page.total ? String(end) : null,
    total: page.total,
    sizeBytes: page.totals.sizeBytes,
    filesCount: page.totals.files,
    ...(index.damagedFiles > 0 ? { damagedCount: index.damagedFiles } : {}),
    building: null,
  };
}

/** What can be shown while the index is made: of the root, or the one folder that leads from it, the first entries. */
export function browseBuild(build: Build, { path, from, limit }: FolderPart): FolderReply {
  const { preview } = build;
  const shown = preview && from === 0 && (path === "" || path === preview.path) ? preview : null;
  return {
    path: toPublicPath(shown?.path ?? path),
    items: shown?.entries.slice(0, limit).map(toFileEntry) ?? [],
    next: null,
    total: shown?.total ?? 0,
    sizeBytes: null,
    filesCount: null,
    building: toBuilding(build),
  };
}

/** Throws Fault `invalid-input` for a cursor that is no position. */
export function positionOf(cursor: string | null): number {
  if (cursor === null) return 0;
  if (!/^\d{1,12}$/.test(cursor)) throw strangeCursor();
  return Number(cursor);
}

/** What is said of a cursor that was never given out. */
export function strangeCursor(): Fault {
  return new Fault("invalid-input", "The cursor is not one that was given out.", {
    fields: { "?cursor": "is not known" },
  });
}
