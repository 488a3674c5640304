// The frame of a widget, for dashboards that take frames and no script.
import Type from "typebox";
import { embedLook, embedPolicy, embedShell } from "../../web/embed-shell.ts";
import { etagOf } from "../../web/entity-tag.ts";
import type { HttpConfig } from "../config.ts";
import { defineRoute, Raw } from "../route.ts";

/** Makes the route. Whoever asks gets the same: the shell holds nothing of anybody. */
export function embedRoute({ basePath, dashboardOrigins }: Pick<HttpConfig, "basePath" | "dashboardOrigins">) {
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": embedPolicy(dashboardOrigins),
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "no-cache",
  };
  return defineRoute({
    method: "GET",
    path: "/widgets/embed",
    action: "public",
    anonymous: true,
    navigable: true,
    summary: "A widget in a frame, for the dashboards of DASHBOARD_ORIGINS; the page holds no data",
    query: Type.Object({
      widget: Type.Optional(Type.String({ description: "Which, such as `status`; its attributes are parameters too" })),
      theme: Type.Optional(Type.String({ description: "light, dark, or as the reader's system has it" })),
      transparent: Type.Optional(Type.String({ description: "1: the dashboard is seen through" })),
      lang: Type.Optional(Type.String({ description: "Language tag" })),
    }),
    handler({ query }) {
      const page = embedShell(basePath, embedLook(query));
      return new Raw(page, { ...headers, etag: etagOf(page) });
    },
  });
}
