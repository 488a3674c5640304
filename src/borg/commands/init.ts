import type { EncryptionMode } from "../../../schemas/repositories.ts";
import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { type RepositoryTarget, repositoryArgument } from "../target.ts";

export interface InitOptions {
  readonly encryption: EncryptionMode;
  /** borg keeps what is deleted, until somebody changes the repository's configuration. */
  readonly appendOnly?: boolean;
  readonly quotaBytes?: number | null;
}

/** `borg init`: makes the repository. Its parent folder must exist. */
export function initCommand(
  target: RepositoryTarget,
  { encryption, appendOnly = false, quotaBytes = null }: InitOptions,
): BorgCommand {
  return borgCommand(target, {
    name: "init",
    subcommand: ["init"],
    options: [
      `--encryption=${encryption}`,
      ...(appendOnly ? ["--append-only"] : []),
      ...(quotaBytes === null ? [] : [`--storage-quota=${quotaBytes}`]),
    ],
    positionals: [repositoryArgument(target)],
    lockWaitSeconds: lockWait.job,
  });
}
