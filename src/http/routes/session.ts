// Signing in and out, and who is signed in.
import { SessionReply, SignInRequest, SignOutReply } from "../../../schemas/users.ts";
import { presentSession } from "../present/user.ts";
import { defineRoute } from "../route.ts";

export const sessionRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/session",
    action: "signed-in",
    summary: "Who is signed in, and what that user may do in general",
    beforePasswordChange: true,
    reply: SessionReply,
    handler: ({ identity }, services) => presentSession(services, identity),
  }),
  defineRoute({
    method: "POST",
    path: "/api/session",
    action: "public",
    summary: "Sign in with name and password; also renews the proof of presence that step-up asks for",
    body: SignInRequest,
    reply: SessionReply,
    async handler({ body, client, session }, services) {
      const { user, authenticatedAt } = await services.identity.signIn({ ...body, client });
      await session.begin(user.id);
      return presentSession(services, { user, method: "password", authenticatedAt });
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "/api/session",
    action: "signed-in",
    summary: "Sign out",
    beforePasswordChange: true,
    reply: SignOutReply,
    async handler({ actor, session }, { identity }) {
      await identity.signedOut(actor);
      await session.end();
      return { signOutUrl: identity.signOutUrl };
    },
  }),
] as const;
