// Fills a data folder through the store's own door: many repositories and plans, and a long history of jobs.
import { randomBytes } from "node:crypto";
import type { JobJournalEntry, JobRecord, RunRecord } from "../../schemas/jobs.ts";
import type { PlanRecord } from "../../schemas/plans.ts";
import type { RepositoryRecord } from "../../schemas/repositories.ts";
import { systemClock } from "../../src/ports/clock.ts";
import { systemFiles } from "../../src/ports/files.ts";
import { silentLog } from "../../src/ports/log.ts";
import { openStore } from "../../src/store/open.ts";

export interface SeedSize {
  readonly repositories: number;
  readonly plans: number;
  readonly jobs: number;
}

const newId = () => [...randomBytes(16)].map((byte) => "abcdefghijklmnopqrstuvwxyz234567"[byte % 32]).join("");
const hour = 3_600_000;

/** Writes records and a history that ends now. The service must not run on that folder. */
export async function seed(dataDir: string, size: SeedSize): Promise<void> {
  const store = await openStore({ dataDir, ports: { files: systemFiles, clock: systemClock, log: silentLog } });
  try {
    const repositories = Array.from({ length: size.repositories }, (_, at) => repository(at));
    const plans = Array.from({ length: size.plans }, (_, at) => plan(at, repositories));
    await Promise.all(repositories.map((record) => store.repositories.insert(record)));
    await Promise.all(plans.map((record) => store.plans.insert(record)));
    for (let at = 0; at < size.jobs; at += 500) {
      const entries = Array.from({ length: Math.min(500, size.jobs - at) }, (_, offset) =>
        history(at + offset, size, plans),
      );
      await Promise.all(entries.flat().map((entry) => store.jobsJournal.append(entry)));
    }
  } finally {
    await store.close();
  }
}

function repository(at: number): Omit<RepositoryRecord, "revision"> {
  return {
    id: newId(),
    name: `Repository ${at}`,
    location: `/srv/borg/repository-${at}`,
    encryption: "repokey-blake2",
    state: "ready",
    ownerId: null,
    secretId: null,
    keyExportedAt: null,
    mode: "full",
    quotaBytes: null,
    freshnessMs: null,
    nextSecretId: null,
    borgId: null,
    createdAt: new Date().toISOString(),
  };
}

function plan(at: number, repositories: readonly { readonly id: string }[]): Omit<PlanRecord, "revision"> {
  const chosen = repositories[at % repositories.length];
  return {
    id: newId(),
    name: `Plan ${at}`,
    repositoryIds: chosen ? [chosen.id] : [],
    sources: ["/srv"],
    excludes: [],
    schedule: { cron: `${at % 60} 3 * * *`, timeZone: "Europe/Berlin" },
    retention: { keepLast: 3, keepHourly: 0, keepDaily: 7, keepWeekly: 4, keepMonthly: 6, keepYearly: 0 },
    verify: { every: "week", sampleFiles: 20 },
    check: { every: "month", scope: "all" },
    drill: { every: "month", sampleFiles: 10, canaries: [] },
    compression: "zstd,3",
    paused: false,
    ownerId: null,
    createdAt: new Date().toISOString(),
  };
}

/** One run with its one job, ended; the `at`th of `size.jobs`, oldest first, over the last four weeks. */
function history(at: number, size: SeedSize, plans: readonly Omit<PlanRecord, "revision">[]): JobJournalEntry[] {
  const of = plans[at % plans.length] as Omit<PlanRecord, "revision">;
  const startedAt = Date.now() - Math.round(((size.jobs - at) / size.jobs) * 28 * 24 * hour) - hour;
  const [start, end] = [new Date(startedAt).toISOString(), new Date(startedAt + 60_000).toISOString()];
  const run: RunRecord = {
    id: newId(),
    planId: of.id,
    trigger: "schedule",
    requester: { type: "schedule" },
    state: "ok",
    scheduledFor: start,
    createdAt: start,
    finishedAt: end,
    reason: null,
  };
  const job: JobRecord = {
    id: newId(),
    kind: "backup",
    state: "ok",
    repositoryId: of.repositoryIds[0] ?? "",
    planId: of.id,
    runId: run.id,
    archiveName: `${of.id}-${start.slice(0, 19)}`,
    requester: { type: "schedule" },
    createdAt: start,
    startedAt: start,
    finishedAt: end,
    cancelRequestedAt: null,
    process: null,
    outcome: { code: "ok", message: "Backed up", nextStep: null, exitCode: 0, warningsCount: 0, warnings: [] },
    result: null,
  };
  return [
    { type: "job", at: end, job },
    { type: "run", at: end, run },
  ];
}
