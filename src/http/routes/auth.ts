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
      const { doors, passkeys, oidc } = services.identity;
      const { password, header } = doors;
      const banner = identity?.method === "none" ? ("no-authentication" as const) : null;
      return {
        password,
        header,
        passkey: passkeys.isUseful(),
        oidc: oidc.offer(),
        signedIn: identity !== null,
        banner,
      };
    },
  }),
] as const;
