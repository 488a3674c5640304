// An archive as the service tells of it: folders of any length by position, and the requests that were made for them.
import type { ArchiveReply, FileEntry, FolderReply } from "../../schemas/archives.ts";
import type { PagesServer, ScriptedReply, ScriptedRequest } from "../support/pages-server.ts";
import { entry, everything, minutesFromNow, repositoryId } from "./pages-fixtures.ts";

export const archiveName = "laptop.2026-11-22T02:00:03.123";

/** Where the API has that archive. */
export const archiveApi = (name = archiveName) =>
  `/api/repositories/${repositoryId}/archives/${encodeURIComponent(name)}`;

/** The address of a view of the archive. */
export const address = (query: Record<string, string> = {}) =>
  `/repositories/${repositoryId}/archive?${new URLSearchParams({ name: archiveName, ...query })}`;

export function archive(change: Partial<ArchiveReply> = {}): ArchiveReply {
  return {
    id: "f00d",
    name: archiveName,
    planId: null,
    comment: "",
    startedAt: "2026-11-22T02:00:03Z",
    hostname: "deck",
    index: "ready",
    allowed: everything,
    ...change,
  };
}

export const folder = (name: string, path = name, change: Partial<FileEntry> = {}) =>
  entry(name, { type: "directory", path, sizeBytes: 1_204_113_002, filesCount: 812, mode: "drwxr-xr-x", ...change });

/** A folder with `total` entries: made when asked for, in the order that the service has. */
export function longFolder(path: string, total: number, folders = 0): (index: number) => FileEntry {
  return (index) => {
    const isFolder = index < folders;
    const name = isFolder
      ? `dir-${String(index).padStart(6, "0")}`
      : `file-${String(index - folders).padStart(6, "0")}.txt`;
    const full = path === "" ? name : `${path}/${name}`;
    if (index >= total) throw new Error(`There is no entry ${index}`);
    return isFolder ? folder(name, full) : entry(name, { path: full, sizeBytes: 1000 + index });
  };
}

/** Answers as GET …/files does: the page at a position. */
export function folderPage(
  { query }: Pick<ScriptedRequest, "query">,
  total: number,
  at: (index: number) => FileEntry,
  change: Partial<FolderReply> = {},
): ScriptedReply {
  const from = Number(query.get("cursor") ?? 0);
  const to = Math.min(total, from + Number(query.get("limit") ?? 100));
  const items = Array.from({ length: Math.max(0, to - from) }, (_, step) => at(from + step));
  const body: FolderReply = {
    path: query.get("path") ?? "",
    items,
    next: to < total ? String(to) : null,
    total,
    sizeBytes: 81_204_113_002,
    filesCount: 48_213,
    building: null,
    ...change,
  };
  return { body };
}

/** A small archive: every folder holds the same. */
export function scriptArchive(server: PagesServer, name = archiveName): void {
  server.on(`GET /api/repositories/${repositoryId}/archives`, {
    body: { items: [archive({ name })], next: null },
  });
  server.on(`GET ${archiveApi(name)}/files`, (request) => {
    const path = request.query.get("path") ?? "";
    const inside = (child: string) => (path === "" ? child : `${path}/${child}`);
    const items = [
      folder("Documents", inside("Documents")),
      folder("Pictures", inside("Pictures")),
      entry("100 % & more?.txt", { path: inside("100 % & more?.txt") }),
      entry("Notes.md", { path: inside("Notes.md"), modifiedAt: minutesFromNow(-600) }),
      entry("latest", { type: "symlink", path: inside("latest"), linkTarget: "100 % & more?.txt" }),
    ];
    return folderPage(request, items.length, (index) => items[index] as FileEntry);
  });
}

/** The paths and positions that a folder was asked for. */
export function asked(server: PagesServer, name = archiveName): string[] {
  return server.requests
    .filter(({ path }) => path === `${archiveApi(name)}/files`)
    .map(({ query }) => `${query.get("path") ?? ""}@${query.get("cursor") ?? 0}`);
}
