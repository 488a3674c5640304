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
