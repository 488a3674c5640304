// Single sign-on: to the provider and back, linking an account, and a provider that ends its sessions.
import {
  BackchannelLogoutRequest,
  OidcLinkedReply,
  OidcLinkReply,
  OidcLinkRequest,
  OidcLoginQuery,
  OidcStartReply,
} from "../../../schemas/oidc.ts";
import { isFault } from "../../fault.ts";
import type { Clock } from "../../ports/clock.ts";
import { redirectTo } from "../answer/redirect.ts";
import { presentNewSession } from "../present/user.ts";
import { defineRoute, Raw, type RouteRequest } from "../route.ts";

/** Makes the routes. */
export function oidcRoutes({ clock, basePath }: { readonly clock: Clock; readonly basePath: string }) {
  return [
    defineRoute({
      method: "GET",
      path: "/api/auth/oidc/login",
      action: "public",
      summary: "Sends the browser to the provider, to sign in or (purpose=step-up) to prove presence",
      query: OidcLoginQuery,
      navigable: true,
      anySite: true,
      async handler({ query: { returnTo, purpose = "sign-in" }, context, identity, client, pending }, services) {
        const { oidc } = services.identity;
        // Nobody is signed in because a link elsewhere says so: the sign-in page asks first (ASVS 5.0, 7.6.2).
        if (!isOurOwn(context.req.headers["sec-fetch-site"])) return redirectTo(oidc.signInPage(returnTo));
        const left = await oidc.leave({ purpose, returnTo, identity, client });
        if (left.pending) pending.begin(left.pending);
        return redirectTo(left.location);
      },
    }),
    defineRoute({
      method: "GET",
      path: "/api/auth/oidc/callback",
      action: "public",
      summary: "Where the provider sends the browser back to",
      navigable: true,
      anySite: true,
      async handler({ context, identity, client, pending, session }, services) {
        session.requireBrowser();
        // Taken before anything is asked of the provider: an answer counts once.
        const begun = pending.take("oidc");
        const arrived = await services.identity.oidc.arrive({
          pending: begun,
          search: context.search,
          identity,
          client,
        });
        if (arrived.pending) pending.begin(arrived.pending);
        else pending.end();
        try {
          if (arrived.session) await session.begin(arrived.session.begins, arrived.session.proved);
          if (arrived.proved && identity) await session.prove(identity);
        } catch (error) {
          if (!isFault(error, "not-signed-in")) throw error;
          return redirectTo(`${basePath}/sign-in?problem=oidc-expired`);
        }
        return redirectTo(arrived.location);
      },
    }),
    defineRoute({
      method: "POST",
      path: "/api/auth/oidc/backchannel-logout",
      action: "public",
      summary: "For the provider: ends the sessions that its logout token names",
      body: BackchannelLogoutRequest,
      form: true,
      anonymous: true,
      async handler({ body, client }, { identity }) {
        await identity.oidc.signOut.backchannel(body.logout_token, client);
        return new Raw("", { "content-type": "text/plain; charset=utf-8" }); // 200, which the specification asks for
      },
    }),
    ...linkRoutes(clock),
    ...accountRoutes(basePath),
  ] as const;
}

function linkRoutes(clock: Clock) {
  return [
    defineRoute({
      method: "GET",
      path: "/api/auth/oidc/link",
      action: "public",
      summary: "The local account whose name the provider sent, which waits to be linked",
      reply: OidcLinkReply,
      handler({ pending }, { identity }) {
        const asked = identity.oidc.links.asked(pending.peek("oidc-link"));
        return { ...asked, providerName: identity.oidc.providerName() };
      },
    }),
    defineRoute({
      method: "POST",
      path: "/api/auth/oidc/link",
      action: "public",
      summary: "Link it, by its password (and code), and sign in",
      body: OidcLinkRequest,
      reply: OidcLinkedReply,
      async handler({ body, client, pending, session }, services) {
        session.requireBrowser();
        const asked = pending.peek("oidc-link");
        const linked = await services.identity.oidc.links.accept(asked, body, client);
        pending.end();
        await session.begin(linked.session, { user: linked.user });
        const presented = presentNewSession(services, { user: linked.user, ...linked.session }, clock.now());
        return { session: presented, returnTo: asked?.returnTo ?? "/" };
      },
    }),
  ] as const;
}

function accountRoutes(basePath: string) {
  const page = `${basePath}/account/security`;
  return [
    defineRoute({
      method: "POST",
      path: "/api/account/oidc",
      action: "signed-in",
      stepUp: true,
      summary: "Begin to link one's account to the provider; the browser has to go to the address in the answer",
      reply: OidcStartReply,
      async handler({ identity, pending }, services) {
        const begun = await services.identity.oidc.begin({ purpose: "link", returnTo: page, identity });
        pending.begin(begun.pending);
        return { url: begun.url };
      },
    }),
    defineRoute({
      method: "DELETE",
      path: "/api/account/oidc",
      action: "signed-in",
      stepUp: true,
      summary: "Unlink one's account from the provider",
      handler: ({ identity, actor }, services) =>
        services.identity.oidc.links.remove(identity.user.id, actor, { exceptSession: identity.sessionId }),
    }),
  ] as const;
}

/** A page of ours, or the user's own doing; browsers that do not say so are believed. */
function isOurOwn(site: RouteRequest["context"]["req"]["headers"][string]): boolean {
  return site === undefined || site === "same-origin" || site === "none";
}
