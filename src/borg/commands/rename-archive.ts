import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { archiveArgument, literal, type RepositoryTarget } from "../target.ts";

/** `borg rename`: gives an archive another name, and with it another id. */
export function renameArchiveCommand(target: RepositoryTarget, archiveName: string, newName: string): BorgCommand {
  return borgCommand(target, {
    name: "rename",
    subcommand: ["rename"],
    positionals: [archiveArgument(target, archiveName), literal(newName)],
    lockWaitSeconds: lockWait.job,
  });
}
