// Signing in and out, and who is signed in.
import { SessionReply, SignInReply, SignInRequest, SignOutReply } from "../../../schemas/sessions.ts";
import type { Clock } from "../../ports/clock.ts";
import { presentSession } from "../present/user.ts";
import { defineRoute } from "../route.ts";

/** Makes the routes. */
export function sessionRoutes({ clock }: { readonly clock: Clock }) {
  return [
    defineRoute({
      method: "GET",
      path: "/api/session",
      action: "signed-in",
      summary: "Who is signed in, and what that user may do in general",
      duringObligation: true,
      anyToken: true,
      reply: SessionReply,
      handler: ({ identity }, services) => presentSession(services, identity, clock.now()),
    }),
    defineRoute({
      method: "POST",
      path: "/api/session",
      action: "public",
      summary: "Sign in with name and password; also renews the proof of presence that step-up asks for",
      body: SignInRequest,
      reply: SignInReply,
      async handler({ body, client, session }, services) {
        const { user, authenticatedAt } = await services.identity.signIn({ ...body, client });
        const method = "password" as const;
        const assurance = "one-factor" as const;
        await session.begin({ userId: user.id, method, assurance });
        const begun = {
          user,
          method,
          assurance,
          authenticatedAt,
          provedAt: authenticatedAt,
          sessionId: null,
          limits: null,
        };
        return { session: presentSession(services, begun, clock.now()) };
      },
    }),
    defineRoute({
      method: "DELETE",
      path: "/api/session",
      action: "signed-in",
      summary: "Sign out",
      duringObligation: true,
      reply: SignOutReply,
      async handler({ actor, session }, { identity }) {
        await identity.signedOut(actor);
        await session.end();
        return { signOutUrl: identity.signOutUrl };
      },
    }),
  ] as const;
}
