// What other people's dashboards read, beside the status itself: with a script, with a token, or with nothing but an address.
import Type from "typebox";
import { WidgetHistory, WidgetSummary } from "../../../schemas/widgets.ts";
import type { Clock } from "../../ports/clock.ts";
import { etagOf } from "../../web/entity-tag.ts";
import { statusOf } from "../answer/status-of.ts";
import { selectStatus } from "../present/select.ts";
import { presentSummary } from "../present/summary.ts";
import { Repo } from "../read/repo-parameter.ts";
import { defineRoute, Raw } from "../route.ts";

const emptyPicture = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';
const json = "application/json; charset=utf-8";
const usualDays = 30;

/** Makes the routes. */
export function widgetRoutes({ clock }: { readonly clock: Clock }) {
  return [
    defineRoute({
      method: "GET",
      path: "/api/widgets/summary",
      action: "status.read",
      summary: "One flat document for dashboards that map fields of JSON",
      query: Type.Object({ repo: Repo }),
      reply: WidgetSummary,
      cache: "revalidate",
      crossOrigin: true,
      handler({ query, viewer }, services) {
        const status = selectStatus(statusOf(services, viewer), query.repo);
        const body = JSON.stringify(presentSummary(status, clock.now()));
        return new Raw(body, { "content-type": json, etag: etagOf(body) });
      },
    }),
    defineRoute({
      method: "GET",
      path: "/api/widgets/history",
      action: "status.read",
      summary: "What became of plans and how repositories grew, day by day",
      query: Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 90 })) }),
      reply: WidgetHistory,
      cache: "revalidate",
      crossOrigin: true,
      async handler({ query, viewer }, services) {
        const { generatedAt, ...history } = await services.dayHistory.read(viewer, query.days ?? usualDays);
        // The tag is that of what is told: asking again changes only the time of the answer.
        const told = JSON.stringify(history);
        const body = `{"generatedAt":${JSON.stringify(generatedAt)},${told.slice(1)}`;
        return new Raw(body, { "content-type": json, etag: etagOf(told) });
      },
    }),
    defineRoute({
      method: "GET",
      path: "/api/widgets/ping.svg",
      action: "signed-in",
      summary: "An empty picture for whoever is signed in: by it a widget tells a lost sign-in from an unknown origin",
      crossOrigin: true,
      anySite: true,
      anyToken: true,
      handler: () => new Raw(emptyPicture, { "content-type": "image/svg+xml" }),
    }),
  ];
}
