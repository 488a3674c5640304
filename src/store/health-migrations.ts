// How what is remembered of plans and repositories changed from one version to the next.
import type { Migration } from "./migrations.ts";

interface Told {
  readonly message: string | null;
}
interface OldRepositoryHealth {
  readonly lastCheckAt: string | null;
}
interface OldPlanHealth {
  readonly lastRun?: { readonly startedAt: string } | null;
  readonly lastArchive?: unknown;
}
interface OldHealth {
  readonly lastRun?: Told | null;
  readonly failure?: Told | null;
}

const brief = "It did not go well; its page in Borgdeck says how.";

/** A message of before may hold paths, and nothing tells which do. */
function withBrief<T extends Told>(told: T | null | undefined): T | null | undefined {
  return told?.message == null ? told : { ...told, brief };
}

/** 2: a message says what of it is told to those who may not read details. */
export const withBriefMessages: Migration = {
  to: 2,
  up: (records) =>
    (records as OldHealth[]).map((record) => ({
      ...record,
      ...(record.lastRun === undefined ? {} : { lastRun: withBrief(record.lastRun) }),
      ...(record.failure === undefined ? {} : { failure: withBrief(record.failure) }),
    })),
};

/** 3: the last drill in each repository is remembered. */
export const withPlanDrills: Migration = {
  to: 3,
  up: (records) => (records as object[]).map((record) => ({ ...record, drills: [] })),
};

/** 4: some archives are remembered and not one alone. What is known of them begins with the last run: before, sources may have been others. */
export const withArchives: Migration = {
  to: 4,
  up: (records) =>
    (records as OldPlanHealth[]).map(({ lastArchive: _, ...record }) => ({
      ...record,
      archives: [],
      usualSince: record.lastRun?.startedAt ?? null,
    })),
};

/** 3: the last check and the last drill are remembered as they ended. A check of before was always a whole one. */
export const withLastUpkeep: Migration = {
  to: 3,
  up: (records) =>
    (records as OldRepositoryHealth[]).map((record) => ({
      ...record,
      lastCheck: null,
      checkedAt: { repository: record.lastCheckAt, archives: record.lastCheckAt },
      lastDrill: null,
    })),
};
