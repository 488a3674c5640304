// What borg's names of errors and its exit codes mean: names of 1.2 and 1.4, codes of 1.4's BORG_EXIT_CODES=modern.
import type { ExplanationName } from "./explanations.ts";

/** borg's name of an error → explanation. Errors that say nothing of the cause (`Exception`, `LockFailed`) are not here. */
const byName: Readonly<Record<string, ExplanationName>> = {
  "Repository.AlreadyExists": "repositoryExists",
  "Repository.PathAlreadyExists": "repositoryExists",
  "Repository.ParentPathDoesNotExist": "parentMissing",
  "Repository.DoesNotExist": "repositoryMissing",
  "Repository.InvalidRepository": "repositoryInvalid",
  "Repository.InvalidRepositoryConfig": "repositoryInvalid",
  "Repository.AtticRepository": "repositoryInvalid",
  "Repository.CheckNeeded": "checkNeeded",
  "Repository.ObjectNotFound": "damaged",
  "Repository.PathPermissionDenied": "permission",
  "Archive.DoesNotExist": "archiveMissing",
  "Archive.AlreadyExists": "archiveExists",
  "Cache.RepositoryAccessAborted": "repositoryMoved",
  "Cache.CacheInitAbortedError": "unknownUnencrypted",
  "Cache.RepositoryReplay": "repositoryReplay",
  "Cache.EncryptionMethodMismatch": "repositoryChanged",
  "Cache.RepositoryIDNotUnique": "repositoryChanged",
  "RemoteRepository.RPCServerOutdated": "serverOutdated",
};

/** The same by the last part of the name, which is all that a repository's host may send. */
const byLastPart: Readonly<Record<string, ExplanationName>> = {
  InsufficientFreeSpaceError: "diskFull",
  StorageQuotaExceeded: "quota",
  LockTimeout: "locked",
  LockError: "locked",
  LockErrorT: "locked",
  NotLocked: "lockLost",
  NotMyLock: "lockLost",
  PassphraseWrong: "passphraseWrong",
  PasswordRetriesExceeded: "passphraseWrong",
  NoPassphraseFailure: "passphraseMissing",
  PasscommandFailure: "passphraseMissing",
  KeyfileNotFoundError: "keyMissing",
  RepoKeyNotFoundError: "keyMissing",
  KeyfileInvalidError: "keyMissing",
  KeyfileMismatchError: "keyMissing",
  NotABorgKeyFile: "keyWrong",
  RepoIdMismatch: "keyWrong",
  ConnectionClosed: "connectionLost",
  ConnectionClosedWithHint: "connectionLost",
  ConnectionBrokenWithHint: "connectionLost",
  PathNotAllowed: "serverRefused",
  RPCServerOutdated: "serverOutdated",
  InvalidRPCMethod: "serverOutdated",
  UnexpectedRPCDataFormatFromClient: "serverOutdated",
  UnexpectedRPCDataFormatFromServer: "serverOutdated",
  IntegrityError: "damaged",
  FileIntegrityError: "damaged",
  DecompressionError: "damaged",
  TAMRequiredError: "damaged",
  ArchiveTAMRequiredError: "damaged",
  ArchiveTAMInvalid: "damaged",
  TAMInvalid: "damaged",
  NoManifestError: "damaged",
  MandatoryFeatureUnsupported: "unsupported",
  UnsupportedManifestError: "unsupported",
  UnsupportedPayloadError: "unsupported",
  TAMUnsupportedSuiteError: "unsupported",
  PlaceholderError: "usage",
  InvalidPlaceholder: "usage",
  CommandError: "usage",
};

const byExitCode: Readonly<Record<number, ExplanationName>> = {
  4: "usage",
  5: "usage",
  6: "usage",
  10: "repositoryExists",
  11: "repositoryInvalid",
  12: "checkNeeded",
  13: "repositoryMissing",
  14: "diskFull",
  15: "repositoryInvalid",
  16: "repositoryInvalid",
  17: "damaged",
  18: "parentMissing",
  19: "repositoryExists",
  20: "quota",
  21: "permission",
  25: "unsupported",
  26: "damaged",
  27: "unsupported",
  30: "archiveExists",
  31: "archiveMissing",
  40: "keyMissing",
  41: "keyMissing",
  42: "keyMissing",
  43: "keyWrong",
  44: "keyMissing",
  45: "keyWrong",
  48: "unsupported",
  50: "passphraseMissing",
  51: "passphraseMissing",
  52: "passphraseWrong",
  53: "passphraseWrong",
  60: "unknownUnencrypted",
  61: "repositoryChanged",
  62: "repositoryMoved",
  63: "repositoryChanged",
  64: "repositoryReplay",
  70: "locked",
  71: "locked",
  73: "locked",
  74: "lockLost",
  75: "lockLost",
  80: "connectionLost",
  81: "connectionLost",
  82: "serverOutdated",
  83: "serverRefused",
  84: "serverOutdated",
  85: "serverOutdated",
  86: "serverOutdated",
  90: "damaged",
  91: "damaged",
  92: "damaged",
  95: "damaged",
  96: "damaged",
  97: "damaged",
  98: "damaged",
};

/** System error number → explanation (errno(3), Linux). */
const byErrorNumber: Readonly<Record<number, ExplanationName>> = {
  5: "ioError",
  13: "permission",
  28: "diskFull",
  30: "readOnly",
  122: "quota",
};

/** The explanation of the first name that has one. */
export function explainNames(names: readonly string[]): ExplanationName | null {
  return first(names, (name) => lookUp(byName, name) ?? lookUp(byLastPart, name.slice(name.lastIndexOf(".") + 1)));
}

export function explainErrorNumbers(numbers: readonly number[]): ExplanationName | null {
  return first(numbers, (number) => lookUp(byErrorNumber, number));
}

export function explainExitCode(code: number): ExplanationName | null {
  return lookUp(byExitCode, code) ?? null;
}

function lookUp<K extends string | number>(
  table: Readonly<Record<K, ExplanationName>>,
  key: K,
): ExplanationName | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function first<T>(
  items: readonly T[],
  explain: (item: T) => ExplanationName | null | undefined,
): ExplanationName | null {
  for (const item of items) {
    const name = explain(item);
    if (name) return name;
  }
  return null;
}
