import { join } from "node:path";
import type { Command, CommandContext } from "./command.ts";
import { commands, findCommand } from "./commands.ts";

/** `borgdeck help [command]`. */
export const helpCommand: Command = {
  name: "help",
  summary: "list the commands, or explain one",
  usage: "Usage: borgdeck help [command]",
  async run([name], context) {
    const command = name === undefined ? null : await findCommand(name);
    if (name !== undefined && !command) {
      context.complain(`There is no command "${name}".\n\n${await overview()}`);
      return 2;
    }
    context.print(command?.usage ?? (await overview()));
    return 0;
  },
};

/** All commands with a line each. */
async function overview(): Promise<string> {
  const loaded = await Promise.all(Object.values(commands).map((load) => load()));
  const lines = loaded.flatMap(({ name, summary, hidden }) => (hidden ? [] : [`  ${name.padEnd(10)} ${summary}`]));
  return ["Usage: borgdeck <command> [--help]", "", "Commands:", ...lines, "", "--version prints the version."].join(
    "\n",
  );
}

/** The version of this installation. */
export async function versionOf({
  files,
  installation,
}: Pick<CommandContext, "files" | "installation">): Promise<string> {
  const text = await files.readText(join(installation, "package.json"));
  return text === null ? "unknown" : (JSON.parse(text) as { version: string }).version;
}
