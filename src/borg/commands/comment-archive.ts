import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { archiveArgument, literal, type RepositoryTarget } from "../target.ts";

/**
 * `borg recreate` that changes nothing but the comment. borg 1.x has no lesser way: it writes the archive's list of files anew,
 * which takes as long as listing them, and the archive gets another id. Contents are not touched.
 */
export function commentArchiveCommand(target: RepositoryTarget, archiveName: string, comment: string): BorgCommand {
  return borgCommand(target, {
    name: "recreate",
    subcommand: ["recreate"],
    options: [`--comment=${literal(comment)}`],
    positionals: [archiveArgument(target, archiveName)],
    lockWaitSeconds: lockWait.job,
  });
}
