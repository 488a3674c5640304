// Archives and the files in them.
import Type from "typebox";
import { Allowed } from "./access.ts";
import { Bytes, closed, Nullable, Timestamp } from "./common.ts";

export const ArchiveReply = Type.Object({
  id: Type.String({ description: "borg's archive id, hex" }),
  name: Type.String(),
  planId: Nullable(Type.String({ description: "The plan whose archive this is, if one of ours" })),
  comment: Type.String(),
  startedAt: Timestamp,
  hostname: Nullable(Type.String()),
  allowed: Allowed,
});
export type ArchiveReply = Type.Static<typeof ArchiveReply>;

export const entryTypes = ["directory", "file", "symlink", "hardlink", "device", "fifo", "socket"] as const;

/** One entry of a folder in an archive. `path` is what the download route takes. */
export const FileEntry = Type.Object(
  {
    name: Type.String(),
    path: Type.String(),
    type: Type.Enum(entryTypes),
    sizeBytes: Bytes,
    modifiedAt: Nullable(Timestamp),
    mode: Type.String({ description: "As ls prints it, such as -rw-r--r--" }),
    linkTarget: Nullable(Type.String()),
  },
  closed,
);
export type FileEntry = Type.Static<typeof FileEntry>;

export const FolderReply = Type.Object({
  path: Type.String({ description: "Folder shown; empty for the archive's root" }),
  items: Type.Array(FileEntry),
  next: Nullable(Type.String()),
  total: Type.Integer({ description: "Entries in this folder" }),
});
export type FolderReply = Type.Static<typeof FolderReply>;

/** GET /api/filesystem: folders of this host, for choosing sources. */
export const FilesystemReply = Type.Object({
  path: Nullable(Type.String({ description: "Null where the roots are listed" })),
  parent: Nullable(Type.String()),
  items: Type.Array(Type.Object({ name: Type.String(), path: Type.String(), readable: Type.Boolean() }, closed)),
  truncated: Type.Boolean(),
});
export type FilesystemReply = Type.Static<typeof FilesystemReply>;
