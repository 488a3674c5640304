import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { archiveArgument, literal, type RepositoryTarget } from "../target.ts";

export interface DiffOptions {
  readonly archiveName: string;
  readonly otherName: string;
  /** Patterns of selector.ts; never none, since comparing whole archives may take gigabytes. */
  readonly selectors: readonly string[];
}

/** `borg diff --json-lines REPOSITORY::ONE OTHER PATTERN…`: what differs, down to the blocks of files. */
export function diffCommand(target: RepositoryTarget, { archiveName, otherName, selectors }: DiffOptions): BorgCommand {
  if (selectors.length === 0) throw new RangeError("A difference of contents is that of chosen paths");
  return borgCommand(target, {
    name: "diff",
    subcommand: ["diff"],
    options: ["--json-lines"],
    positionals: [archiveArgument(target, archiveName), literal(otherName), ...selectors],
    lockWaitSeconds: lockWait.read,
  });
}
