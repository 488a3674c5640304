import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { type RepositoryTarget, repositoryArgument } from "../target.ts";

/** `borg check` of repository and archives: both, since the archives' check alone does not see a damaged data block. Never repairs. */
export function checkCommand(target: RepositoryTarget): BorgCommand {
  return borgCommand(target, {
    name: "check",
    subcommand: ["check"],
    positionals: [repositoryArgument(target)],
    info: true,
    progress: true,
    lockWaitSeconds: lockWait.job,
  });
}
