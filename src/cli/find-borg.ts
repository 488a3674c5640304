import { join } from "node:path";
import type { Config } from "../config/config.ts";
import { Fault } from "../fault.ts";
import type { CommandContext } from "./command.ts";

/** Absolute path of borg: BORG_PATH, else the first on PATH. Null where there is none. */
export async function findBorg(
  config: Pick<Config, "borgPath">,
  { env, files }: Pick<CommandContext, "env" | "files">,
): Promise<string | null> {
  const candidates =
    config.borgPath === null
      ? (env["PATH"] ?? "")
          .split(":")
          .filter((folder) => folder.startsWith("/"))
          .map((folder) => join(folder, "borg"))
      : [config.borgPath];
  for (const path of candidates) {
    const info = await files.info(path);
    if (info?.kind === "file" && (info.mode & 0o111) !== 0) return path;
  }
  return null;
}

/** The same; Fault `borg-missing` where there is none. */
export async function requireBorg(config: Pick<Config, "borgPath">, context: CommandContext): Promise<string> {
  const borg = await findBorg(config, context);
  if (borg) return borg;
  const where = config.borgPath === null ? "on PATH" : `at ${config.borgPath} (BORG_PATH)`;
  throw new Fault(
    "borg-missing",
    `There is no borg ${where}. Run "borgdeck doctor": it says how to install it on this system.`,
  );
}
