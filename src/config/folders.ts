// The folders and files that the configuration names.
import { userInfo } from "node:os";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Environment, SettingName } from "../../schemas/config.ts";
import type { Files } from "../ports/files.ts";
import { isWithin } from "../ports/paths.ts";
import type { Problems } from "./problems.ts";
import type { RawEnvironment } from "./raw-environment.ts";

/** A Unix socket's path may have 107 bytes; the socket in DATA_DIR is called borgdeck.sock. */
const maxDataDirBytes = 90;
const usualRoots = ["/srv", "/etc", "/var"];
/** Whoever writes here can become whoever runs the host, so nothing is restored here unless RESTORE_ROOTS says so. */
const systemFolders = ["/etc", "/var", "/usr", "/bin", "/sbin", "/lib", "/lib64", "/boot", "/opt", "/run"];

/** What is read here. */
export interface Folders {
  readonly dataDir: string;
  readonly sourceRoots: readonly string[];
  readonly restoreRoots: readonly string[];
  /** Homes whose names that begin with a dot are not restored into, since nobody said that they may be. */
  readonly guardedHomes: readonly string[];
  readonly borgPath: string | null;
}

/** Reads DATA_DIR, SOURCE_ROOTS, RESTORE_ROOTS and BORG_PATH. */
export async function readFolders(
  env: RawEnvironment,
  settings: Environment,
  files: Files,
  problems: Problems,
): Promise<Folders> {
  const home = homeOf(env);
  const dataDir = readDataDir(env, settings, home, problems);
  const readRoots = (name: "SOURCE_ROOTS" | "RESTORE_ROOTS") =>
    settings[name]?.map((root) => readRoot(name, root, dataDir, problems));
  const sourceRoots = readRoots("SOURCE_ROOTS") ?? (await defaultRoots(home, files));
  const restoreRoots = readRoots("RESTORE_ROOTS");
  return {
    dataDir,
    sourceRoots: [...new Set(sourceRoots)],
    restoreRoots: [...new Set(restoreRoots ?? sourceRoots.filter((root) => !isOfSystem(root)))],
    guardedHomes: restoreRoots ? [] : [...(home && isAbsolute(home) ? [resolve(home)] : []), "/root", "/home/*"],
    borgPath: settings.BORG_PATH === undefined ? null : readAbsolute("BORG_PATH", settings.BORG_PATH, problems),
  };
}

function readDataDir(env: RawEnvironment, settings: Environment, home: string | null, problems: Problems): string {
  const state = env["XDG_STATE_HOME"];
  const base = state && isAbsolute(state) ? state : home && join(home, ".local", "state");
  const wanted = settings.DATA_DIR ?? (base ? join(base, "borgdeck") : undefined);
  if (wanted === undefined) {
    problems.add(
      "DATA_DIR",
      "is needed, because the service's user has no home. Write an absolute path, such as /var/lib/borgdeck",
    );
    return "/";
  }
  const dataDir = readAbsolute("DATA_DIR", wanted, problems);
  const room = `Write a path of at most ${maxDataDirBytes} bytes, such as /var/lib/borgdeck`;
  if (Buffer.byteLength(dataDir) > maxDataDirBytes)
    problems.add("DATA_DIR", `is too long for the socket in it. ${room}`);
  if (dataDir === "/") problems.add("DATA_DIR", "must be a folder of its own. Write a path such as /var/lib/borgdeck");
  if (isWithin(dataDir, programFolder())) {
    problems.add(
      "DATA_DIR",
      "is inside Borgdeck's own folder, which an update may replace. Write a path such as /var/lib/borgdeck",
    );
  }
  return dataDir;
}

function readRoot(name: SettingName, root: string, dataDir: string, problems: Problems): string {
  const path = readAbsolute(name, root, problems);
  if (isWithin(path, dataDir))
    problems.add(name, `${JSON.stringify(root)} is inside DATA_DIR, which is never looked into. Leave it out`);
  return path;
}

function readAbsolute(name: SettingName, path: string, problems: Problems): string {
  const hasControls = [...path].some((char) => char.charCodeAt(0) < 32);
  if (!isAbsolute(path) || hasControls) {
    problems.add(name, `${JSON.stringify(path)} is not an absolute path. Write one that begins with a slash`);
  }
  return resolve("/", path);
}

async function defaultRoots(home: string | null, files: Files): Promise<string[]> {
  const candidates = home && isAbsolute(home) && home !== "/" ? [resolve(home), ...usualRoots] : usualRoots;
  const readable = await Promise.all(candidates.map((path) => files.readable(path)));
  return candidates.filter((_, index) => readable[index]);
}

function isOfSystem(root: string): boolean {
  return root === "/" || systemFolders.some((folder) => isWithin(root, folder));
}

function homeOf(env: RawEnvironment): string | null {
  if (env["HOME"]) return env["HOME"];
  try {
    return userInfo().homedir || null;
  } catch {
    return null; // a container's user that /etc/passwd does not know
  }
}

/** Where package.json is: above src/, or above dist/ once built. */
function programFolder(): string {
  const root = resolve(fileURLToPath(new URL("../..", import.meta.url)));
  return basename(root) === "dist" ? dirname(root) : root;
}
