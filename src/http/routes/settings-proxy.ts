// Whether the proxy in front is set up well: what it really sent with the very request that asks.
import { ProxyCheckReply } from "../../../schemas/sign-in-settings.ts";
import { defineRoute } from "../route.ts";

export const proxySettingsRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/settings/proxy",
    action: "settings.manage",
    summary: "What the proxy sent with this request, and what was made of it",
    reply: ProxyCheckReply,
    handler: ({ client, identity, context }, services) =>
      services.identity.checkProxy({ client, identity, headers: context.req.headersDistinct }),
  }),
] as const;
