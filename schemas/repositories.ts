// Repositories: the stored record, its creation and what is shown of it.
import Type from "typebox";
import { Allowed } from "./access.ts";
import { Bytes, closed, DisplayName, Id, Nullable, StoredName, Timestamp } from "./common.ts";

/** Encryption modes of borg 1.x, recommended one first (borg documentation, "borg init"). */
export const encryptionModes = [
  "repokey-blake2",
  "repokey",
  "keyfile-blake2",
  "keyfile",
  "authenticated-blake2",
  "authenticated",
  "none",
] as const;
export const EncryptionMode = Type.Enum(encryptionModes);
export type EncryptionMode = Type.Static<typeof EncryptionMode>;

/** Where a repository is: an absolute local path, or ssh://user@host:port/path. */
export const RepositoryLocation = Type.String({
  maxLength: 1024,
  pattern:
    "^(?:/(?!.*::)[^\\u0000-\\u001f]{1,1023}|ssh://(?:[a-z_][a-z0-9_.-]{0,31}@)?(?:[A-Za-z0-9][A-Za-z0-9.-]{0,252}|\\[[0-9A-Fa-f:.]+\\])(?::\\d{1,5})?/(?!.*::)[^\\u0000-\\u001f]{0,1024})$",
  description: "Absolute path, or ssh://user@host:port/path",
});

/** `creating` until `borg init` has ended well; a record found in that state at start is settled or removed. */
export const RepositoryRecord = Type.Object(
  {
    id: Id,
    revision: Type.Integer({ minimum: 1 }),
    name: StoredName,
    location: RepositoryLocation,
    encryption: EncryptionMode,
    state: Type.Enum(["creating", "ready"]),
    ownerId: Nullable(Id),
    secretId: Nullable(Type.String()),
    keyExportedAt: Nullable(Timestamp),
    createdAt: Timestamp,
  },
  closed,
);
export type RepositoryRecord = Type.Static<typeof RepositoryRecord>;

/** POST /api/repositories. Without `passphrase` a strong one is generated (not for mode `none`). */
export const CreateRepositoryRequest = Type.Object(
  {
    name: DisplayName,
    location: RepositoryLocation,
    encryption: EncryptionMode,
    passphrase: Type.Optional(Type.String({ minLength: 1, maxLength: 1024, pattern: "^[^\\u0000\\r\\n]*$" })),
  },
  closed,
);
export type CreateRepositoryRequest = Type.Static<typeof CreateRepositoryRequest>;

export const RepositoryReply = Type.Object({
  id: Id,
  revision: Type.Integer(),
  name: Type.String(),
  location: Type.String(),
  encryption: EncryptionMode,
  state: Type.Enum(["creating", "ready"]),
  keyExportedAt: Nullable(Timestamp),
  createdAt: Timestamp,
  sizeBytes: Nullable(Bytes),
  archivesCount: Nullable(Type.Integer()),
  allowed: Allowed,
});
export type RepositoryReply = Type.Static<typeof RepositoryReply>;

/** What is needed to open a repository without Borgdeck; sent once, when it is created or on export. */
export const RecoveryKit = Type.Object({
  passphrase: Nullable(Type.String()),
  key: Nullable(Type.String({ description: "Output of `borg key export`" })),
  generated: Type.Boolean({ description: "Whether Borgdeck made the passphrase" }),
});
export type RecoveryKit = Type.Static<typeof RecoveryKit>;

export const CreateRepositoryReply = Type.Object({ repository: RepositoryReply, recovery: RecoveryKit });
export type CreateRepositoryReply = Type.Static<typeof CreateRepositoryReply>;

/** `keyStored`: the recovery kit that was shown is kept elsewhere. */
export const RepositoryPatch = Type.Object(
  { name: Type.Optional(DisplayName), keyStored: Type.Optional(Type.Literal(true)) },
  closed,
);
