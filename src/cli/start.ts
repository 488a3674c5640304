import { loadConfig } from "../config/config.ts";
import type { Command } from "./command.ts";
import { findBorg } from "./find-borg.ts";
import { serveCommand } from "./serve.ts";

/** `npm start`: makes sure that borg is there, then serves. */
export const startCommand: Command = {
  name: "start",
  summary: "install borg where it is missing and that can be done, then run the service",
  usage: `Usage: borgdeck start

Does what "borgdeck doctor --install" does for borg, then what "borgdeck serve" does.`,
  async run(args, context) {
    const config = await loadConfig(context.env, context.files);
    const missing = config.borgPath === null && (await findBorg(config, context)) === null;
    if (missing) await (await import("./install-borg.ts")).installBorg(context); // rarely needed: not loaded otherwise
    return serveCommand.run(args, context);
  },
};
