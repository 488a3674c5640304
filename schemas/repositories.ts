// Repositories: the stored record, its creation and what is shown of it.
import Type from "typebox";
import { Allowed } from "./access.ts";
import { Bytes, closed, DisplayName, Id, Milliseconds, Nullable, StoredName, Timestamp } from "./common.ts";
import { LastCheck, LastDrill } from "./upkeep.ts";

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

/**
 * How Borgdeck treats a repository. `append-only`: borg keeps what is deleted until somebody with access to the medium says
 * otherwise, so nothing is pruned or compacted here. `observe`: somebody else writes; Borgdeck only looks how fresh it is.
 */
export const repositoryModes = ["full", "append-only", "observe"] as const;
export const RepositoryMode = Type.Enum(repositoryModes);
export type RepositoryMode = Type.Static<typeof RepositoryMode>;

/** Freshness: the newest archive of an observed repository may be this old, in milliseconds. */
const Freshness = Type.Integer({ minimum: 3_600_000, maximum: 366 * 86_400_000 });

/** What borg is asked to keep a repository below; at least 10 MB. */
const Quota = Type.Integer({ minimum: 10_000_000 });

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
    mode: RepositoryMode,
    quotaBytes: Nullable(Quota),
    freshnessMs: Nullable(Freshness),
    nextSecretId: Nullable(
      Type.String({ description: "The passphrase that it is being changed to, until borg has done so" }),
    ),
    borgId: Nullable(
      Type.String({ pattern: "^[0-9a-f]{64}$", description: "borg's own id of it, until it is learned null" }),
    ),
  },
  closed,
);
export type RepositoryRecord = Type.Static<typeof RepositoryRecord>;

const Passphrase = Type.String({ minLength: 1, maxLength: 1024, pattern: "^[^\\u0000\\r\\n]*$" });

/** An exported key, as `borg key export` writes it. */
const KeyText = Type.String({ minLength: 1, maxLength: 16_384 });

/** POST /api/repositories. Without `passphrase` a strong one is generated (not for mode `none`). */
export const CreateRepositoryRequest = Type.Object(
  {
    name: DisplayName,
    location: RepositoryLocation,
    encryption: EncryptionMode,
    passphrase: Type.Optional(Passphrase),
    mode: Type.Optional(Type.Enum(["full", "append-only"])),
    quotaBytes: Type.Optional(Quota),
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
  mode: RepositoryMode,
  quotaBytes: Nullable(Bytes),
  freshnessMs: Nullable(Milliseconds),
  sizeBytes: Nullable(Bytes),
  archivesCount: Nullable(Type.Integer()),
  lastBackupAt: Nullable(Timestamp),
  lastCheck: Nullable(LastCheck),
  lastDrill: Nullable(LastDrill),
  allowed: Allowed,
});
export type RepositoryReply = Type.Static<typeof RepositoryReply>;

/** What is needed to open a repository without Borgdeck; sent once, when it is created or on export. */
export const RecoveryKit = Type.Object({
  passphrase: Nullable(Type.String()),
  key: Nullable(Type.String({ description: "Output of `borg key export`" })),
  generated: Type.Boolean({ description: "Whether Borgdeck made the passphrase" }),
  paperKey: Nullable(Type.String({ description: "Output of `borg key export --paper`, for printing" })),
  qrSvg: Nullable(Type.String({ description: "The exported key as a QR code, an SVG document" })),
});
export type RecoveryKit = Type.Static<typeof RecoveryKit>;

export const CreateRepositoryReply = Type.Object({ repository: RepositoryReply, recovery: RecoveryKit });
export type CreateRepositoryReply = Type.Static<typeof CreateRepositoryReply>;

/** `keyStored`: the recovery kit that was shown is kept elsewhere. Null takes a quota or a freshness away. */
export const RepositoryPatch = Type.Object(
  {
    name: Type.Optional(DisplayName),
    keyStored: Type.Optional(Type.Literal(true)),
    mode: Type.Optional(RepositoryMode),
    quotaBytes: Type.Optional(Nullable(Quota)),
    freshnessMs: Type.Optional(Nullable(Freshness)),
  },
  closed,
);
export type RepositoryPatch = Type.Static<typeof RepositoryPatch>;

/**
 * POST /api/repositories/import. What borg would ask is asked first: without the answer the reply is 409 `answer-needed`, its
 * `fields` naming `/accept/relocated`, `/accept/unencrypted`, `/passphrase` or `/key`.
 */
