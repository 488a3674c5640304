// Finds the command that argv names, runs it, and prints what went wrong so that it can be acted on.
import { isFault } from "../fault.ts";
import type { Command, CommandContext } from "./command.ts";
import { findCommand } from "./commands.ts";
import { helpCommand, versionOf } from "./help.ts";

const helpWords = ["--help", "-h"];

/** Runs a command and returns the exit code: 0 done, 1 it did not work, 2 it was called wrongly. */
export async function dispatch(argv: readonly string[], context: CommandContext): Promise<number> {
  const [name = "help", ...args] = argv;
  if (name === "help") return helpCommand.run(args, context);
  if (helpWords.includes(name)) return helpCommand.run([], context);
  if (name === "--version") {
    context.print(await versionOf(context));
    return 0;
  }
  const command = await findCommand(name);
  if (!command) return helpCommand.run([name], context);
  if (args.some((arg) => helpWords.includes(arg))) {
    context.print(command.usage);
    return 0;
  }
  return command.run(args, context).catch((error: unknown) => explain(error, command, context));
}

function explain(error: unknown, { usage }: Command, { complain }: CommandContext): number {
  if (isUsageError(error)) {
    complain(`${error.message}\n\n${usage}`);
    return 2;
  }
  if (!isFault(error)) throw error;
  const fields = Object.entries(error.fields ?? {});
  complain(fields.length > 0 ? `${error.title} (${error.code}):` : `${error.detail} (${error.code})`);
  for (const [field, what] of fields) complain(`  ${what.startsWith(field) ? what : `${field} ${what}`}`);
  return 1;
}

/** An option that node:util's parseArgs does not know, or a UsageError of a command. */
function isUsageError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS_");
}
