import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { archiveArgument, type RepositoryTarget } from "../target.ts";

/** `borg info --json REPOSITORY::ARCHIVE`: who made it, how, and its sizes. */
export function infoArchiveCommand(target: RepositoryTarget, archiveName: string): BorgCommand {
  return borgCommand(target, {
    name: "info-archive",
    subcommand: ["info"],
    options: ["--json"],
    positionals: [archiveArgument(target, archiveName)],
    lockWaitSeconds: lockWait.read,
  });
}
