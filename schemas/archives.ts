// Archives and the files in them.
import Type from "typebox";
import { Allowed } from "./access.ts";
import { Bytes, closed, Milliseconds, Nullable, Timestamp } from "./common.ts";

export const ArchiveReply = Type.Object({
  id: Type.String({ description: "borg's archive id, hex" }),
  name: Type.String(),
  planId: Nullable(Type.String({ description: "The plan whose archive this is, if one of ours" })),
  comment: Type.String(),
  startedAt: Timestamp,
  hostname: Nullable(Type.String()),
  index: Type.Enum(["ready", "building", "missing"], { description: "Whether it can be browsed at once" }),
  allowed: Allowed,
});
export type ArchiveReply = Type.Static<typeof ArchiveReply>;

export const entryTypes = ["directory", "file", "symlink", "hardlink", "device", "fifo", "socket"] as const;

/** GET /api/repositories/{id}/archives/{name}: what borg knows of one archive. */
export const ArchiveDetailReply = Type.Object({
  archive: ArchiveReply,
  username: Nullable(Type.String()),
  durationMs: Nullable(Milliseconds),
  files: Nullable(Type.Integer()),
  originalSizeBytes: Nullable(Bytes),
  compressedSizeBytes: Nullable(Bytes),
  deduplicatedSizeBytes: Nullable(
    Type.Integer({ description: "Bytes that no other archive has: what deleting it would free" }),
  ),
  commandLine: Nullable(Type.String()),
});
export type ArchiveDetailReply = Type.Static<typeof ArchiveDetailReply>;

/** One entry of a folder in an archive. `path` is what the other routes take. */
export const FileEntry = Type.Object(
  {
    name: Type.String(),
    path: Type.String(),
    type: Type.Enum(entryTypes),
    sizeBytes: Type.Integer({ minimum: 0, description: "Bytes; of a folder: of everything in it" }),
    filesCount: Nullable(Type.Integer({ description: "Files in a folder and below; null for anything else" })),
    modifiedAt: Nullable(Timestamp),
    mode: Type.String({ description: "As ls prints it, such as -rw-r--r--" }),
    linkTarget: Nullable(Type.String()),
    damaged: Type.Optional(
      Type.Boolean({ description: "Parts of its content are zeros since a repair; left out of others" }),
    ),
  },
  closed,
);
export type FileEntry = Type.Static<typeof FileEntry>;

/** An index that is still being built; null where it is complete. */
export const Building = Nullable(
  Type.Object({ jobId: Type.String(), entries: Type.Integer({ description: "Entries read so far" }) }),
);
export type Building = Type.Static<typeof Building>;

/** `next` is the position behind the page; any other position below `total` may be asked for as cursor too. */
export const FolderReply = Type.Object({
  path: Type.String({ description: "Folder shown; empty for the archive's root" }),
  items: Type.Array(FileEntry),
  next: Nullable(Type.String()),
  total: Type.Integer({ description: "Entries in this folder" }),
  sizeBytes: Nullable(Type.Integer({ description: "Bytes of everything below; null while it is not known" })),
  filesCount: Nullable(Type.Integer()),
  damagedCount: Type.Optional(
    Type.Integer({
      description: "Files of the whole archive with zeros for what is lost; left out where there are none",
    }),
  ),
  building: Building,
});
export type FolderReply = Type.Static<typeof FolderReply>;

/** GET …/archives/{name}/search. While `building` is set the items are none. */
export const SearchReply = Type.Object({
  items: Type.Array(FileEntry),
  next: Nullable(Type.String()),
  building: Building,
});
export type SearchReply = Type.Static<typeof SearchReply>;

export const ArchiveRef = Type.Object({ id: Type.String(), name: Type.String(), startedAt: Timestamp });
export type ArchiveRef = Type.Static<typeof ArchiveRef>;

/**
 * GET /api/repositories/{id}/search: newest archive first. A page ends after some 200 ms or `limit` hits, whichever is
 * first, so pages may be empty while `next` is set; `progress` tells how far it is.
 */
export const RepositorySearchReply = Type.Object({
  items: Type.Array(Type.Object({ archive: ArchiveRef, entry: FileEntry })),
  next: Nullable(Type.String()),
  progress: Type.Object({
    archivesSearched: Type.Integer(),
    archivesTotal: Type.Integer(),
    archivesMissing: Type.Integer({ description: "Archives without an index yet, which were not searched" }),
  }),
});
export type RepositorySearchReply = Type.Static<typeof RepositorySearchReply>;

const Version = Nullable(
  Type.Object({
    type: Type.Enum(entryTypes),
    sizeBytes: Bytes,
    modifiedAt: Nullable(Timestamp),
    mode: Type.String(),
    damaged: Type.Optional(Type.Boolean()),
  }),
);

