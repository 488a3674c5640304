import { type BorgCommand, borgCommand } from "../command.ts";
import { archiveArgument, isRemote, type RepositoryTarget } from "../target.ts";
import type { BorgVersion } from "../version.ts";

export interface DumpItemsOptions {
  readonly archiveName: string;
  /** A private, empty folder: the archive's metadata is written there as it is, decrypted. */
  readonly folder: string;
  readonly lockWaitSeconds: number;
}

/**
 * `borg debug dump-archive-items`: the archive's metadata as it is stored, a file for each chunk of it. borg says
 * `Dumping NAME` before it writes a file, and `Done.` at the end. About fifteen times as fast as a listing.
 */
export function dumpItemsCommand(
  target: RepositoryTarget,
  { archiveName, folder, lockWaitSeconds }: DumpItemsOptions,
): BorgCommand {
  return borgCommand(target, {
    name: "dump-items",
    subcommand: ["debug", "dump-archive-items"],
    positionals: [archiveArgument(target, archiveName)],
    cwd: folder,
    lockWaitSeconds,
  });
}

/**
 * Whether a dump is worth asking for: of a local repository (over SSH each chunk costs a round trip), and from a borg whose
 * items are known. The command is one of borg's debugging aids, and promises nothing.
 */
export function canDumpItems(target: RepositoryTarget, { major, minor }: BorgVersion): boolean {
  return !isRemote(target) && major === 1 && minor >= 2 && minor <= 4;
}
