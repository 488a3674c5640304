import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { archiveArgument, type RepositoryTarget } from "../target.ts";

export interface ExtractOptions {
  readonly archiveName: string;
  /** Patterns of selector.ts. */
  readonly selectors: readonly string[];
  /** Twenty unless told: a person waits. */
  readonly lockWaitSeconds?: number;
}

/** `borg extract --stdout`: the bytes of the chosen files, one after another. Of a hardlink's second name it prints nothing. */
export function extractToStdoutCommand(target: RepositoryTarget, options: ExtractOptions): BorgCommand {
  return extract(target, options, ["--stdout"]);
}

/** `borg extract` below `folder`, contents and times only: what a comparison needs, and what no privilege is needed for. */
export function extractToFolderCommand(
  target: RepositoryTarget,
  options: ExtractOptions & { readonly folder: string },
): BorgCommand {
  return extract(target, options, ["--noacls", "--noxattrs", "--noflags", "--numeric-ids"], options.folder);
}

function extract(
  target: RepositoryTarget,
  options: ExtractOptions,
  flags: readonly string[],
  folder?: string,
): BorgCommand {
  return borgCommand(target, {
    name: "extract",
    subcommand: ["extract"],
    options: flags,
    positionals: [archiveArgument(target, options.archiveName), ...options.selectors],
    lockWaitSeconds: options.lockWaitSeconds ?? lockWait.read,
    ...(folder === undefined ? {} : { cwd: folder }),
  });
}
