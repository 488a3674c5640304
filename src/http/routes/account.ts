// One's own account.
import { ChangePasswordRequest } from "../../../schemas/account.ts";
import { defineRoute } from "../route.ts";

export const accountRoutes = [
  defineRoute({
    method: "PUT",
    path: "/api/account/password",
    action: "signed-in",
    summary: "Change one's password; ends all other sessions",
    duringObligation: true,
    body: ChangePasswordRequest,
    async handler({ identity: { user, method, assurance }, body, client, session }, { identity }) {
      await identity.passwords.change({ user, ...body, client });
      await session.begin({ userId: user.id, method, assurance });
    },
  }),
] as const;
