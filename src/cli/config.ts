import { parseArgs } from "node:util";
import { loadConfig } from "../config/config.ts";
import { effectiveSettings } from "../config/effective.ts";
import { renderConfigurationDocs } from "../config/render-docs.ts";
import type { Command } from "./command.ts";
import { table } from "./table.ts";
import { UsageError } from "./usage-error.ts";

/** `borgdeck config [docs]`. */
export const configCommand: Command = {
  name: "config",
  summary: "print the settings in effect; secrets are not shown",
  usage: `Usage: borgdeck config
       borgdeck config docs

Prints every setting with its value and where it comes from, or everything that is wrong with them. "docs" prints
docs/configuration.md: what each setting means and accepts.`,
  async run(args, context) {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
    const [what, ...more] = positionals;
    if (more.length > 0 || (what !== undefined && what !== "docs"))
      throw new UsageError(`There is no "config ${positionals.join(" ")}".`);
    if (what === "docs") {
      context.print(renderConfigurationDocs().trimEnd());
      return 0;
    }
    const config = await loadConfig(context.env, context.files);
    const rows = effectiveSettings(config, context.env).map(({ name, value, source }) => [name, value, source]);
    for (const line of table(rows)) context.print(line);
    return 0;
  },
};
