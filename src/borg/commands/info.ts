import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { type RepositoryTarget, repositoryArgument } from "../target.ts";

/** `borg info --json REPOSITORY`: sizes, encryption and id. */
export function infoCommand(target: RepositoryTarget): BorgCommand {
  return borgCommand(target, {
    name: "info",
    subcommand: ["info"],
    options: ["--json"],
    positionals: [repositoryArgument(target)],
    lockWaitSeconds: lockWait.read,
  });
}
