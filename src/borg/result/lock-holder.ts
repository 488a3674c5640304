import type { Files } from "../../ports/files.ts";
import { hostName, readLocks } from "../locks/locks.ts";
import type { LockHolder } from "./outcome.ts";

/** Who holds the lock of a local repository, or null where that cannot be told. */
export async function readLockHolder(
  files: Pick<Files, "list" | "readRange" | "linkInfo">,
  location: string | null,
): Promise<LockHolder | null> {
  if (!location?.startsWith("/")) return null;
  const state = await readLocks(files, location).catch(() => null);
  const [holder] = state?.holders ?? [];
  return holder ? { host: hostName(holder.hostId), pid: holder.pid } : null;
}
