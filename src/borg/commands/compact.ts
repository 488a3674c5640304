import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { type RepositoryTarget, repositoryArgument } from "../target.ts";

/** `borg compact`: gives the space of deleted data back to the disk, and says how much. */
export function compactCommand(target: RepositoryTarget): BorgCommand {
  return borgCommand(target, {
    name: "compact",
    subcommand: ["compact"],
    positionals: [repositoryArgument(target)],
    info: true,
    progress: true,
    lockWaitSeconds: lockWait.job,
  });
}
