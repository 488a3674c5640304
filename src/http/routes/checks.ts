// Healthchecks' read-only API: dashboards that can show its checks show plans, and need to know nothing of Borgdeck.
import Type from "typebox";
import { Check, CheckList } from "../../../schemas/checks.ts";
import { Fault } from "../../fault.ts";
import type { Clock } from "../../ports/clock.ts";
import { statusOf } from "../answer/status-of.ts";
import { type CheckVersion, checkVersions, presentChecks } from "../present/checks.ts";
import { defineRoute } from "../route.ts";
import type { Services, Viewer } from "../services.ts";

/** As if Borgdeck were Healthchecks, and as if one lived below it: where an address with a path reads better. */
const places = ["/api", "/healthchecks/api"] as const;

const shared = { method: "GET", action: "status.read", crossOrigin: true, keyHeader: true, anyEnding: true } as const;

/** Makes the routes of each version at each place. */
export function checkRoutes({ clock }: { readonly clock: Clock }) {
  const checksOf = (services: Services, viewer: Viewer, version: CheckVersion) =>
    presentChecks(statusOf(services, viewer), version, {
      scheduleOf: (id, lastSuccessAt) => {
        const plan = services.plans.get(id);
        if (!plan?.schedule) return null;
        return { ...plan.schedule, graceMs: services.plans.graceMs(plan, lastSuccessAt) ?? 0 };
      },
      freshnessOf: (id) => services.repositories.get(id)?.freshnessMs ?? null,
      now: clock.now(),
    });
  return places.flatMap((place) =>
    checkVersions.flatMap((version) => [
      defineRoute({
        ...shared,
        path: `${place}/${version}/checks/`,
        summary: "Plans as checks, in the form of Healthchecks' API",
        query: Type.Object({ slug: Type.Optional(Type.String()) }),
        reply: CheckList,
        handler: ({ query, viewer }, services) => ({
          checks: checksOf(services, viewer, version).filter(
            ({ slug }) => query.slug === undefined || slug === query.slug,
          ),
        }),
      }),
      defineRoute({
        ...shared,
        path: `${place}/${version}/checks/:key`,
        summary: "One plan as a check, by its unique_key or uuid",
        reply: Check,
        handler({ params: { key }, viewer }, services) {
          const wanted = checksOf(services, viewer, version).find(
            (check) => check.unique_key === key || check.uuid === key.toLowerCase(),
          );
          if (!wanted) throw new Fault("not-found", "There is no such check, or this key may not see it.");
          return wanted;
        },
      }),
    ]),
  );
}
