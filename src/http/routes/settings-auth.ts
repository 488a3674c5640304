// The rules of signing in for everybody.
import { AuthSettings, AuthSettingsReply } from "../../../schemas/sign-in-settings.ts";
import { defineRoute } from "../route.ts";

export const authSettingsRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/settings/auth",
    action: "settings.manage",
    summary: "Whose role needs two-factor, and how long sessions and signed tokens live",
    reply: AuthSettingsReply,
    handler(_request, { authSettings }) {
      const { value, revision } = authSettings.read();
      return { ...value, revision };
    },
  }),
  defineRoute({
    method: "PUT",
    path: "/api/settings/auth",
    action: "settings.manage",
    stepUp: true,
    summary: "Set them; lifetimes hold for sign-ins from now on",
    body: AuthSettings,
    reply: AuthSettingsReply,
    async handler({ body, ifRevision, actor }, { authSettings }) {
      const { value, revision } = await authSettings.write(body, { ifRevision }, actor);
      return { ...value, revision };
    },
  }),
] as const;