export const ImportRepositoryRequest = Type.Object(
  {
    name: DisplayName,
    location: RepositoryLocation,
    passphrase: Type.Optional(Passphrase),
    key: Type.Optional(KeyText),
    mode: Type.Optional(RepositoryMode),
    freshnessMs: Type.Optional(Freshness),
    accept: Type.Optional(
      Type.Object({ relocated: Type.Optional(Type.Boolean()), unencrypted: Type.Optional(Type.Boolean()) }, closed),
    ),
  },
  closed,
);
export type ImportRepositoryRequest = Type.Static<typeof ImportRepositoryRequest>;

/** PUT /api/repositories/{id}/passphrase. Without one a strong one is generated. */
export const ChangePassphraseRequest = Type.Object({ passphrase: Type.Optional(Passphrase) }, closed);
export type ChangePassphraseRequest = Type.Static<typeof ChangePassphraseRequest>;

/**
 * POST /api/repositories/{id}/reopen: it was moved, or its passphrase was changed, by others than Borgdeck. What is left out is as
 * before. Without an answer that borg needs the reply is 409 `answer-needed`, as of an import.
 */
export const ReopenRepositoryRequest = Type.Object(
  {
    location: Type.Optional(RepositoryLocation),
    passphrase: Type.Optional(Passphrase),
    accept: ImportRepositoryRequest.properties.accept,
  },
  closed,
);
export type ReopenRepositoryRequest = Type.Static<typeof ReopenRepositoryRequest>;

/** PUT /api/repositories/{id}/key. */
export const ImportKeyRequest = Type.Object({ key: KeyText }, closed);
export type ImportKeyRequest = Type.Static<typeof ImportKeyRequest>;

/** POST /api/repositories/{id}/destroy: the repository's name, typed. */
export const DestroyRequest = Type.Object({ name: Type.String({ maxLength: 80 }) }, closed);
export type DestroyRequest = Type.Static<typeof DestroyRequest>;

/** GET /api/repositories/{id}/medium: asked of the medium now. */
export const MediumReply = Type.Object({
  freeBytes: Nullable(Bytes),
  totalBytes: Nullable(Bytes),
  reason: Nullable(Type.String({ description: "Why it is not known" })),
});
export type MediumReply = Type.Static<typeof MediumReply>;

/** GET /api/repositories/{id}/lock. `readable` is false where the lock cannot be looked at, as on another host. */
export const LockReply = Type.Object({
  readable: Type.Boolean(),
  held: Type.Boolean(),
  exclusive: Type.Boolean(),
  host: Nullable(Type.String()),
  pid: Nullable(Type.Integer()),
  since: Nullable(Timestamp),
  ours: Type.Boolean({ description: "Whether a job of Borgdeck holds it" }),
  breakable: Type.Boolean(),
  reason: Nullable(Type.String({ description: "Why it may not be broken, or what to make sure of first" })),
  confirm: Nullable(Type.String({ description: "What must be typed to break it: the holder's host" })),
});
export type LockReply = Type.Static<typeof LockReply>;

/** POST /api/repositories/{id}/break-lock. */
export const BreakLockRequest = Type.Object({ confirm: Type.String({ maxLength: 255 }) }, closed);
export type BreakLockRequest = Type.Static<typeof BreakLockRequest>;

/** GET /api/repositories/{id}/growth: after each backup, oldest first; thinned to at most 500 points. */
export const GrowthReply = Type.Object({
  items: Type.Array(
    Type.Object({
      at: Timestamp,
      sizeBytes: Nullable(Bytes),
      archivesCount: Nullable(Type.Integer()),
      originalSizeBytes: Nullable(Bytes),
      deduplicatedSizeBytes: Nullable(Type.Integer({ description: "Bytes that this backup added" })),
    }),
  ),
});
export type GrowthReply = Type.Static<typeof GrowthReply>;

/** GET /api/borg: which borg runs, and what it can. A feature that it lacks comes with the reason. */
export const BorgReply = Type.Object({
  version: Type.String(),
  encryptionModes: Type.Array(Type.Object({ mode: EncryptionMode, recommended: Type.Boolean(), note: Type.String() })),
  features: Type.Record(Type.String(), Type.Object({ available: Type.Boolean(), reason: Nullable(Type.String()) }), {
    description: "By name: mount, undelete, compact-preview, append-only, quota …",
  }),
});
export type BorgReply = Type.Static<typeof BorgReply>;
