// Finds the command that argv names, runs it, and prints what went wrong so that it can be acted on.
import { isFault } from "../fault.ts";
import type { Command, CommandContext } from "./command.ts";

/** Loaded when called: most commands need little of the service. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import("./start.ts")).startCommand,
  serve: async () => (await import("./serve.ts")).serveCommand,
};

/** Runs a command and returns the exit code: 0 done, 1 it did not work, 2 it was called wrongly. */
export async function dispatch(argv: readonly string[], context: CommandContext): Promise<number> {
  const [name = "help", ...args] = argv;
  if (["help", "--help", "-h"].includes(name)) {
    context.print(await overview());
    return 0;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) {
    context.complain(`There is no command "${name}".\n\n${await overview()}`);
    return 2;
  }
  const command = await load();
  if (args.includes("--help") || args.includes("-h")) {
    context.print(command.usage);
    return 0;
  }
  return command.run(args, context).catch((error: unknown) => explain(error, context));
}

async function overview(): Promise<string> {
  const loaded = await Promise.all(Object.values(commands).map((load) => load()));
  const lines = loaded.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`);
  return ["Usage: borgdeck <command> [--help]", "", "Commands:", ...lines].join("\n");
}

function explain(error: unknown, { complain }: CommandContext): number {
  if (!isFault(error)) throw error;
  complain(`${error.title} (${error.code}): ${error.detail}`);
  for (const [field, what] of Object.entries(error.fields ?? {})) complain(`  ${field} ${what}`);
  return 1;
}
