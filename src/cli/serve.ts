import { join } from "node:path";
import { type Config, loadConfig } from "../config/config.ts";
import { createLog } from "../ports/log.ts";
import { systemPorts } from "../ports/ports.ts";
import { createService, type StartedService } from "../service.ts";
import type { Command, CommandContext } from "./command.ts";
import { requireBorg } from "./find-borg.ts";

/** `borgdeck serve`: the service, until it is asked to end. */
export const serveCommand: Command = {
  name: "serve",
  summary: "run the service",
  usage: `Usage: borgdeck serve

Runs the service until it gets SIGTERM or SIGINT. Backups that are going on then go on without it, and are taken up again
at the next start. All settings come from the environment: see docs/configuration.md, or "borgdeck config".`,
  async run(_args, context) {
    const config = await loadConfig(context.env, context.files);
    const ports = systemPorts(createLog(config.logLevel));
    const service = await createService(config, ports, {
      borg: await requireBorg(config, context),
      program: context.program,
      publicDir: join(context.installation, "dist", "public"),
      version: await versionOf(context),
    });
    announce(config, await service.start(), context);
    await context.untilAskedToEnd();
    await service.stop();
    return 0;
  },
};

/** Standard output, never the log: logs are kept and shipped, and this holds a password. */
function announce(config: Config, { port, firstAdmin }: StartedService, { print }: CommandContext): void {
  print("");
  print(`  Borgdeck is at http://localhost:${port}${config.basePath}/`);
  if (config.publicBaseUrl) print(`  and, for others, at ${config.publicBaseUrl}/`);
  if (firstAdmin?.password) {
    print("");
    print(`  Sign in as ${firstAdmin.username} with the password ${firstAdmin.password}`);
    print("  It is shown only now, and you will be asked to change it.");
  } else if (firstAdmin) {
    print(`  Sign in as ${firstAdmin.username} with INITIAL_ADMIN_PASSWORD; you will be asked to change it.`);
  }
  print("");
}

async function versionOf({ files, installation }: CommandContext): Promise<string> {
  const text = await files.readText(join(installation, "package.json"));
  return text === null ? "unknown" : (JSON.parse(text) as { version: string }).version;
}
