import { parseArgs } from "node:util";
import { type Config, loadConfig } from "../config/config.ts";
import { silentLog } from "../ports/log.ts";
import { systemPorts } from "../ports/ports.ts";
import { acquireDirectoryLock } from "../store/directory-lock.ts";
import { inspectStore, type RecoverySource, recoverFile } from "../store/recover.ts";
import type { Command, CommandContext } from "./command.ts";
import { requireOwnDataDir } from "./offline-users.ts";
import { table } from "./table.ts";
import { UsageError } from "./usage-error.ts";

/** `borgdeck recover …`: for when a data file is damaged and the service is read-only. */
export const recoverCommand: Command = {
  name: "recover",
  summary: "show damaged data files and put a good copy back",
  usage: `Usage: borgdeck recover
       borgdeck recover FILE [--from YYYY-MM-DD]
       borgdeck recover FILE --empty

Without a name it shows every data file, what is wrong with it, and of which days there is a sound copy. With a name, such
as plans, it puts the newest sound copy in its place, or that of a day, or (--empty) no records at all. What was there is
kept beside it. Stop the service before, and start it after.`,
  async run(args, context) {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { from: { type: "string" }, empty: { type: "boolean", default: false } },
    });
    const [name, ...more] = positionals;
    if (more.length > 0) throw new UsageError("Name one file at a time.");
    if (values.empty && values.from !== undefined) throw new UsageError("Either --from or --empty.");
    if (name === undefined && (values.empty || values.from !== undefined)) throw new UsageError("Which file?");
    const config = await loadConfig(context.env, context.files);
    await requireOwnDataDir(config.dataDir, context);
    if (name === undefined) return show(config, context);
    return repair(
      config,
      name,
      values.empty ? "empty" : values.from === undefined ? "newest" : { day: values.from },
      context,
    );
  },
};

async function show(config: Config, { print }: CommandContext): Promise<number> {
  const reports = await inspectStore({ dataDir: config.dataDir, ports: systemPorts(silentLog) });
  const rows = reports.map(({ name, problem, recordsCount, snapshots }) => [
    name,
    problem === null ? "sound" : "DAMAGED",
    `${recordsCount} records`,
    snapshots.length === 0 ? "no copies" : `copies of ${snapshots.join(", ")}`,
  ]);
  for (const line of table(rows)) print(line);
  for (const { name, problem } of reports) if (problem !== null) print(`\n${name}.json ${problem}.`);
  return reports.some(({ problem }) => problem !== null) ? 1 : 0;
}

async function repair(
  config: Config,
  name: string,
  source: RecoverySource,
  { print }: CommandContext,
): Promise<number> {
  const { dataDir } = config;
  const ports = systemPorts(silentLog);
  const lock = await acquireDirectoryLock({ dataDir, ports });
  try {
    const aside = await recoverFile(name, source, { dataDir, ports });
    print(`store/${name}.json was replaced.${aside ? ` What was there is in store/${aside}.` : ""}`);
    return 0;
  } finally {
    await lock.release();
  }
}
