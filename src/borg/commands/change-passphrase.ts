import { type BorgCommand, borgCommand, lockWait } from "../command.ts";
import { type RepositoryTarget, repositoryArgument } from "../target.ts";

/**
 * borg asks for a passphrase as often as it needs one, and takes a new one from the environment only, where whoever runs as
 * the same user can read it. This command instead hands over the next line of borg's standard input each time that it is
 * asked. The shell's `read` takes no byte beyond its line, and both words are built into the shell: no secret in any argument.
 */
const nextLine = `/bin/sh -c 'IFS= read -r line && printf %s "$line"'`;

/**
 * `borg key change-passphrase`: borg asks first for the passphrase that opens the key, then for the one that shall. Should it
 * ask once more or in another order, it gets a wrong answer or none, and leaves the key as it is.
 */
export function changePassphraseCommand(target: RepositoryTarget, passphrase: string): BorgCommand {
  const lines = [target.passphrase ?? "", passphrase];
  if (lines.some((line) => /[\0\r\n]/.test(line))) throw new RangeError("A passphrase is one line");
  return borgCommand(
    { ...target, passphrase: null },
    {
      name: "change-passphrase",
      subcommand: ["key", "change-passphrase"],
      positionals: [repositoryArgument(target)],
      env: { BORG_PASSCOMMAND: nextLine },
      input: lines.map((line) => `${line}\n`).join(""),
      lockWaitSeconds: lockWait.read,
    },
  );
}
