// Plans, and repositories that somebody else writes to, as Healthchecks' checks.
import { createHash } from "node:crypto";
import type { Check } from "../../../schemas/checks.ts";
import type { Schedule } from "../../../schemas/plans.ts";
import type { HealthState, PlanStatus, RepositoryStatus, Status } from "../../../schemas/status.ts";

export const checkVersions = ["v1", "v2", "v3"] as const;
export type CheckVersion = (typeof checkVersions)[number];

/** What a check needs beside the status. */
export interface CheckFacts {
  /** Its schedule, and how long a run that is due after the last success is waited for; null for one that is run by hand. */
  readonly scheduleOf: (
    planId: string,
    lastSuccessAt: string | null,
  ) => (Schedule & { readonly graceMs: number }) | null;
  /** How old the newest archive of a repository may be, in milliseconds; null: as old as it likes. */
  readonly freshnessOf: (repositoryId: string) => number | null;
  readonly now: number;
}

/** All checks of a status. */
export function presentChecks(status: Status, version: CheckVersion, facts: CheckFacts): Check[] {
  const observed = status.repositories.filter(({ mode }) => mode === "observe");
  return [
    ...status.plans.map((plan) => ofPlan(plan, version, facts)),
    ...observed.map((repository) => ofRepository(repository, version, facts)),
  ];
}

function ofPlan(plan: PlanStatus, version: CheckVersion, { scheduleOf, now }: CheckFacts): Check {
  const { id, name, state, message, lastRun, lastSuccessAt, nextRunAt } = plan;
  const schedule = scheduleOf(id, lastSuccessAt);
  const wasBad = lastRun?.state === "failed" || lastRun?.state === "interrupted";
  const before = wasBad ? "down" : lastSuccessAt === null ? "new" : "up";
  const isDue = state === "ok" && nextRunAt !== null && Date.parse(nextRunAt) <= now;
  return {
    ...common(id, name, message),
    ...statusOf(isDue ? "grace" : (statuses[state] ?? before), state === "running", version),
    n_pings: lastSuccessAt === null ? 0 : 1,
    last_ping: time(lastSuccessAt),
    next_ping: time(nextRunAt),
    // Healthchecks knows no check without a period. A plan that is run by hand has none, and none is made up for it.
    ...(schedule ? { grace: seconds(schedule.graceMs), schedule: schedule.cron, tz: schedule.timeZone } : { grace: 0 }),
  };
}

function ofRepository(repository: RepositoryStatus, version: CheckVersion, { freshnessOf }: CheckFacts): Check {
  const { id, name, state, message, lastBackupAt } = repository;
  const freshnessMs = freshnessOf(id);
  return {
    ...common(id, name, message),
    ...statusOf(statuses[state] ?? (lastBackupAt === null ? "new" : "up"), false, version),
    n_pings: lastBackupAt === null ? 0 : 1,
    last_ping: time(lastBackupAt),
    next_ping:
      lastBackupAt === null || freshnessMs === null
        ? null
        : time(new Date(Date.parse(lastBackupAt) + freshnessMs).toISOString()),
    grace: 0,
    ...(freshnessMs === null ? {} : { timeout: seconds(freshnessMs) }),
  };
}

/** A run that goes on says nothing of how things stood before it. */
const statuses: Readonly<Record<HealthState, Check["status"] | null>> = {
  ok: "up",
  warning: "up",
  failed: "down",
  late: "down",
  // Up is what nobody looks at.
  suspicious: "down",
  never: "new",
  paused: "paused",
  running: null,
};

/** Since version 2 that something runs is told beside the status. */
function statusOf(status: Check["status"], started: boolean, version: CheckVersion): Pick<Check, "status" | "started"> {
  return { status: started && version === "v1" ? "started" : status, started };
}

function common(id: string, name: string, message: string | null) {
  const key = checkKey(id);
  return {
    name,
    slug: slugOf(name),
    tags: "",
    desc: message ?? "",
    manual_resume: false,
    methods: "",
    unique_key: key,
    uuid: uuidOf(key),
  };
}

/** The `unique_key` of a plan or repository. */
export function checkKey(id: string): string {
  return createHash("sha256").update(`borgdeck check ${id}`).digest("hex").slice(0, 40);
}

/** A UUID of version 8, whose bits are ours to choose (RFC 9562, 5.8). */
function uuidOf(key: string): string {
  const [a, b, c, d, e] = [key.slice(0, 8), key.slice(8, 12), key.slice(13, 16), key.slice(17, 20), key.slice(20, 32)];
  return `${a}-${b}-8${c}-a${d}-${e}`;
}

function slugOf(name: string): string {
  const plain = name.normalize("NFKD").toLowerCase();
  return plain
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

const seconds = (ms: number) => Math.round(ms / 1000);

function time(iso: string | null): string | null {
  return iso === null ? null : `${iso.slice(0, 19)}+00:00`;
}
