// The audit journal, for administrators.
import { AuditPage, AuditQuery } from "../../../schemas/audit.ts";
import { defineRoute } from "../route.ts";

export const auditRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/audit",
    action: "audit.read",
    summary: "Security and administration events, newest first",
    query: AuditQuery,
    reply: AuditPage,
    async handler({ query }, services) {
      const { items, next } = await services.audit.list(query);
      return { items: [...items], next };
    },
  }),
];
