import type { Files } from "../ports/files.ts";
import type { LockHolder } from "./outcome.ts";

/** A roster has a line for each borg that reads. */
const mostBytes = 64 * 1024;

/** Who holds the lock of a local repository, or null where that cannot be told. Reads borg's lock files; takes nothing. */
export async function readLockHolder(
  files: Pick<Files, "list" | "readRange">,
  location: string | null,
): Promise<LockHolder | null> {
  if (!location?.startsWith("/")) return null;
  try {
    const [entry] = await files.list(`${location}/lock.exclusive`, 1);
    return entry ? fromName(entry.name) : null;
  } catch {
    const roster = await files.readRange(`${location}/lock.roster`, 0, mostBytes).catch(() => null); // no exclusive lock: shared ones
    return fromRoster(roster?.toString("utf8") ?? null);
  }
}

/** `<host id>.<pid>-<thread, hex>`. */
function fromName(name: string): LockHolder | null {
  const match = /^(.+)\.(\d+)-[0-9a-f]+$/.exec(name);
  return match ? { host: hostOf(match[1] ?? ""), pid: Number(match[2]) } : null;
}

function fromRoster(text: string | null): LockHolder | null {
  try {
    const roster = JSON.parse(text ?? "null") as { exclusive?: unknown[]; shared?: unknown[] } | null;
    const [holder] = [...(roster?.exclusive ?? []), ...(roster?.shared ?? [])];
    if (!Array.isArray(holder) || typeof holder[0] !== "string") return null;
    return { host: hostOf(holder[0]), pid: Number.isInteger(holder[1]) ? holder[1] : null };
  } catch {
    return null; // half written by its borg: then it is not known
  }
}

/** borg's host id is `<name>@<number of its network card>`. */
function hostOf(hostId: string): string {
  return hostId.split("@")[0]?.slice(0, 255) || hostId.slice(0, 255);
}
