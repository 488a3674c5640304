import { type BorgCommand, borgCommand } from "../command.ts";
import { archiveArgument, type RepositoryTarget } from "../target.ts";

/**
 * `borg list --json-lines REPOSITORY::ARCHIVE` of everything. The format adds the fields that JSON would not have; `path` is
 * there anyway, and borg 1.x leaves `bpath` out: bytes of names that are not UTF-8 are lost to `?`.
 */
export function listEntriesAsJsonCommand(
  target: RepositoryTarget,
  archiveName: string,
  lockWaitSeconds: number,
): BorgCommand {
  return borgCommand(target, {
    name: "list-files",
    subcommand: ["list"],
    options: ["--json-lines", "--format={size}{isomtime}"],
    positionals: [archiveArgument(target, archiveName)],
    lockWaitSeconds,
  });
}
