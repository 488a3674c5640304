import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { type RepositoryTarget, repositoryArgument } from "../target.ts";

/** `borg break-lock REPOSITORY`: takes away whatever locks there are, of the repository and of its cache here. */
export function breakLockCommand(target: RepositoryTarget): BorgCommand {
  return borgCommand(
    { ...target, passphrase: null },
    {
      name: "break-lock",
      subcommand: ["break-lock"],
      positionals: [repositoryArgument(target)],
      lockWaitSeconds: lockWait.read,
    },
  );
}
