import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { type RepositoryTarget, repositoryArgument } from "../target.ts";

/** `borg key export REPOSITORY -`: the key, still locked by its passphrase, on standard output. Takes no lock. */
export function keyExportCommand(target: RepositoryTarget): BorgCommand {
  return borgCommand(target, {
    name: "key-export",
    subcommand: ["key", "export"],
    positionals: [repositoryArgument(target), "-"],
    lockWaitSeconds: lockWait.read,
  });
}

/** `borg key export --paper REPOSITORY -`: the same as lines with checksums, for a printer, and for typing in again. */
export function paperKeyCommand(target: RepositoryTarget): BorgCommand {
  return borgCommand(target, {
    name: "key-export",
    subcommand: ["key", "export"],
    options: ["--paper"],
    positionals: [repositoryArgument(target), "-"],
    lockWaitSeconds: lockWait.read,
  });
}
