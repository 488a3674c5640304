import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { parseVersion } from "../borg/version.ts";
import { type Config, loadConfig } from "../config/config.ts";
import { isFault } from "../fault.ts";
import { connectTo } from "../store/command-channel.ts";
import { storeLayout } from "../store/layout.ts";
import type { Command, CommandContext } from "./command.ts";
import { findBorg } from "./find-borg.ts";
import { adviceHere, installBorg } from "./install-borg.ts";
import { runProgram } from "./run-program.ts";

/** What was found about one thing. A `problem` keeps Borgdeck from working. */
interface Finding {
  readonly what: string;
  readonly state: "ok" | "note" | "problem";
  readonly detail: string;
}

/** Least version of Node (package.json, engines). */
const leastNode = [20, 19] as const;

/** `borgdeck doctor`. */
export const doctorCommand: Command = {
  name: "doctor",
  summary: "look whether everything that Borgdeck needs is there",
  usage: `Usage: borgdeck doctor [--install]

Looks at Node, the settings, DATA_DIR and borg, and says what to do about what is wrong. With --install, as root on Debian
or Ubuntu, it installs borg where that is missing; elsewhere it prints the one command that does.`,
  async run(args, context) {
    const { values } = parseArgs({ args: [...args], options: { install: { type: "boolean", default: false } } });
    const findings = [nodeFinding(process.versions.node), ...(await findingsOfConfig(values.install, context))];
    for (const { what, state, detail } of findings) {
      const line = `${marks[state]} ${what.padEnd(9)} ${detail}`;
      if (state === "problem") context.complain(line);
      else context.print(line);
    }
    return findings.some(({ state }) => state === "problem") ? 1 : 0;
  },
};

const marks = { ok: "ok     ", note: "note   ", problem: "PROBLEM" } as const;

async function findingsOfConfig(install: boolean, context: CommandContext): Promise<Finding[]> {
  try {
    const config = await loadConfig(context.env, context.files);
    const settings: Finding = { what: "settings", state: "ok", detail: "all are accepted" };
    return [
      settings,
      await dataDirFinding(config, context),
      await serviceFinding(config),
      await borgFinding(config, install, context),
    ];
  } catch (error) {
    if (!isFault(error, "invalid-configuration")) throw error;
    return Object.entries(error.fields ?? {}).map(([name, what]) => ({
      what: "settings",
      state: "problem",
      detail: `${name} ${what}`,
    }));
  }
}

/** Whether this version of Node is new enough. */
export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const enough = major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1]);
  if (enough) return { what: "Node", state: "ok", detail: version };
  return { what: "Node", state: "problem", detail: `${version} is too old: install ${leastNode.join(".")} or newer` };
}

async function dataDirFinding({ dataDir }: Config, { files, userId }: CommandContext): Promise<Finding> {
  const finding = (state: Finding["state"], detail: string): Finding => ({
    what: "DATA_DIR",
    state,
    detail: `${dataDir} ${detail}`,
  });
  const info = await files.info(dataDir);
  if (!info && (await canBeMade(dataDir, files))) return finding("note", "is made at the first start");
  if (!info) return finding("problem", "cannot be made: no folder above it can be written");
  if (info.kind !== "directory") return finding("problem", "is not a folder");
  if (info.uid !== userId)
    return finding("note", `belongs to the user with the id ${info.uid}; the service must run as that user`);
  if (!(await files.writable(dataDir))) return finding("problem", "cannot be written");
  if ((info.mode & 0o077) !== 0)
    return finding("note", "can be entered by other users; the service closes it when it starts");
  return finding("ok", "is there, and only for its user");
}

async function canBeMade(path: string, files: CommandContext["files"]): Promise<boolean> {
  const above = dirname(path);
  return (await files.info(above)) ? files.writable(above) : above !== path && canBeMade(above, files);
}

async function serviceFinding({ dataDir }: Config): Promise<Finding> {
  const socket = await connectTo(storeLayout(dataDir).socket).catch(() => null);
  socket?.destroy();
  return { what: "service", state: "ok", detail: socket ? "is running" : "is not running" };
}

async function borgFinding(config: Config, install: boolean, context: CommandContext): Promise<Finding> {
  const problem = (detail: string): Finding => ({ what: "borg", state: "problem", detail });
  let borg = await findBorg(config, context);
  if (!borg && install && config.borgPath === null) {
    await installBorg(context);
    borg = await findBorg(config, context);
  }
  if (!borg && config.borgPath !== null)
    return problem(`BORG_PATH names ${config.borgPath}, where there is no program`);
  if (!borg) {
    const { system, command } = await adviceHere(context);
    return problem(`is not installed. On ${system}: ${command}`);
  }
  const env = { PATH: context.env["PATH"] ?? "/usr/bin:/bin", LC_ALL: "C.UTF-8" };
  const { output } = await runProgram({ file: borg, args: ["--version"], env, timeLimitMs: 30_000 }, context);
  const version = parseVersion(output);
  if (!version) return problem(`${borg} does not print a version as borg does`);
  if (!version.supported)
    return problem(`${borg} is ${version.text}; this version of Borgdeck works with borg 1.2 and newer, before 2`);
  return { what: "borg", state: "ok", detail: `${version.text} (${borg})` };
}
