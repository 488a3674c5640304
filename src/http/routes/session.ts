// Signing in and out, and who is signed in.
import Type from "typebox";
import {
  RecoveryRequest,
  SessionReply,
  SignInReply,
  SignInRequest,
  SignOutReply,
  TokenSessionReply,
  TotpRequest,
} from "../../../schemas/sessions.ts";
import type { SecondFactor } from "../../identity/factors/second-factors.ts";
import type { Clock } from "../../ports/clock.ts";
import { presentNewSession, presentSession, presentTokenSession } from "../present/user.ts";
import { defineRoute, type RouteRequest } from "../route.ts";
import type { Services } from "../services.ts";

/** Makes the routes. */
export function sessionRoutes({ clock }: { readonly clock: Clock }) {
  const finish = async (
    kind: SecondFactor,
    { body: { code }, client, pending, session }: RouteRequest<unknown, unknown, { code: string }>,
    services: Services,
  ) => {
    session.requireBrowser();
    const challenge = pending.peek("totp");
    const answer = { pending: challenge, code, client };
    const user = await services.identity.finishSignIn(kind, answer);
    pending.end();
    const begun = { method: "password", assurance: "two-factor" } as const;
    await session.begin({ userId: user.id, ...begun }, { user, since: challenge?.since });
    return { session: presentNewSession(services, { user, ...begun }, clock.now()) };
  };

  return [
    defineRoute({
      method: "GET",
      path: "/api/session",
      action: "signed-in",
      summary: "Who is signed in, and what that user (or the token) may do in general",
      duringObligation: true,
      anyToken: true,
      reply: Type.Union([SessionReply, TokenSessionReply]),
      handler: ({ identity }, services) =>
        identity.method === "token" ? presentTokenSession(identity) : presentSession(services, identity, clock.now()),
    }),
    defineRoute({
      method: "POST",
      path: "/api/session",
      action: "public",
      summary: "Sign in with name and password; with two-factor a code is due next, within five minutes",
      body: SignInRequest,
      reply: SignInReply,
      async handler({ body, client, session, pending }, services) {
        session.requireBrowser();
        const { user, challenge } = await services.identity.signIn({ ...body, client });
        if (challenge !== null) {
          pending.begin({ ...challenge, since: session.since });
          return { challenge: challenge.kind };
        }
        pending.end();
        const begun = { method: "password", assurance: "one-factor" } as const;
        await session.begin({ userId: user.id, ...begun }, { user });
        return { session: presentNewSession(services, { user, ...begun }, clock.now()) };
      },
    }),
    defineRoute({
      method: "POST",
      path: "/api/session/totp",
      action: "public",
      summary: "Finish to sign in with a code of the authenticator app",
      body: TotpRequest,
      reply: SignInReply,
      handler: (request, services) => finish("totp", request, services),
    }),
    defineRoute({
      method: "POST",
      path: "/api/session/recovery",
      action: "public",
      summary: "Finish to sign in with a recovery code, which is used up",
      body: RecoveryRequest,
      reply: SignInReply,
      handler: (request, services) => finish("recovery-code", request, services),
    }),
    defineRoute({
      method: "DELETE",
      path: "/api/session",
      action: "signed-in",
      summary: "Sign out",
      duringObligation: true,
      reply: SignOutReply,
      async handler({ actor, session, identity: who }, { identity }) {
        const signOutUrl = identity.signOutUrl ?? (await identity.oidc.signOut.signOutUrl(who));
        await identity.signedOut(actor);
        await session.end();
        return { signOutUrl };
      },
    }),
  ] as const;
}
