import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { archiveArgument, type RepositoryTarget } from "../target.ts";

export interface ExportTarOptions {
  readonly archiveName: string;
  /** Patterns of selector.ts; empty for the whole archive. */
  readonly selectors: readonly string[];
  /** Folders in front that are left out of each path; what has no more than them is left out altogether. */
  readonly stripFolders?: number;
  /** Twenty unless told: a person waits. */
  readonly lockWaitSeconds?: number;
}

/**
 * `borg export-tar` to standard output, in the format of GNU tar: names as they are, times to the second, no extended
 * attributes. A hardlink whose first name is not chosen comes with its content.
 */
export function exportTarCommand(
  target: RepositoryTarget,
  { archiveName, selectors, stripFolders = 0, lockWaitSeconds = lockWait.read }: ExportTarOptions,
): BorgCommand {
  return borgCommand(target, {
    name: "export-tar",
    subcommand: ["export-tar"],
    options: stripFolders === 0 ? [] : [`--strip-components=${stripFolders}`],
    positionals: [archiveArgument(target, archiveName), "-", ...selectors],
    lockWaitSeconds,
  });
}
