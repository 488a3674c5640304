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

/** The archive before `archiveName`. */
export const earlierName = "laptop.2026-11-21T02:00:03.123";

/** A search with 450 hits in pages, a comparison, and a history. */
export function scriptResults(server: PagesServer): void {
  const earlier = archive({ id: "f00c", name: earlierName, startedAt: "2026-11-21T02:00:03Z" });
  const refs = [archive(), earlier].map(({ id, name, startedAt }) => ({ id, name, startedAt }));
  server.on(`GET /api/repositories/${repositoryId}/archives`, { body: { items: [archive(), earlier], next: null } });
  server.on(`GET ${archiveApi()}/search`, ({ query }) => {
    const from = Number(query.get("cursor") ?? 0);
    const items = Array.from({ length: Math.min(200, 450 - from) }, (_, step) => {
      const name = `invoice-${String(from + step).padStart(4, "0")}.pdf`;
      return entry(name, { path: `home/anna/Documents/${name}`, sizeBytes: 90_000 + step });
    });
    return { body: { items, next: from + 200 < 450 ? String(from + 200) : null, building: null } };
  });
  server.on(`GET /api/repositories/${repositoryId}/search`, ({ query }) => {
    const second = query.has("cursor");
    const hit = entry("invoice.pdf", { path: "home/anna/invoice.pdf" });
    return {
      body: {
        items: second ? [{ archive: refs[1], entry: hit }] : [{ archive: refs[0], entry: hit }],
        next: second ? null : "x",
        progress: { archivesSearched: second ? 2 : 1, archivesTotal: 3, archivesMissing: 1 },
      },
    };
  });
  const version = (sizeBytes: number, type: FileEntry["type"] = "file") => ({
    type,
    sizeBytes,
    modifiedAt: minutesFromNow(-3000),
    mode: type === "directory" ? "drwxr-xr-x" : "-rw-r--r--",
  });
  server.on(`GET ${archiveApi(earlierName)}/compare`, ({ query }) => ({
    body: {
      items: [
        { path: "home/anna/new", name: "new", change: "added", before: null, after: version(91_000_000, "directory") },
        ...(query.has("collapse")
          ? []
          : [{ path: "home/anna/new/a", name: "a", change: "added", before: null, after: version(91_000_000) }]),
        {
          path: "home/anna/notes.md",
          name: "notes.md",
          change: "modified",
          before: version(1200),
          after: version(4100),
        },
        { path: "home/anna/old.iso", name: "old.iso", change: "removed", before: version(4_100_000_000), after: null },
      ],
      next: null,
      summary: {
        added: { count: 2, sizeBytes: 91_000_000 },
        removed: { count: 1, sizeBytes: 4_100_000_000 },
        modified: { count: 1, sizeBytes: 2900 },
      },
      building: null,
    },
  }));
  server.on(`GET ${archiveApi(earlierName)}/compare/content`, ({ query }) => ({
    body: {
      items: [
        {
          path: query.get("path"),
          changes: [{ type: "modified", addedBytes: 3000, removedBytes: 100 }],
        },
      ],
      truncated: false,
    },
  }));
  server.on(`GET /api/repositories/${repositoryId}/history`, ({ query }) => {
    const path = query.get("path") ?? "";
    const name = path.slice(path.lastIndexOf("/") + 1);
    const at = (index: number, state: string, sizeBytes: number | null) => ({
      archive: {
        id: `a${index}`,
        name: `laptop.2026-11-${22 - index}`,
        startedAt: `2026-11-${22 - index}T02:00:03Z`,
      },
      state,
      entry: sizeBytes === null ? null : entry(name, { path, sizeBytes }),
    });
    return {
      body: {
        items: [
          at(0, "changed", 4100),
          at(1, "unchanged", 1200),
          at(2, "appeared", 1200),
          at(3, "gone", null),
          at(4, "unknown", null),
        ],
        next: null,
        archivesMissing: 1,
      },
    };
  });
}

/** What the service tells of the whole archive, what deleting it would take, and of mounting. */
export function scriptDetails(server: PagesServer): void {
  scriptResults(server);
  server.on(`GET ${archiveApi()}`, {
    body: {
      archive: archive({ comment: "Before the move" }),
      username: "anna",
      durationMs: 121_000,
      files: 48_213,
      originalSizeBytes: 81_204_113_002,
      compressedSizeBytes: 60_112_000_211,
      deduplicatedSizeBytes: 214_000_211,
      commandLine: "borg create --json /srv/borg/nas::laptop /home/anna /etc",
    },
  });
  server.on(`POST /api/repositories/${repositoryId}/archives/delete-preview`, ({ body }) => {
    const { names } = body as { names: string[] };
    const items = names.map((name, index) => ({
      archive: { id: `d${index}`, name, startedAt: "2026-11-22T02:00:03Z" },
      planId: index === 0 ? "bbbbbbbb" : null,
      newestOfPlan: index === 0,
    }));
    return { body: { items, missing: [], freedBytes: 214_000_211, archivesLeft: 40, undeletable: false } };
  });
  server.on("GET /api/borg", {
    body: { version: "1.2.4", encryptionModes: [], features: { mount: { available: true, reason: null } } },
  });
  server.on(`GET /api/repositories/${repositoryId}/mounts`, { body: { items: [], next: null } });
}

/** Many archives: of the plan at night, and of none by hand. */
export function scriptArchives(server: PagesServer, total: number): void {
  const all = Array.from({ length: total }, (_, index) => {
    const startedAt = new Date(Date.UTC(2026, 10, 22, 2) - index * 12 * 3_600_000).toISOString();
    const own = index % 2 === 0;
    return archive({
      id: `a${index}`,
      name: own ? `bbbbbbbb-${startedAt.slice(0, 19)}` : `by-hand-${index}`,
      planId: own ? "bbbbbbbb" : null,
      comment: index === 3 ? "Before the move" : "",
      startedAt,
    });
  });
  server.on(`GET /api/repositories/${repositoryId}/archives`, ({ query }) => {
    const from = Number(query.get("cursor") ?? 0);
    const to = from + Number(query.get("limit") ?? 100);
    return { body: { items: all.slice(from, to), next: to < total ? String(to) : null } };
  });
}
