// What a failed `borg init` leaves behind, and taking it away again.
import { join } from "node:path";
import type { Files } from "../ports/files.ts";
import { isLocal } from "./place.ts";

/**
 * Everything that a repository without archives can hold (borg documentation, "Data structures and file formats"), and what
 * stands beside each part while borg writes it: `config.old`, `config-x1y2.tmp`, `lock.exclusive.x1y2.tmp`, `index.1.tmp`.
 */
const freshNames =
  /^(?:README|config(?:\.old)?|data|nonce|lock\.exclusive|lock\.roster|(?:hints|index|integrity)\.\d+)(?:(?:[-.]\w+)?\.tmp)?$/;

/** What was at a place before a repository was made there. */
export type PlaceBefore = "nothing" | "empty-folder" | "elsewhere";

/** Looks at a place that was found to be free. */
export async function placeBefore(files: Pick<Files, "info">, location: string): Promise<PlaceBefore> {
  if (!isLocal(location)) return "elsewhere";
  return (await files.info(location)) ? "empty-folder" : "nothing";
}

/**
 * Removes a repository that was never finished, from a place that was free before. Nothing is touched on another host, or
 * where anything is found that `borg init` does not make.
 */
export async function removeLeftovers(
  files: Pick<Files, "info" | "list" | "remove">,
  location: string,
  before: PlaceBefore,
): Promise<void> {
  if (before === "elsewhere" || (await files.info(location))?.kind !== "directory") return;
  const names = (await files.list(location, 100)).map(({ name }) => name);
  if (names.length >= 100 || !names.every((name) => freshNames.test(name)) || (await hasData(files, location))) return;
  if (before === "nothing") await files.remove(location);
  else for (const name of names) await files.remove(join(location, name));
}

/** A new repository has one segment folder with at most a few small segments in it. */
async function hasData(files: Pick<Files, "info" | "list">, location: string): Promise<boolean> {
  const data = join(location, "data");
  if (!(await files.info(data))) return false;
  const folders = await files.list(data, 3);
  const segments = await Promise.all(folders.map(({ name }) => files.list(join(data, name), 10)));
  return folders.length > 1 || segments.some((found) => found.length > 4);
}
