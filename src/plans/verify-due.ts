import type { PlanRecord } from "../../schemas/plans.ts";

const day = 86_400_000;
/** A little less than the period, so that a daily plan that starts seconds earlier than the day before still counts. */
const periodMs = { run: 0, day: day - 3_600_000, week: 7 * day - 3_600_000 } as const;

/** Whether a plan's newest archive should be verified: the first one always, unless the plan says never. */
export function isVerifyDue(
  plan: Pick<PlanRecord, "verify">,
  last: { readonly at: string; readonly state: string } | null,
  now: number,
): boolean {
  const { every } = plan.verify;
  if (every === "never") return false;
  return last === null || last.state === "failed" || now - Date.parse(last.at) >= periodMs[every];
}
