import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { type RepositoryTarget, repositoryArgument } from "../target.ts";

/**
 * `borg delete`: takes archives out of a repository; their space comes back with the next compact. Of a name that is not there
 * borg only warns. Names behind the repository are taken as they are: there borg 1.x expands no braces. Throws RangeError
 * where there is no name, for then borg would delete the repository.
 */
export function deleteArchivesCommand(target: RepositoryTarget, archiveNames: readonly string[]): BorgCommand {
  if (archiveNames.length === 0 || archiveNames.some((name) => name === "" || /[/\0]/.test(name))) {
    throw new RangeError("Only archives are deleted, each by its name");
  }
  return borgCommand(target, {
    name: "delete",
    subcommand: ["delete"],
    options: ["--list", "--stats"],
    positionals: [repositoryArgument(target), ...archiveNames],
    info: true,
    progress: true,
    lockWaitSeconds: lockWait.job,
  });
}
