// The status of a REST sensor that holds the summary: its state is the summary's `status`, its attributes the rest.
import type { JobKindName } from "../../schemas/jobs.ts";
import type { HealthState, Status } from "../../schemas/status.ts";
import type { WidgetSummary } from "../../schemas/widgets.ts";
import { needsSomeone } from "../shared/model/severity.ts";
import { type Backup, statusOfBackups } from "./backup.ts";
import { type EntityState, nameOf } from "./hass.ts";
import { count, healthState, jobKind, text, timestamp } from "./values.ts";

type Repository = WidgetSummary["repos"][number];
/** Attributes are what people chose to list, and whatever version of the service sent them. */
type Loose<T> = { readonly [K in keyof T]?: unknown };

/** Whether this entity is such a sensor. */
export function isSummary({ entity_id, state }: EntityState): boolean {
  return entity_id.startsWith("sensor.") && (state === "empty" || healthState(state) !== null);
}

/** What it tells. Without `repos` among its attributes the whole is told as one. */
export function statusOfSummary(entity: EntityState): Status {
  const verdict = healthState(entity.state);
  const summary = entity.attributes as Loose<WidgetSummary>;
  const told = Array.isArray(summary.repos)
    ? summary.repos.flatMap((each) => repositoryBackup(each, entity))
    : verdict
      ? [wholeBackup(entity, verdict)]
      : [];
  const problem = text(summary.problem);
  const explained = told.some(({ state }) => needsSomeone(state));
  const isBad = verdict !== null && needsSomeone(verdict);
  // A plan can fail where no repository is at fault: then what is wrong stands under the name of the whole.
  const whole = isBad && !explained ? [{ ...wholeBackup(entity, verdict), sizeBytes: null }] : [];
  const status = statusOfBackups([...told, ...whole]);
  return {
    ...status,
    verdict: verdict ?? "empty",
    counts: countsOf(summary) ?? status.counts,
    lastSuccessAt: timestamp(summary.last_success) ?? status.lastSuccessAt,
    oldestSuccessAt: timestamp(summary.oldest_success) ?? status.oldestSuccessAt,
    nextRunAt: timestamp(summary.next_run) ?? status.nextRunAt,
    repositories: status.repositories.slice(0, told.length),
    fault: problem && !isBad ? { code: "problem", detail: problem } : null,
  };
}

function repositoryBackup(each: unknown, entity: EntityState): Backup[] {
  const repository = (each ?? {}) as Loose<Repository>;
  const id = text(repository.id);
  if (!id) return [];
  const state = healthState(repository.status) ?? "never";
  return [
    {
      id,
      name: text(repository.name) ?? id,
      state,
      since: null,
      message: text(repository.problem),
      lastSuccessAt: timestamp(repository.last_backup),
      nextRunAt: timestamp(repository.next_run),
      lastCheckAt: timestamp(repository.last_check),
      lastVerifyAt: timestamp(repository.last_verify),
      sizeBytes: count(repository.size_bytes),
      archivesCount: count(repository.archives),
      run: runOf(state, jobKind(repository.job), entity),
    },
  ];
}

function wholeBackup(entity: EntityState, state: HealthState): Backup {
  const summary = entity.attributes as Loose<WidgetSummary>;
  return {
    id: entity.entity_id,
    name: nameOf(entity),
    state,
    since: null,
    message: text(summary.problem),
    lastSuccessAt: timestamp(summary.last_success),
    nextRunAt: timestamp(summary.next_run),
    lastCheckAt: null,
    lastVerifyAt: null,
    sizeBytes: count(summary.size_bytes),
    archivesCount: count(summary.archives),
    run: runOf(state, null, entity), // the whole runs where a plan does
  };
}

function runOf(state: HealthState, kind: JobKindName | null, { last_updated = "" }: EntityState): Backup["run"] {
  return state === "running" || kind ? { kind, startedAt: null, percent: null, updatedAt: last_updated } : null;
}

/** Plans by state. The summary's `running` counts jobs; running plans are those in no other state. */
function countsOf(summary: Loose<WidgetSummary>): Status["counts"] | null {
  const plans = count(summary.plans);
  const [ok, warning, failed, late, never, paused] = [
    count(summary.ok),
    count(summary.warning),
    count(summary.failed),
    count(summary.late),
    count(summary.never),
    count(summary.paused),
  ];
  const counted = [plans, ok, warning, failed, late, never, paused];
  if (counted.some((each) => each === null)) return null;
  const others = {
    ok: ok ?? 0,
    warning: warning ?? 0,
    failed: failed ?? 0,
    late: late ?? 0,
    suspicious: count(summary.suspicious) ?? 0, // of a version before, or not asked for
    never: never ?? 0,
    paused: paused ?? 0,
  };
  const sum = Object.values(others).reduce((total, each) => total + each, 0);
  return { ...others, running: Math.max(0, (plans ?? 0) - sum) };
}
