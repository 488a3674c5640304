// A plan as it is shown.
import type { Action } from "../../../schemas/access.ts";
import type { PlanRecord, PlanReply } from "../../../schemas/plans.ts";
import type { Services, Viewer } from "../services.ts";
import { owned, planSubject } from "../subjects.ts";
import { allowedOf } from "./allowed.ts";

const candidates: readonly Action[] = ["status.read", "backup.run", "plan.edit"];

/** Repositories that the viewer does not see are left out. */
export function presentPlan(
  services: Pick<Services, "plans" | "repositories">,
  viewer: Viewer,
  plan: PlanRecord,
): PlanReply {
  const { ownerId: _ownerId, ...shown } = plan;
  return {
    ...shown,
    repositoryIds: plan.repositoryIds.filter((id) => viewer.sees(owned(services, id))),
    scheduleText: services.plans.scheduleText(plan),
    nextRunAt: services.plans.nextRunAt(plan.id),
    allowed: allowedOf(viewer, planSubject(services, plan), candidates),
  };
}
