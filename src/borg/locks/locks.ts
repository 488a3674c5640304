// The lock files of a local repository, read without taking anything: who holds what, and since when.
import { join } from "node:path";
import type { Files } from "../../ports/files.ts";

/** A borg that uses the repository, or did when it was killed. */
export interface Holder {
  /** As borg names the host: BORG_HOST_ID, or `<name>@<number of its network card>`. */
  readonly hostId: string;
  readonly pid: number;
}

export interface LockState {
  /** One that writes, or many that read. */
  readonly exclusive: boolean;
  readonly holders: readonly Holder[];
  readonly sinceMs: number | null;
}

type Reads = Pick<Files, "list" | "readRange" | "linkInfo">;

const mostHolders = 50;
const mostBytes = 64 * 1024;

/** Null where it is not locked. Rejects where the files cannot be read. */
export async function readLocks(files: Reads, location: string): Promise<LockState | null> {
  return (await exclusiveLock(files, join(location, "lock.exclusive"))) ?? roster(files, join(location, "lock.roster"));
}

/**
 * Whether a borg with this host id waits for somebody else's lock, as far as that is seen from here: false of a repository on
 * another machine. Never rejects.
 */
export async function heldByStranger(
  files: Reads,
  { location, hostId, toWrite }: { readonly location: string; readonly hostId: string; readonly toWrite: boolean },
): Promise<boolean> {
  const state = location.startsWith("/") ? await readLocks(files, location).catch(() => null) : null;
  if (!state || state.holders.some((holder) => holder.hostId === hostId)) return false;
  return state.exclusive || toWrite;
}

/** Of the file in a lock: `<host id>.<pid>-<thread, hex>`. */
export function holderOfName(name: string): Holder | null {
  const match = /^(.+)\.(\d+)-[0-9a-f]+$/.exec(name);
  return match && { hostId: match[1] ?? "", pid: Number(match[2]) };
}

/** A folder with a file that names its holder; one that names nobody is held all the same. */
async function exclusiveLock(files: Reads, path: string): Promise<LockState | null> {
  const info = await files.linkInfo(path);
  if (!info) return null;
  const names = (await files.list(path, mostHolders)).map(({ name }) => name);
  const holders = names.flatMap((name) => holderOfName(name) ?? []);
  return { exclusive: true, holders, sinceMs: info.modifiedAtMs };
}

/** A file with those that read, and those that wait to write. */
async function roster(files: Reads, path: string): Promise<LockState | null> {
  const info = await files.linkInfo(path);
  const text = info ? (await files.readRange(path, 0, mostBytes)).toString("utf8") : "";
  const { exclusive = [], shared = [] } = parse(text);
  const holders = [...exclusive, ...shared].slice(0, mostHolders).flatMap(holderOf);
  if (!info || holders.length === 0) return null;
  return { exclusive: exclusive.length > 0, holders, sinceMs: info.modifiedAtMs };
}

function holderOf(entry: unknown): Holder[] {
  if (!Array.isArray(entry) || typeof entry[0] !== "string" || !Number.isInteger(entry[1])) return [];
  return [{ hostId: entry[0], pid: entry[1] as number }];
}

function parse(text: string): { exclusive?: unknown[]; shared?: unknown[] } {
  try {
    const { exclusive, shared } = JSON.parse(text) as Record<string, unknown>;
    return {
      ...(Array.isArray(exclusive) ? { exclusive } : {}),
      ...(Array.isArray(shared) ? { shared } : {}),
    };
  } catch {
    return {}; // half written by its borg, or empty
  }
}

/** The host's name for people: without the number of its network card. */
export function hostName(hostId: string): string {
  return (hostId.split("@")[0] || hostId).slice(0, 255);
}
