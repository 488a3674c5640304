// When a plan's check or restore drill is due after a run. Pure.
import type { RepositoryHealthRecord } from "../../schemas/health.ts";
import type { CheckPolicy, DrillPolicy } from "../../schemas/upkeep.ts";

const day = 86_400_000;
/** A little less than the period, so that a plan that starts seconds earlier than the month before still counts. */
const tolerance = 3_600_000;
const periodMs = { week: 7 * day, month: 30 * day, quarter: 91 * day } as const;

/** What of a repository says when it was last checked. */
export type Checked = Pick<RepositoryHealthRecord, "lastCheck" | "checkedAt">;

/**
 * Whether the parts that the policy names have not been looked at for its period, by whomever. What was never looked at counts
 * from `since`, when Borgdeck got to know the repository: its first backup may have taken days, and is not followed by as long a
 * check. Damage is looked at again after a day: sooner would keep the repository from its backups, later would not see it mended.
 */
export function isCheckDue(
  { every, scope }: CheckPolicy,
  { lastCheck, checkedAt }: Checked,
  since: string,
  now: number,
): boolean {
  if (every === "never") return false;
  const parts = scope === "all" ? [checkedAt.repository, checkedAt.archives] : [checkedAt[scope]];
  const period = lastCheck?.state === "failed" ? day : periodMs[every];
  return parts.some((at) => isOver(at ?? since, period, now));
}

/** The same of the plan's last drill in a repository. */
export function isDrillDue(
  { every, sampleFiles, canaries }: DrillPolicy,
  last: { readonly at: string; readonly state: "ok" | "failed" } | undefined,
  now: number,
): boolean {
  if (every === "never" || (sampleFiles === 0 && canaries.length === 0)) return false;
  return isOver(last?.at ?? null, last?.state === "failed" ? day : periodMs[every], now);
}

function isOver(at: string | null, period: number, now: number): boolean {
  return at === null || now - Date.parse(at) >= period - tolerance;
}
