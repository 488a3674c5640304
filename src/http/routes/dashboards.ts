// What the page that prints snippets for dashboards has to know of the service's addresses.
import { DashboardsReply } from "../../../schemas/dashboards.ts";
import type { HttpConfig } from "../config.ts";
import { defineRoute } from "../route.ts";

/** Makes the route. */
export function dashboardRoutes({
  publicBaseUrl,
  dashboardOrigins,
}: Pick<HttpConfig, "publicBaseUrl" | "dashboardOrigins">) {
  return [
    defineRoute({
      method: "GET",
      path: "/api/dashboards",
      action: "details.read",
      summary: "The service's public address, and the origins of dashboards that may read from it",
      reply: DashboardsReply,
      handler: () => ({ publicBaseUrl, dashboardOrigins: [...dashboardOrigins] }),
    }),
  ];
}
