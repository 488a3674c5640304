// A repository as it is shown.
import type { Action } from "../../../schemas/access.ts";
import type { RepositoryRecord, RepositoryReply } from "../../../schemas/repositories.ts";
import type { Services, Viewer } from "../services.ts";
import { allowedOf } from "./allowed.ts";

const candidates: readonly Action[] = [
  "status.read",
  "archive.read",
  "archive.change",
  "maintenance.run",
  "restore.run",
  "plan.create",
  "repository.edit",
  "repository.secret",
  "repository.destroy",
  "repository.break-lock",
];

/** The secret's id and the owner stay inside. */
export function presentRepository(
  { health }: Pick<Services, "health">,
  viewer: Viewer,
  record: RepositoryRecord,
): RepositoryReply {
  const { id, revision, name, location, encryption, state, keyExportedAt, createdAt, mode, quotaBytes, freshnessMs } =
    record;
  const facts = health.facts(id);
  return {
    id,
    revision,
    name,
    location,
    encryption,
    state,
    keyExportedAt,
    createdAt,
    mode,
    quotaBytes,
    freshnessMs,
    sizeBytes: facts?.sizeBytes ?? null,
    archivesCount: facts?.archivesCount ?? null,
    lastBackupAt: facts?.lastBackupAt ?? null,
    lastCheck: facts?.lastCheck ?? null,
    lastDrill: facts?.lastDrill ?? null,
    allowed: allowedOf(viewer, { repositories: [record] }, candidates),
  };
}
