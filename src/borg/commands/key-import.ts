import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { type RepositoryTarget, repositoryArgument } from "../target.ts";

/**
 * `borg key import REPOSITORY -`: puts an exported key where the repository's kind of key belongs, into the repository or
 * among the key files here. borg looks at its first line only, so whether it opens anything is to be tried afterwards.
 */
export function keyImportCommand(target: RepositoryTarget, key: string): BorgCommand {
  return borgCommand(
    { ...target, passphrase: null },
    {
      name: "key-import",
      subcommand: ["key", "import"],
      positionals: [repositoryArgument(target), "-"],
      input: key.endsWith("\n") ? key : `${key}\n`,
      lockWaitSeconds: lockWait.read,
    },
  );
}