export const changeKinds = ["added", "removed", "modified"] as const;

/** GET …/archives/{name}/compare?to=: from this archive to the other. `summary` comes with the first page. */
export const CompareReply = Type.Object({
  items: Type.Array(
    Type.Object({
      path: Type.String(),
      name: Type.String(),
      change: Type.Enum(changeKinds),
      before: Version,
      after: Version,
    }),
  ),
  next: Nullable(Type.String()),
  summary: Nullable(
    Type.Object({
      added: Type.Object({ count: Type.Integer(), sizeBytes: Bytes }),
      removed: Type.Object({ count: Type.Integer(), sizeBytes: Bytes }),
      modified: Type.Object({
        count: Type.Integer(),
        sizeBytes: Type.Integer({ description: "Bytes after less before" }),
      }),
    }),
  ),
  building: Building,
});
export type CompareReply = Type.Static<typeof CompareReply>;

/** GET …/compare/content?to=&path=…: what borg diff says of chosen paths, block by block. */
export const ContentDifferenceReply = Type.Object({
  items: Type.Array(
    Type.Object({
      path: Type.String(),
      changes: Type.Array(
        Type.Object({
          type: Type.String({ description: "borg's word: added, removed, modified, mode, owner …" }),
          addedBytes: Nullable(Bytes),
          removedBytes: Nullable(Bytes),
        }),
      ),
    }),
  ),
  truncated: Type.Boolean(),
});
export type ContentDifferenceReply = Type.Static<typeof ContentDifferenceReply>;

/** GET /api/repositories/{id}/history?path=: the life of one path, newest archive first. */
export const PathHistoryReply = Type.Object({
  items: Type.Array(
    Type.Object({
      archive: ArchiveRef,
      state: Type.Enum(["appeared", "changed", "unchanged", "gone", "absent", "unknown"], {
        description: "Against the archive before it; unknown: no index yet",
      }),
      entry: Nullable(FileEntry),
    }),
  ),
  next: Nullable(Type.String()),
  archivesMissing: Type.Integer(),
});
export type PathHistoryReply = Type.Static<typeof PathHistoryReply>;

/** GET …/archives/{name}/download: one file as it is, or files and folders as one. */
export const DownloadFormat = Type.Enum(["file", "tar", "zip"]);
export type DownloadFormat = Type.Static<typeof DownloadFormat>;

/** PATCH …/archives/{name}: one of the two; both are jobs. */
export const ArchivePatch = Type.Object(
  {
    name: Type.Optional(
      Type.String({
        pattern: "^(?!.*(?:::|\\.checkpoint))[A-Za-z0-9][A-Za-z0-9._:@+-]{0,99}$",
        description: "New name",
      }),
    ),
    comment: Type.Optional(Type.String({ maxLength: 1000, pattern: "^[^\\u0000-\\u001f\\u007f]*$" })),
  },
  { ...closed, minProperties: 1, maxProperties: 1 },
);
export type ArchivePatch = Type.Static<typeof ArchivePatch>;

const ArchiveNames = Type.Array(Type.String({ minLength: 1, maxLength: 1000, pattern: "^[^/\\u0000]*$" }), {
  minItems: 1,
  maxItems: 1000,
  uniqueItems: true,
});

/** POST …/archives/delete, and with the same body …/archives/delete-preview. */
export const DeleteArchivesRequest = Type.Object({ names: ArchiveNames }, closed);
export type DeleteArchivesRequest = Type.Static<typeof DeleteArchivesRequest>;

export const DeletePreviewReply = Type.Object({
  items: Type.Array(
    Type.Object({ archive: ArchiveRef, planId: Nullable(Type.String()), newestOfPlan: Type.Boolean() }),
  ),
  missing: Type.Array(Type.String()),
  freedBytes: Nullable(Type.Integer({ description: "Bytes that go at least; null where it was not asked of borg" })),
  archivesLeft: Type.Integer(),
  undeletable: Type.Boolean({ description: "Whether this borg can take the deletion back until the next compact" }),
});
export type DeletePreviewReply = Type.Static<typeof DeletePreviewReply>;

/** GET /api/filesystem: folders of this host, for choosing sources. */
export const FilesystemReply = Type.Object({
  path: Nullable(Type.String({ description: "Null where the roots are listed" })),
  parent: Nullable(Type.String()),
  items: Type.Array(Type.Object({ name: Type.String(), path: Type.String(), readable: Type.Boolean() }, closed)),
  truncated: Type.Boolean(),
});
export type FilesystemReply = Type.Static<typeof FilesystemReply>;
