// Restoring to this host: what is wanted, what it would overwrite, how it went; and mounting.
import Type from "typebox";
import { AbsolutePath, Bytes, closed, Milliseconds, Nullable, Timestamp } from "./common.ts";

/** Paths in the archive as the API shows them (FileEntry.path). */
const InnerPaths = Type.Array(Type.String({ minLength: 1, maxLength: 16_384, pattern: "^[^\\u0000]*$" }), {
  maxItems: 1000,
  description: "Empty for the whole archive",
});

/** Where restored files go. Everything lies below RESTORE_ROOTS. */
export const RestoreDestination = Type.Union([
  Type.Object({ type: Type.Literal("original") }, closed),
  Type.Object({ type: Type.Literal("folder"), path: AbsolutePath }, closed),
]);
export type RestoreDestination = Type.Static<typeof RestoreDestination>;

export const RestoreOptions = Type.Object(
  {
    paths: InnerPaths,
    destination: RestoreDestination,
    layout: Type.Enum(["full-path", "stripped"], {
      description: "`stripped` leaves out the folders above each chosen path; only for a folder as destination",
    }),
    conflicts: Type.Enum(["skip", "rename", "replace"], { description: "What happens to a file that exists already" }),
    ownership: Type.Boolean({ description: "Keep owner and group, where the service may set them" }),
  },
  closed,
);
export type RestoreOptions = Type.Static<typeof RestoreOptions>;

/** POST /api/repositories/{id}/restores, and with the same body …/restores/preview. */
export const RestoreRequest = Type.Object(
  {
    archiveName: Type.String({ minLength: 1, maxLength: 1000, pattern: "^[^/\\u0000]*$" }),
    ...RestoreOptions.properties,
  },
  closed,
);
export type RestoreRequest = Type.Static<typeof RestoreRequest>;

export const RestorePreviewReply = Type.Object({
  files: Type.Integer(),
  folders: Type.Integer(),
  sizeBytes: Bytes,
  freeBytes: Nullable(Bytes),
  target: Type.String({ description: "Folder below which everything is written" }),
  existingCount: Type.Integer({ description: "Files that are there already" }),
  existing: Type.Array(
    Type.Object({
      path: Type.String(),
      archived: Type.Object({ sizeBytes: Bytes, modifiedAt: Nullable(Timestamp) }),
      present: Type.Object({ sizeBytes: Bytes, modifiedAt: Nullable(Timestamp), type: Type.String() }),
    }),
    { maxItems: 200 },
  ),
  complete: Type.Boolean({ description: "False where there were too many files to look at each" }),
  warnings: Type.Array(Type.String()),
});
export type RestorePreviewReply = Type.Static<typeof RestorePreviewReply>;

/** How a restore went. */
export const RestoreReport = Type.Object(
  {
    archiveName: Type.String(),
    target: Type.String(),
    filesWritten: Type.Integer(),
    bytesWritten: Bytes,
    filesSkipped: Type.Integer(),
    filesRenamed: Type.Integer(),
    filesReplaced: Type.Integer(),
    filesFailed: Type.Integer(),
    failures: Type.Array(Type.Object({ path: Type.String(), reason: Type.String() }, closed), { maxItems: 200 }),
    skipped: Type.Array(Type.String(), { maxItems: 200 }),
    renamed: Type.Array(Type.Object({ path: Type.String(), to: Type.String() }, closed), { maxItems: 200 }),
    specialCount: Type.Optional(
      Type.Integer({ minimum: 0, description: "Devices, fifos and sockets, which a restore does not make" }),
    ),
    special: Type.Optional(Type.Array(Type.String(), { maxItems: 200, description: "Their paths" })),
    ownershipKept: Type.Boolean(),
    durationMs: Milliseconds,
  },
  closed,
);
export type RestoreReport = Type.Static<typeof RestoreReport>;

/** A mount is a job: cancelling it unmounts. */
export const MountOptions = Type.Object(
  { path: AbsolutePath, durationMs: Type.Integer({ minimum: 60_000, maximum: 86_400_000 }) },
  closed,
);
export type MountOptions = Type.Static<typeof MountOptions>;

/** POST /api/repositories/{id}/mounts. Without `archiveName` all archives, a folder each. */
export const MountRequest = Type.Object(
  {
    archiveName: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, pattern: "^[^/\\u0000]*$" })),
    ...MountOptions.properties,
  },
  closed,
);
export type MountRequest = Type.Static<typeof MountRequest>;
