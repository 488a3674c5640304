// States by how much they need someone.
import type { HealthState, PlanStatus, Status } from "../../../schemas/status.ts";

/** Worst first, as the service adds them up (schemas/status); the verdict is the worst state present. */
export const bySeverity: readonly HealthState[] = [
  "failed",
  "late",
  "suspicious",
  "warning",
  "running",
  "never",
  "paused",
  "ok",
];

/** Whether a state needs someone. */
export function needsSomeone(state: Status["verdict"]): boolean {
  return /failed|late|suspicious|warning/.test(state);
}

/** The verdict; a warning where the service itself has a fault and nothing worse is to be told: it must not be called well. */
export function verdictWithFault({ verdict, fault }: Pick<Status, "verdict" | "fault">): Status["verdict"] {
  return fault && !needsSomeone(verdict) ? "warning" : verdict;
}

/** Plans that need someone, worst first, the longest-standing first among equals. */
export function problemsOf(plans: readonly PlanStatus[]): PlanStatus[] {
  return plans.filter(({ state }) => needsSomeone(state)).sort(worstThenLongest);
}

/** What needs someone, and where it is told in full. */
export interface Trouble extends Pick<PlanStatus, "name" | "state" | "since" | "message" | "nextStep"> {
  readonly path: string;
  readonly logPath: string | null;
}

/** Plans that need someone, and repositories that others write to: no plan speaks for those. In the order of `problemsOf`. */
export function troublesOf({ plans, repositories }: Pick<Status, "plans" | "repositories">): Trouble[] {
  const ofPlans = problemsOf(plans).map((plan) => {
    const jobId = plan.lastRun?.jobId;
    return { ...plan, path: `/plans/${plan.id}`, logPath: jobId ? `/jobs/${jobId}` : null };
  });
  const watched = repositories
    .filter(({ mode, state }) => mode === "observe" && needsSomeone(state))
    .map((one) => ({ ...one, since: null, nextStep: null, path: `/repositories/${one.id}`, logPath: null }));
  return [...ofPlans, ...watched].sort(worstThenLongest);
}

function worstThenLongest(a: Pick<Trouble, "state" | "since">, b: Pick<Trouble, "state" | "since">): number {
  return bySeverity.indexOf(a.state) - bySeverity.indexOf(b.state) || (a.since ?? "").localeCompare(b.since ?? "");
}
