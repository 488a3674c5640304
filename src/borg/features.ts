// What the installed borg can do, in one table: what one lacks is said where it matters.
import type { BorgReply, EncryptionMode } from "../../schemas/repositories.ts";
import type { BorgVersion } from "./version.ts";

/** What the system gives that borg needs beside itself. */
export interface SystemFacts {
  /** Null where archives can be mounted, or what is missing and how to get it. */
  readonly mountProblem: string | null;
}

/** borg 1.2 and 1.4 have the same modes; the first is the recommended one. */
const modeNotes: Readonly<Record<EncryptionMode, string>> = {
  "repokey-blake2":
    "Encrypted. The key is kept in the repository, locked by the passphrase. Fast where a processor has no SHA instructions.",
  repokey:
    "Encrypted. The key is kept in the repository, locked by the passphrase. Fast where a processor has SHA instructions.",
  "keyfile-blake2":
    "Encrypted. The key is kept on this host only: without an exported copy of it the passphrase opens nothing.",
  keyfile: "Encrypted. The key is kept on this host only: without an exported copy of it the passphrase opens nothing.",
  "authenticated-blake2":
    "Not encrypted, but changes by others are noticed. Whoever reads the medium reads your files.",
  authenticated: "Not encrypted, but changes by others are noticed. Whoever reads the medium reads your files.",
  none: "Neither encrypted nor protected: whoever reads the medium reads your files, and whoever writes there can change them unnoticed.",
};

const recommended: ReadonlySet<EncryptionMode> = new Set(["repokey-blake2", "repokey"]);

/** By name: whether the installed borg has it, or why not. */
type Feature = (version: BorgVersion, system: SystemFacts) => string | null;

const features: Readonly<Record<string, Feature>> = {
  mount: (_version, { mountProblem }) => mountProblem,
  undelete: ({ text }) =>
    `borg ${text} deletes for good. Only borg 2 keeps deleted archives until the repository is compacted.`,
  "append-only": () => null,
  quota: () => null,
  "compact-preview": () => null,
  "partial-check": () => null,
  "exit-codes": ({ text, minor }) =>
    minor >= 4 ? null : `borg ${text} tells its warnings by their text only; borg 1.4 numbers them.`,
  "repository-config": () => null,
};

/** Describes the installed borg. Pure. */
export function describeBorg(version: BorgVersion, system: SystemFacts): BorgReply {
  const modes = Object.entries(modeNotes) as [EncryptionMode, string][];
  return {
    version: version.text,
    encryptionModes: modes.map(([mode, note]) => ({ mode, recommended: recommended.has(mode), note })),
    features: Object.fromEntries(
      Object.entries(features).map(([name, reasonOf]) => {
        const reason = reasonOf(version, system);
        return [name, { available: reason === null, reason }];
      }),
    ),
  };
}
