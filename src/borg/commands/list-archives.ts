import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { type RepositoryTarget, repositoryArgument } from "../target.ts";

/** `borg list --json REPOSITORY`: its archives, oldest first, with host and comment. */
export function listArchivesCommand(target: RepositoryTarget, lockWaitSeconds: number = lockWait.read): BorgCommand {
  return borgCommand(target, {
    name: "list-archives",
    subcommand: ["list"],
    options: ["--json", "--format={archive}{hostname}{comment}"],
    positionals: [repositoryArgument(target)],
    lockWaitSeconds,
  });
}
