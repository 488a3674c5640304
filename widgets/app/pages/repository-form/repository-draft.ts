// A repository as a form holds it, before it is made.
import type { CreateRepositoryRequest, EncryptionMode } from "../../../../schemas/repositories.ts";
import type { FieldErrors } from "../../errors.ts";

/** Below so many characters a typed passphrase is warned about. */
export const shortPassphrase = 20;

export interface RepositoryDraft {
  readonly name: string;
  readonly location: string;
  readonly encryption: EncryptionMode;
  readonly typed: boolean;
  readonly passphrase: string;
  readonly appendOnly: boolean;
  /** In gigabytes, as typed; empty for none. */
  readonly quota: string;
}

/** A name for a repository that none has yet. */
export function freeName(taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? "Backups" : `Backups ${number}`;
    if (!taken.includes(name)) return name;
  }
}

export function newRepositoryDraft(name: string): RepositoryDraft {
  return {
    name,
    location: "",
    encryption: "repokey-blake2",
    typed: false,
    passphrase: "",
    appendOnly: false,
    quota: "",
  };
}

/** What the form itself finds wrong, by JSON pointer of the request. */
export function repositoryErrors(draft: RepositoryDraft): FieldErrors {
  const errors: Record<string, string> = {};
  if (draft.name.trim() === "") errors["/name"] = "Give the repository a name";
  if (!isLocation(draft.location)) errors["/location"] = locationHelp;
  if (draft.typed && draft.encryption !== "none" && draft.passphrase === "") {
    errors["/passphrase"] = "Type a passphrase, or let Borgdeck make one";
  }
  if (draft.quota.trim() !== "" && quotaBytes(draft.quota) === null) {
    errors["/quotaBytes"] = "A number of gigabytes, 0.01 at least, or nothing";
  }
  return errors;
}

export const locationHelp = "A path that starts with /, or ssh://user@host/path";

/** Whether it looks like a place at all; the service knows more. */
export const isLocation = (text: string): boolean => /^(\/|ssh:\/\/)./.test(text.trim());

/** The body that creates the repository. */
export function repositoryRequest(draft: RepositoryDraft): CreateRepositoryRequest {
  const quota = quotaBytes(draft.quota);
  return {
    name: draft.name.trim(),
    location: draft.location.trim(),
    encryption: draft.encryption,
    ...(draft.encryption !== "none" && draft.typed ? { passphrase: draft.passphrase } : {}),
    ...(draft.appendOnly ? { mode: "append-only" as const } : {}),
    ...(quota === null ? {} : { quotaBytes: quota }),
  };
}

/** Bytes of a typed number of gigabytes; null where it is none, or below what borg takes. */
export function quotaBytes(gigabytes: string): number | null {
  const bytes = Math.round(Number(gigabytes.replace(",", ".")) * 1e9);
  return gigabytes.trim() !== "" && Number.isFinite(bytes) && bytes >= 10_000_000 ? bytes : null;
}
