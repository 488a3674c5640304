// The commands by name, loaded when called: most need little of the service.
import type { Command } from "./command.ts";

export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import("./start.ts")).startCommand,
  serve: async () => (await import("./serve.ts")).serveCommand,
  doctor: async () => (await import("./doctor.ts")).doctorCommand,
  user: async () => (await import("./user.ts")).userCommand,
  secret: async () => (await import("./secret.ts")).secretCommand,
  config: async () => (await import("./config.ts")).configCommand,
  recover: async () => (await import("./recover.ts")).recoverCommand,
  "index-archive": async () => (await import("./index-archive.ts")).indexArchiveCommand,
};

/** The command of that name, or null. */
export async function findCommand(name: string): Promise<Command | null> {
  return (Object.hasOwn(commands, name) ? await commands[name]?.() : null) ?? null;
}
