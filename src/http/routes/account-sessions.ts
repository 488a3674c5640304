// Where one is signed in.
import Type from "typebox";
import { SessionItem } from "../../../schemas/account.ts";
import type { SessionRecord } from "../../../schemas/sessions.ts";
import { defineRoute } from "../route.ts";

export const accountSessionRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/account/sessions",
    action: "signed-in",
    summary: "One's own sessions: browsers, and signed tokens of programs",
    reply: Type.Object({ items: Type.Array(SessionItem) }),
    handler({ identity: { user, sessionId } }, { identity: { sessions } }) {
      return { items: sessions.list(user.id).map((record) => present(record, sessionId)) };
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "/api/account/sessions",
    action: "signed-in",
    summary: "End all of one's sessions but this one",
    async handler({ identity: { sessionId }, actor }, { identity: { ownSessions } }) {
      await ownSessions.endOthers(sessionId, actor);
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "/api/account/sessions/:id",
    action: "signed-in",
    summary: "End one of one's own sessions",
    async handler({ params, actor }, { identity: { ownSessions } }) {
      await ownSessions.end(params.id, actor);
    },
  }),
] as const;

function present(record: SessionRecord, currentId: string | null): SessionItem {
  const { id, data, lastSeenAt, expiresAt, address, userAgent } = record;
  const { kind, method, authenticatedAt: createdAt } = data; // a proof of presence makes a new record of the same sign-in
  return { id, current: id === currentId, kind, method, createdAt, lastSeenAt, expiresAt, address, userAgent };
}
