import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { archiveArgument, type RepositoryTarget } from "../target.ts";

export interface ListFilesOptions {
  readonly archiveName: string;
  /** Patterns of selector.ts; empty for the whole archive. */
  readonly selectors: readonly string[];
  /** Twenty unless told: a person waits. */
  readonly lockWaitSeconds?: number;
}

/**
 * `borg list REPOSITORY::ARCHIVE` in a format without newlines, so that borg does not flush at each entry. Python's escapes are the
 * only encoding in which borg 1.x prints names exactly: in UTF-8 it replaces bytes that are not text by `?`.
 */
export function listCommand(
  target: RepositoryTarget,
  { archiveName, selectors, lockWaitSeconds = lockWait.read }: ListFilesOptions,
  format: string,
): BorgCommand {
  return borgCommand(target, {
    name: "list-files",
    subcommand: ["list"],
    options: [`--format=${format}`],
    positionals: [archiveArgument(target, archiveName), ...selectors],
    env: { PYTHONIOENCODING: "unicode_escape" },
    lockWaitSeconds,
  });
}

/** Each ended by an escaped NUL (see listing.ts). */
export const formatOf = (fields: readonly string[]): string => fields.map((field) => `{${field}}{NUL}`).join("");

/** Fields of an entry in the order of the output. */
export const listedFields = ["type", "mode", "size", "isomtime", "isoctime", "source", "bpath"] as const;

export function listFilesCommand(target: RepositoryTarget, options: ListFilesOptions): BorgCommand {
  return listCommand(target, options, formatOf(listedFields));
}

/**
 * Everything, for an index: `type mode size isomtime health source` and the path, each of the two texts ended by an escaped NUL.
 * Fewer fields than listFilesCommand: each costs borg time, a million times.
 */
export function listEntriesCommand(
  target: RepositoryTarget,
  archiveName: string,
  lockWaitSeconds: number,
): BorgCommand {
  const format = "{type} {mode} {size} {isomtime} {health} {source}{NUL}{bpath}{NUL}";
  return listCommand(target, { archiveName, selectors: [], lockWaitSeconds }, format);
}
