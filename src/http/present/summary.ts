// The flat document for dashboards that map fields of JSON: Homepage's customapi, Glance, Home Assistant's REST sensors.
import type { RepositoryStatus, Status } from "../../../schemas/status.ts";
import type { WidgetSummary } from "../../../schemas/widgets.ts";

const dayMs = 24 * 60 * 60_000;

/** Adds a status up, as of `nowMs`. */
export function presentSummary(status: Status, nowMs: number): WidgetSummary {
  const failing = (["failed", "late", "suspicious"] as const)
    .map((state) => status.plans.find((plan) => plan.message !== null && plan.state === state))
    .find((plan) => plan !== undefined);
  return {
    status: status.verdict,
    problem: status.fault?.detail ?? failing?.message ?? null,
    ...time("last_success", status.lastSuccessAt),
    ...time("oldest_success", status.oldestSuccessAt),
    ...time("next_run", status.nextRunAt),
    plans: status.plans.length,
    ...status.counts,
    running: status.running.filter((job) => job.state === "running").length,
    failed_24h: status.plans.filter(
      (plan) => plan.state === "failed" && since(plan.lastRun?.finishedAt, nowMs) <= dayMs,
    ).length,
    size_bytes: sum(status.repositories, (repository) => repository.sizeBytes),
    archives: sum(status.repositories, (repository) => repository.archivesCount),
    repos: status.repositories.map((repository) => presentRepository(repository, status)),
  };
}

function presentRepository(repository: RepositoryStatus, { plans, running }: Status): WidgetSummary["repos"][number] {
  const using = plans.filter(({ repositoryIds }) => repositoryIds.includes(repository.id));
  const next = using.flatMap(({ nextRunAt }) => nextRunAt ?? []).sort()[0];
  return {
    id: repository.id,
    name: repository.name,
    status: repository.state,
    job: running.find((job) => job.repositoryId === repository.id && job.state === "running")?.kind ?? null,
    problem: repository.message,
    ...time("last_backup", repository.lastBackupAt),
    ...time("last_verify", repository.lastVerifyAt),
    ...time("last_check", repository.lastCheckAt),
    ...time("last_drill", repository.lastDrill?.at ?? null),
    ...time("next_run", next ?? null),
    size_bytes: repository.sizeBytes,
    archives: repository.archivesCount,
  };
}

type Timed<N extends string> = { readonly [K in N]: string | null } & { readonly [K in `${N}_unix`]: number | null };

function time<N extends string>(name: N, at: string | null): Timed<N> {
  const unix = at === null ? null : Math.floor(Date.parse(at) / 1000);
  return { [name]: at, [`${name}_unix`]: unix } as Timed<N>;
}

function since(at: string | null | undefined, nowMs: number): number {
  return at === null || at === undefined ? Number.POSITIVE_INFINITY : nowMs - Date.parse(at);
}

/** Null where nothing is known of any. */
function sum<T>(items: readonly T[], sizeOf: (item: T) => number | null): number | null {
  const known = items.map(sizeOf).filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}
