import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { type RepositoryTarget, repositoryArgument } from "../target.ts";

/** What somebody has said yes to, for this one run. */
export interface Acceptance {
  /** It was at another place when it was last used from here. */
  readonly relocated?: boolean | undefined;
  /** It is not encrypted, and was not used from here before. */
  readonly unencrypted?: boolean | undefined;
}

/**
 * `borg list --json --last 1 REPOSITORY`: opens it and tells its id and encryption. Unlike `borg info` it does not read every
 * archive into a cache first, which takes long of a large repository that is new here.
 */
export function identifyCommand(target: RepositoryTarget, accept: Acceptance = {}): BorgCommand {
  return borgCommand(target, {
    name: "identify",
    subcommand: ["list"],
    options: ["--json", "--last=1"],
    positionals: [repositoryArgument(target)],
    env: {
      ...(accept.relocated ? { BORG_RELOCATED_REPO_ACCESS_IS_OK: "yes" } : {}),
      ...(accept.unencrypted ? { BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: "yes" } : {}),
    },
    lockWaitSeconds: lockWait.read,
  });
}

/**
 * The same for a look that borg forgets: what it would note, it notes in this folder, which is new. It finds the repository neither
 * moved nor unknown then, and a copy of one that is used here does not take that one's place.
 */
export function unnoticedIdentifyCommand(target: RepositoryTarget, folder: string): BorgCommand {
  const command = identifyCommand(target, { relocated: true, unencrypted: true });
  return {
    ...command,
    env: { ...command.env, BORG_SECURITY_DIR: `${folder}/security`, BORG_CACHE_DIR: `${folder}/cache` },
  };
}

/** What `borg list --json` says of the repository itself. */
export interface Identified {
  /** borg's id of it, 64 hexadecimal digits; null where that has another form. */
  readonly repositoryId: string | null;
  /** borg's word for the encryption. */
  readonly encryption: string;
}

/** Reads the answer; null where it is something else. */
export function parseIdentified(stdout: string): Identified | null {
  try {
    const { repository, encryption } = JSON.parse(stdout) as {
      repository: { id: unknown };
      encryption: { mode: unknown };
    };
    const id = String(repository.id);
    return { repositoryId: /^[0-9a-f]{64}$/.test(id) ? id : null, encryption: String(encryption.mode) };
  } catch {
    return null; // another program's output, or cut short
  }
}
