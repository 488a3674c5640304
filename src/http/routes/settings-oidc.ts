// The settings of single sign-on.
import { OidcSettingsReply, OidcSettingsRequest, OidcTestReply } from "../../../schemas/sign-in-settings.ts";
import { defineRoute } from "../route.ts";

export const oidcSettingsRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/settings/oidc",
    action: "settings.manage",
    summary: "Single sign-on: the settings, the addresses to register at the provider, and what is in the way",
    reply: OidcSettingsReply,
    handler: (_request, { oidcSettings }) => oidcSettings.read(),
  }),
  defineRoute({
    method: "PUT",
    path: "/api/settings/oidc",
    action: "settings.manage",
    stepUp: true,
    summary: "Set them; a client secret that is left out stays",
    body: OidcSettingsRequest,
    reply: OidcSettingsReply,
    handler: ({ body, ifRevision, actor }, { oidcSettings }) => oidcSettings.write(body, { ifRevision }, actor),
  }),
  defineRoute({
    method: "POST",
    path: "/api/settings/oidc/test",
    action: "settings.manage",
    stepUp: true,
    summary: "Try settings without saving them: ask the provider and say, step by step, what is right and wrong",
    body: OidcSettingsRequest,
    reply: OidcTestReply,
    handler: ({ body }, { identity, oidcSettings }) => identity.oidc.test(oidcSettings.tried(body)),
  }),
] as const;
