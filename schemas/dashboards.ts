// What a dashboard's snippet has to name.
import Type from "typebox";
import { Nullable } from "./common.ts";

/** GET /api/dashboards: by which address the service is reached, and which pages of others may read from it. */
export const DashboardsReply = Type.Object({
  publicBaseUrl: Nullable(Type.String({ description: "PUBLIC_BASE_URL with the base path; null where it is not set" })),
  dashboardOrigins: Type.Array(Type.String(), { description: "DASHBOARD_ORIGINS" }),
});
export type DashboardsReply = Type.Static<typeof DashboardsReply>;
