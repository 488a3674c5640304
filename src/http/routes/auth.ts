// How one can sign in here.
import { MethodsReply } from "../../../schemas/users.ts";
import { defineRoute } from "../route.ts";

export const authRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/auth/methods",
    action: "public",
    summary: "What the sign-in page may offer",
    reply: MethodsReply,
    handler: ({ identity }, services) => ({ ...services.identity.doors, signedIn: identity !== null }),
  }),
] as const;
