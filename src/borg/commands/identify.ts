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

/** What `borg list --json` says of the repository itself. */
export interface Identified {
  readonly repositoryId: string;
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
    return { repositoryId: String(repository.id), encryption: String(encryption.mode) };
  } catch {
    return null; // another program's output, or cut short
  }
}
