import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { type RepositoryTarget, repositoryArgument } from "../target.ts";

/** A value of the repository's own configuration. A quota of null is taken away. */
export type Configuration = { readonly appendOnly: boolean } | { readonly quotaBytes: number | null };

/** `borg config REPOSITORY`: sets one value. borg 1.x does so for local repositories only. Needs no key. */
export function configureCommand(target: RepositoryTarget, change: Configuration): BorgCommand {
  const [option, words] = wordsOf(change);
  return borgCommand(
    { ...target, passphrase: null },
    {
      name: "configure",
      subcommand: ["config"],
      options: option,
      positionals: [repositoryArgument(target), ...words],
      lockWaitSeconds: lockWait.read,
    },
  );
}

function wordsOf(change: Configuration): [options: string[], words: string[]] {
  if ("appendOnly" in change) return [[], ["append_only", change.appendOnly ? "1" : "0"]];
  if (change.quotaBytes === null) return [["--delete"], ["storage_quota"]]; // borg takes no zero
  return [[], ["storage_quota", String(change.quotaBytes)]];
}
