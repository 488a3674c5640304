import type { EncryptionMode } from "../../../schemas/repositories.ts";
import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { type RepositoryTarget, repositoryArgument } from "../target.ts";

export interface InitOptions {
  readonly encryption: EncryptionMode;
}

/** `borg init`: makes the repository. Its parent folder must exist. */
export function initCommand(target: RepositoryTarget, { encryption }: InitOptions): BorgCommand {
  return borgCommand(target, {
    name: "init",
    subcommand: ["init"],
    options: [`--encryption=${encryption}`],
    positionals: [repositoryArgument(target)],
    lockWaitSeconds: lockWait.job,
  });
}
