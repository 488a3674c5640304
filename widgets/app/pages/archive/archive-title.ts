// What an archive is called for people: its plan and when it was made, before the name that borg has for it.
import type { PlanReply } from "../../../../schemas/plans.ts";
import type { Api } from "../../../shared/client/api.ts";
import { safeText } from "../../../shared/client/format.ts";
import { momentText } from "../../figures.ts";

/** Names of plans by id. */
export type PlanNames = ReadonlyMap<string, string>;

/** The names that Borgdeck gives: the id of the plan, and the second of the start in UTC. */
const ofPlan = /^([a-z2-7]{8,40})-(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})$/;

/** Whether a plan's backup has made it, as far as its name tells. */
export const isPlansName = (archiveName: string): boolean => ofPlan.test(archiveName);

/** "Home folders, 22 Nov 2026, 03:00"; null where its name tells of no plan that is known. */
export function archiveTitle(archiveName: string, planNames: PlanNames): string | null {
  const [, planId = "", startedAt = ""] = ofPlan.exec(archiveName) ?? [];
  const plan = planNames.get(planId);
  return plan === undefined ? null : `${safeText(plan)}, ${momentText(`${startedAt}Z`)}`;
}

/** The same, or else borg's name. */
export function archiveText(archiveName: string, planNames: PlanNames): string {
  return archiveTitle(archiveName, planNames) ?? safeText(archiveName);
}

/** The names of the plans that one sees. A title is no reason for a page to fail: none where they cannot be had. */
export async function fetchPlanNames(api: Api): Promise<PlanNames> {
  const plans = await api
    .get<{ items: PlanReply[] }>("/api/plans", { query: { limit: 500 } })
    .catch(() => ({ items: [] as PlanReply[] }));
  return new Map(plans.items.map(({ id, name }) => [id, name]));
}
