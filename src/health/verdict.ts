// The state of a plan, of a repository and of everything, from what is known. Pure.
import type { RunRecord } from "../../schemas/jobs.ts";
import type { PlanRecord } from "../../schemas/plans.ts";
import { type HealthState, troubles, worstFirst } from "../../schemas/status.ts";
import type { PlanHealth, RepositoryHealth } from "./fold.ts";
import { suspicionIn } from "./sanity.ts";

export interface Verdict {
  readonly state: HealthState;
  /** ISO 8601; since when it is so. */
  readonly since: string | null;
  readonly message: string | null;
  /** The message for those who are told no path; left out where it has none. */
  readonly brief?: string;
  readonly nextStep: string | null;
}

export interface PlanFacts {
  readonly plan: PlanRecord;
  readonly health: PlanHealth;
  readonly activeRun: RunRecord | undefined;
  /** By when a run should have succeeded, in milliseconds since the epoch; null for a plan without a schedule. */
  readonly deadlineMs: number | null;
  /** When a repository of the plan was last found damaged, ISO 8601; null where none is. */
  readonly damagedAt: string | null;
  readonly now: number;
}

/** Judges a plan: what is wrong comes before what is late, and that before what is merely paused. */
export function judgePlan({ plan, health, activeRun, deadlineMs, damagedAt, now }: PlanFacts): Verdict {
  const { lastRun, lastVerify, stateSince } = health;
  if (activeRun) return { state: "running", since: activeRun.createdAt, message: null, nextStep: null };
  if (lastRun && (lastRun.state === "failed" || lastRun.state === "interrupted")) {
    return {
      state: "failed",
      since: stateSince,
      message: lastRun.message ?? "The last run failed.",
      ...(lastRun.brief === undefined ? {} : { brief: lastRun.brief }),
      nextStep: lastRun.nextStep,
    };
  }
  if (lastVerify?.state === "failed") {
    return {
      state: "failed",
      since: lastVerify.at,
      message: `verify: ${lastVerify.filesDamaged} of ${lastVerify.filesChecked} files did not come back as they were.`,
      nextStep: "Run a check of the repository; the run's page names the files.",
    };
  }
  const broken = judgeUpkeep(plan, health, damagedAt);
  if (broken) return broken;
  if (plan.paused)
    return { state: "paused", since: null, message: null, nextStep: "Resume the plan to back up again." };
  if (deadlineMs !== null && deadlineMs < now) {
    return {
      state: "late",
      since: new Date(deadlineMs).toISOString(),
      message: health.lastSuccessAt ? "A run that was due has not succeeded." : "The plan has never run successfully.",
      nextStep: "Run it now, or see why its last run did not happen.",
    };
  }
  return judgeArchives(plan, health) ?? judgeLastRun(plan, health);
}

/** What checks and drills found: to its run a warning, to the plan whose archives are at stake a failure. */
function judgeUpkeep(plan: PlanRecord, { drills }: PlanHealth, damagedAt: string | null): Verdict | null {
  if (damagedAt !== null) {
    return {
      state: "failed",
      since: damagedAt,
      message: "check: a repository of this plan is damaged.",
      nextStep: "Read the check's log, and copy the repository to a sound disk before anything is repaired.",
    };
  }
  const drill = drills.find(
    ({ state, repositoryId }) => state === "failed" && plan.repositoryIds.includes(repositoryId),
  );
  return drill
    ? {
        state: "failed",
        since: drill.at,
        message: drill.message,
        nextStep: "Run a check of the repository; the drill's page names the files.",
      }
    : null;
}

/** A backup that went well and has far less in it than those before: of all that is only odd, the oddest. */
function judgeArchives({ repositoryIds }: PlanRecord, health: PlanHealth): Verdict | null {
  const suspicion = repositoryIds.map((id) => suspicionIn(health, id)).find((found) => found !== null);
  return suspicion
    ? {
        state: "suspicious",
        since: suspicion.at,
        message: suspicion.message,
        nextStep: "Look whether its folders are there and mounted; if it is meant, accept it.",
      }
    : null;
}

function judgeLastRun(plan: PlanRecord, { lastRun, lastSuccessAt, stateSince }: PlanHealth): Verdict {
  if (!lastRun) return { state: "never", since: plan.createdAt, message: "No backup yet.", nextStep: "Run it now." };
  if (lastRun.state === "ok") return { state: "ok", since: stateSince, message: null, nextStep: null };
  if (lastRun.state === "cancelled") {
    // Somebody wanted it so: the backups are as good as they were before.
    const state = lastSuccessAt ? "ok" : "never";
    return { state, since: stateSince, message: "The last run was cancelled.", nextStep: null };
  }
  const message = lastRun.message ?? "The last run ended with warnings.";
  const told = lastRun.brief === undefined ? { message } : { message, brief: lastRun.brief };
  return { state: "warning", since: stateSince, ...told, nextStep: lastRun.nextStep };
}

/** Judges a repository by its own failures first, then by the plans that use it. */
export function judgeRepository(
  health: { readonly failure: { readonly message: string } | null } & Pick<RepositoryHealth, "lastBackupAt">,
  isBusy: boolean,
  planVerdicts: readonly Verdict[],
): Pick<Verdict, "state" | "message"> {
  if (health.failure) return { state: "failed", message: health.failure.message };
  const bad = worstVerdict(planVerdicts.filter(({ state }) => state !== "running"));
  if (bad && troubles.includes(bad.state)) return { state: bad.state, message: bad.message };
  if (isBusy) return { state: "running", message: null };
  if (health.lastBackupAt === null) return { state: "never", message: "No backup yet." };
  return { state: bad?.state === "paused" ? "paused" : "ok", message: null };
}

/** Judges a repository that somebody else writes to, by its newest archive. `freshnessMs` null: any will do. */
export function judgeObserved(
  health: Parameters<typeof judgeRepository>[0],
  isBusy: boolean,
  freshnessMs: number | null,
  now: number,
): Pick<Verdict, "state" | "message"> {
  const isLate =
    health.lastBackupAt !== null && freshnessMs !== null && now - Date.parse(health.lastBackupAt) > freshnessMs;
  if (isLate && !health.failure) return { state: "late", message: "Its newest archive is older than it should be." };
  const { state, message } = judgeRepository(health, isBusy, []);
  return { state, message: state === "never" ? "No archive yet." : message };
}

function worstVerdict(verdicts: readonly Verdict[]): Verdict | undefined {
  return [...verdicts].sort((a, b) => worstFirst.indexOf(a.state) - worstFirst.indexOf(b.state))[0];
}
