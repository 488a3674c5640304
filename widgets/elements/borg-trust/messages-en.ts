// The English text of <borg-trust>, beside what elements share.
import type { TrustAspect, TrustVerdict } from "../../shared/model/trust.ts";

export const trustEn = {
  title: "Could I restore?",
  /** The answer, over everything shown. */
  verdict: {
    ok: "Yes: restores are proven",
    gaps: "Yes, but not in every case",
    unproven: "Not proven",
    failed: "Do not count on it",
    never: "Nothing to restore yet",
  } satisfies Record<TrustVerdict, string>,
  /** The same for one repository, in a word. */
  word: {
    ok: "Proven",
    gaps: "Gaps",
    unproven: "Not proven",
    failed: "Failed",
    never: "No backup yet",
  } satisfies Record<TrustVerdict, string>,
  aspect: {
    backup: "Newest backup",
    drill: "Restore drill",
    check: "Check",
    verify: "Verified",
    key: "Key exported",
    copies: "Copies",
    offsite: "Off this host",
    encryption: "Encryption",
    "append-only": "Append-only",
  } satisfies Record<TrustAspect, string>,
  /** What puts it right: the words of a link. */
  mend: {
    backup: "Open the plan",
    drill: "Try a restore",
    check: "Run a check",
    key: "Export the key",
    copies: "Add a repository",
    offsite: "Add a repository",
  } satisfies Partial<Record<TrustAspect, string>>,
  never: "never",
  yes: "yes",
  no: "no",
  behind: "runs fail or are late",
  tooOld: "too long ago",
  restored: (count: number, figure: string, duration: string) =>
    `${figure} ${count === 1 ? "file" : "files"} in ${duration}`,
  notRestored: (count: number, figure: string) =>
    count === 0 ? "files are missing" : `${figure} ${count === 1 ? "file" : "files"} damaged`,
  damaged: "damage found",
  keyHereOnly: "only on this host",
  copies: (count: number, figure: string) => `${figure} ${count === 1 ? "repository" : "repositories"}`,
};

export type TrustWords = typeof trustEn;
