// The status and the history as the routes know them, in memory.
import type { RepositoryRecord } from "../../schemas/repositories.ts";
import type { Status, StatusDelta } from "../../schemas/status.ts";
import { daysUntil } from "../../src/health/calendar.ts";
import type { Services, Viewer } from "../../src/http/services.ts";
import { type Clock, isoTime } from "../../src/ports/clock.ts";
import { createdAt } from "./records.ts";

export interface HealthServicesDependencies {
  readonly repositories: ReadonlyMap<string, RepositoryRecord>;
  readonly clock: Clock;
  readonly saw: (name: string, ...args: unknown[]) => void;
  /** What of the status a test has set. */
  readonly stored: { readonly status: Partial<Status> };
}

/** Creates them over the records that the test has. */
export function healthServices({
  repositories,
  clock,
  saw,
  stored,
}: HealthServicesDependencies): Pick<Services, "health" | "dayHistory"> {
  const statusOf = (viewer: Viewer): Status => ({
    verdict: "ok",
    counts: { ok: 1, running: 0, warning: 0, failed: 0, late: 0, suspicious: 0, never: 0, paused: 0 },
    lastSuccessAt: createdAt,
    oldestSuccessAt: createdAt,
    nextRunAt: null,
    fault: null,
    version: "test",
    repositories: [...repositories.values()]
      .filter((record) => viewer.sees(record))
      .map((record) => ({
        id: record.id,
        name: record.name,
        location: record.location,
        encryption: record.encryption,
        mode: record.mode,
        state: "ok",
        message: null,
        archivesCount: 2,
        sizeBytes: 1000,
        lastBackupAt: createdAt,
        lastCheckAt: null,
        lastVerifyAt: null,
        lastCheck: null,
        lastDrill: null,
        keyExportedAt: null,
        allowed: viewer.allowed({ repositories: [record] }),
      })),
    plans: [],
    running: [],
    ...stored.status,
    ...(stored.status.plans && {
      plans: stored.status.plans.filter(({ repositoryIds }) =>
        repositoryIds.some((id) => viewer.sees(repositories.get(id) ?? { id, ownerId: null })),
      ),
    }),
  });

  return {
    health: {
      read(viewer) {
        const body = JSON.stringify(statusOf(viewer));
        return { etag: `"${viewer.key.slice(0, 8)}-${body.length}"`, body };
      },
      delta(viewer, changed): StatusDelta {
        const { repositories: visible, plans: _plans, running, version: _version, ...header } = statusOf(viewer);
        return {
          header,
          repositories: visible.filter(({ id }) => changed.repositories.includes(id)),
          plans: [],
          running,
          removed: { repositories: [], plans: [] },
        };
      },
      facts: () => ({ sizeBytes: 1000, archivesCount: 2, lastBackupAt: null, lastCheck: null, lastDrill: null }),
    },
    dayHistory: {
      async read(viewer, days) {
        saw("dayHistory.read", days);
        const seen = [...repositories.values()].filter((record) => viewer.sees(record));
        return {
          generatedAt: isoTime(clock.now()),
          timeZone: "UTC",
          days: daysUntil(isoTime(clock.now()).slice(0, 10), days),
          plans: [],
          repositories: seen.map(({ id, name, quotaBytes }) => ({
            id,
            name,
            sizeBytes: Array.from({ length: days }, () => 1000),
            quotaBytes,
            freeBytes: null,
            totalBytes: null,
          })),
        };
      },
    },
  };
}
