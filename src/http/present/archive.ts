// An archive as it is shown.
import type { Action } from "../../../schemas/access.ts";
import type { ArchiveReply } from "../../../schemas/archives.ts";
import type { RepositoryRecord } from "../../../schemas/repositories.ts";
import type { ArchiveItem, Viewer } from "../services.ts";
import { allowedOf } from "./allowed.ts";

const candidates: readonly Action[] = ["archive.read", "archive.change", "restore.run"];

/** Presents the archives of one repository; what is allowed is the same for all of them. */
export function presentArchives(
  viewer: Viewer,
  repository: RepositoryRecord,
  items: readonly ArchiveItem[],
): ArchiveReply[] {
  const allowed = allowedOf(viewer, { repositories: [repository] }, candidates);
  return items.map((item) => ({ ...item, allowed }));
}
