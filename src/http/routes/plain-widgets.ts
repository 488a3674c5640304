// What dashboards show that run no script of ours: Glance's extension, Dashy's list, Homer's message.
import Type from "typebox";
import { DashyList, HomerMessage } from "../../../schemas/widgets.ts";
import type { Fault } from "../../fault.ts";
import type { HttpConfig } from "../config.ts";
import { etagOf } from "../etag.ts";
import { presentDashyList } from "../present/dashy.ts";
import { glanceList, glanceProblem } from "../present/glance.ts";
import { presentHomerMessage } from "../present/homer.ts";
import { idsOf } from "../present/rows.ts";
import { defineRoute, Raw } from "../route.ts";
import { statusOf } from "../status-of.ts";

const json = "application/json; charset=utf-8";
const usualLimit = 20;
const Repo = Type.Optional(
  Type.String({ maxLength: 2000, description: "Ids of repositories, comma-separated; all unless told" }),
);

/** Makes the routes. */
export function plainWidgetRoutes({ basePath, publicBaseUrl }: Pick<HttpConfig, "basePath" | "publicBaseUrl">) {
  // Glance asks by a name of its own network: only what is configured is an address for people.
  const glanceHeaders = {
    "content-type": "text/html; charset=utf-8",
    "widget-title": "Backups",
    "widget-content-type": "html",
    ...(publicBaseUrl === null ? {} : { "widget-title-url": `${publicBaseUrl}/` }),
  };
  return [
    defineRoute({
      method: "GET",
      path: "/api/widgets/glance",
      action: "status.read",
      summary:
        "Plans and how they stand, for Glance's extension widget; always 200, since Glance looks at nothing else",
      query: Type.Object({
        repo: Repo,
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
      }),
      cache: "revalidate",
      refusal: (fault: Fault) => new Raw(glanceProblem(fault.detail), glanceHeaders),
      handler({ query, viewer }, services) {
        const limit = query.limit ?? usualLimit;
        const body = glanceList(statusOf(services, viewer), {
          pages: publicBaseUrl,
          repositoryIds: idsOf(query.repo),
          limit,
        });
        return new Raw(body, { ...glanceHeaders, etag: etagOf(body) });
      },
    }),
    defineRoute({
      method: "GET",
      path: "/api/widgets/dashy-list",
      action: "status.read",
      summary: "Plans and how they stand, for Dashy's custom-list",
      query: Type.Object({ repo: Repo }),
      reply: DashyList,
      cache: "revalidate",
      crossOrigin: true,
      handler({ query, viewer, context }, services) {
        const pages = publicBaseUrl ?? `${context.protocol}://${context.host}${basePath}`;
        const body = JSON.stringify(presentDashyList(statusOf(services, viewer), idsOf(query.repo), pages));
        return new Raw(body, { "content-type": json, etag: etagOf(body) });
      },
    }),
    defineRoute({
      method: "GET",
      path: "/api/widgets/homer-message",
      action: "status.read",
      summary: "How everything stands, for the message of a Homer on the same origin",
      reply: HomerMessage,
      cache: "revalidate",
      crossOrigin: true,
      handler({ viewer }, services) {
        const body = JSON.stringify(presentHomerMessage(statusOf(services, viewer)));
        return new Raw(body, { "content-type": json, etag: etagOf(body) });
      },
    }),
  ];
}
