import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { type RepositoryTarget, repositoryArgument } from "../target.ts";

/** `borg delete REPOSITORY`: all archives and the repository itself. Whoever calls has asked whether it is meant. */
export function deleteRepositoryCommand(target: RepositoryTarget): BorgCommand {
  return borgCommand(target, {
    name: "delete-repository",
    subcommand: ["delete"],
    positionals: [repositoryArgument(target)],
    env: { BORG_DELETE_I_KNOW_WHAT_I_AM_DOING: "YES" },
    info: true,
    lockWaitSeconds: lockWait.job,
  });
}
