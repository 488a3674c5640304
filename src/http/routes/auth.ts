// How one can sign in here.
import { MethodsReply } from "../../../schemas/sessions.ts";
import { defineRoute } from "../route.ts";

export const authRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/auth/methods",
    action: "public",
    summary: "What the sign-in page may offer",
    reply: MethodsReply,
    handler({ identity }, services) {
      const { password, header } = services.identity.doors;
      const banner = identity?.method === "none" ? ("no-authentication" as const) : null;
      return { password, header, passkey: false, oidc: null, signedIn: identity !== null, banner };
    },
  }),
] as const;
