// Whether a new repository may be made at a place, decided before borg is asked.
import { basename, dirname, join, resolve } from "node:path";
import type { Files } from "../ports/files.ts";
import { isWithin } from "../ports/paths.ts";
import { typedPathProblem } from "../ports/typed-path.ts";

/** What the place is held against. */
export interface PlaceContext {
  readonly files: Pick<Files, "info" | "list" | "realPath" | "writable">;
  readonly dataDir: string;
  /** Locations of the repositories that there are. */
  readonly taken: readonly { readonly name: string; readonly location: string }[];
}

const sshPattern = /^ssh:\/\/([^@/]*@)?(\[[^\]]*\]|[^:/]+)(?::(\d+))?(\/.*)$/;

/**
 * One spelling for each place. Of a remote one only the host's case, the usual port and trailing slashes are touched: borg
 * gives a meaning to `/./` and `/~/` at the start of its path.
 */
export function canonicalLocation(location: string): string {
  if (isLocal(location)) return resolve(location);
  const [, user = "", host = "", port, path = "/"] = sshPattern.exec(location) ?? [];
  const usualPort = port === undefined || Number(port) === 22;
  return `ssh://${user}${host.toLowerCase()}${usualPort ? "" : `:${Number(port)}`}${path.replace(/(?<=.)\/+$/, "")}`;
}

/** Whether it is a path of this host. */
export function isLocal(location: string): boolean {
  return location.startsWith("/");
}

/** What is wrong with a canonical location, or null. */
export async function placeProblem(location: string, context: PlaceContext): Promise<string | null> {
  const named = namingProblem(location, context);
  return named || !isLocal(location) ? named : typedPathProblem(location, () => localProblem(location, context));
}

function namingProblem(location: string, { taken }: PlaceContext): string | null {
  if (/[{}]/.test(location)) return "must not have braces: borg reads them as placeholders";
  const same = taken.some((other) => other.location === location);
  return same ? "is the place of another repository already" : null;
}

/** What is wrong with a canonical location of a repository that is there already, or null. Of a remote one borg tells. */
export async function foundPlaceProblem(location: string, context: PlaceContext): Promise<string | null> {
  const named = namingProblem(location, context);
  return named || !isLocal(location) ? named : typedPathProblem(location, () => foundLocalProblem(location, context));
}

async function foundLocalProblem(location: string, { files, dataDir, taken }: PlaceContext): Promise<string | null> {
  const path = await files.realPath(location);
  if (!path || (await files.info(path))?.kind !== "directory") {
    return "is no folder: check its spelling, and that its disk is mounted";
  }
  if (isWithin(path, (await files.realPath(dataDir)) ?? dataDir)) return "is inside Borgdeck's own data folder";
  for (const other of taken.filter((each) => isLocal(each.location))) {
    if (path === ((await files.realPath(other.location)) ?? other.location)) return `is ${other.name} already`;
  }
  const names = (await files.list(path, 1000)).map(({ name }) => name);
  return names.includes("config") && names.includes("data") ? null : "is no borg repository";
}

async function localProblem(location: string, { files, dataDir, taken }: PlaceContext): Promise<string | null> {
  if (location === "/") return "must be a folder of its own";
  const parent = await files.realPath(dirname(location));
  if (!parent || (await files.info(parent))?.kind !== "directory") {
    return `has no parent folder: make ${dirname(location)} first, or mount the disk that has it`;
  }
  const path = (await files.realPath(location)) ?? join(parent, basename(location));
  if (isWithin(path, (await files.realPath(dataDir)) ?? dataDir)) return "is inside Borgdeck's own data folder";
  for (const other of taken.filter((each) => isLocal(each.location))) {
    if (isWithin(path, (await files.realPath(other.location)) ?? other.location)) {
      return "is inside another repository";
    }
  }
  return contentProblem(path, files);
}

async function contentProblem(path: string, files: PlaceContext["files"]): Promise<string | null> {
  const found = await files.info(path);
  if (!found)
    return (await files.writable(dirname(path))) ? null : `cannot be made: ${dirname(path)} cannot be written`;
  if (found.kind !== "directory") return "is a file";
  if (!(await files.writable(path))) return "cannot be written";
  const names = (await files.list(path, 1000)).map(({ name }) => name);
  if (names.includes("config") && names.includes("data")) return "is a borg repository already: choose another place";
  return names.length === 0 ? null : "is not empty: choose a new folder, or an empty one";
}
