/** Archives that start later than this after now, in milliseconds, tell of a wrong clock. */
const clockToleranceMs = 3_600_000;

/** Why nothing is pruned then: borg would keep the archive that is dated in the future, and remove good ones. */
export const futureArchive = {
  code: "archive-in-future",
  message: "An archive of this plan is dated in the future, so prune could remove the wrong ones. Nothing was pruned.",
  nextStep: "Correct this machine's clock, and delete or rename the archive with the wrong date.",
} as const;

/** Whether one of the plan's archives lies in the future. */
export function hasFutureArchive(
  archives: readonly { readonly planId: string | null; readonly startedAt: string }[],
  planId: string,
  now: number,
): boolean {
  return archives.some((one) => one.planId === planId && Date.parse(one.startedAt) > now + clockToleranceMs);
}
