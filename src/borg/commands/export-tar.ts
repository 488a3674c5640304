import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { archiveArgument, type RepositoryTarget } from "../target.ts";

export interface ExportTarOptions {
  readonly archiveName: string;
  /** Patterns of selector.ts; empty for the whole archive. */
  readonly selectors: readonly string[];
  /** Twenty unless told: a person waits. */
  readonly lockWaitSeconds?: number;
}

/**
 * `borg export-tar` to standard output, in the format of GNU tar: names as they are, times to the second, no extended
 * attributes. A hardlink whose first name is not chosen comes with its content.
 */
export function exportTarCommand(
  target: RepositoryTarget,
  { archiveName, selectors, lockWaitSeconds = lockWait.read }: ExportTarOptions,
): BorgCommand {
  return borgCommand(target, {
    name: "export-tar",
    subcommand: ["export-tar"],
    positionals: [archiveArgument(target, archiveName), "-", ...selectors],
    lockWaitSeconds,
  });
}
