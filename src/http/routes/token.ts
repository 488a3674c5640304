// Signed tokens for API clients.
import { BearerReply, BearerRequest } from "../../../schemas/sessions.ts";
import { defineRoute } from "../route.ts";

export const bearerRoutes = [
  defineRoute({
    method: "POST",
    path: "/api/auth/token",
    action: "public",
    // A program says no site. A page elsewhere gains nothing: no cookie is set, and it cannot read the answer.
    anySite: true,
    summary: "A signed token (JWT, HS256) for name, password and, with two-factor, a code",
    body: BearerRequest,
    reply: BearerReply,
    async handler({ body, client }, { identity }) {
      return { tokenType: "Bearer" as const, ...(await identity.signInForBearer({ ...body, client })) };
    },
  }),
] as const;
