// One's own account.
import { ChangePasswordRequest } from "../../../schemas/users.ts";
import { defineRoute } from "../route.ts";

export const accountRoutes = [
  defineRoute({
    method: "PUT",
    path: "/api/account/password",
    action: "signed-in",
    summary: "Change one's password; ends all other sessions",
    beforePasswordChange: true,
    body: ChangePasswordRequest,
    async handler({ identity: { user }, body, client, session }, { identity }) {
      await identity.passwords.change({ user, ...body, client });
      await session.begin(user.id);
    },
  }),
] as const;
