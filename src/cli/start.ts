import type { Command } from "./command.ts";
import { serveCommand } from "./serve.ts";

/** `npm start`: makes sure that borg is there, then serves. */
export const startCommand: Command = {
  name: "start",
  summary: "look for borg, install it where that can be done, and run the service",
  usage: `Usage: borgdeck start

Does what "borgdeck doctor --install" does, then what "borgdeck serve" does.`,
  async run(args, context) {
    return serveCommand.run(args, context);
  },
};
