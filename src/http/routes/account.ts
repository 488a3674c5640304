// One's own account: what it is, name and e-mail, password.
import { AccountPatch, AccountReply, ChangePasswordRequest } from "../../../schemas/account.ts";
import { Fault } from "../../fault.ts";
import { requireRecentAuthentication } from "../../identity/step-up.ts";
import type { Clock } from "../../ports/clock.ts";
import type { IdentityServices } from "../identity-services.ts";
import { presentUser } from "../present/user.ts";
import { defineRoute } from "../route.ts";

/** Makes the routes. */
export function accountRoutes({ clock }: { readonly clock: Clock }) {
  return [
    defineRoute({
      method: "GET",
      path: "/api/account",
      action: "signed-in",
      summary: "One's own account: factors, what is required, what is linked",
      duringObligation: true,
      reply: AccountReply,
      handler: ({ identity: { user } }, services) => presentAccount(services, user.id),
    }),
    defineRoute({
      method: "PATCH",
      path: "/api/account",
      action: "signed-in",
      summary: "Change one's name or e-mail address; the address needs presence proved",
      body: AccountPatch,
      reply: AccountReply,
      async handler({ identity, body, ifRevision, actor }, services) {
        const { id, email } = identity.user;
        const changed = (Object.keys(body) as (keyof typeof body)[]).filter((key) => body[key] !== identity.user[key]);
        // What is as it was already is neither written nor recorded, unless somebody has to be told that it changed.
        if (changed.length === 0 && ifRevision === undefined) return presentAccount(services, id);
        // An address is what somebody is known by elsewhere: whoever finds a browser open must not change it.
        if (body.email !== undefined && body.email !== email) requireRecentAuthentication(identity, clock.now());
        const event = { name: "account.change" as const, detail: changed.join(", ") };
        await services.identity.accounts.change(id, () => body, actor, event, { ifRevision });
        return presentAccount(services, id);
      },
    }),
    defineRoute({
      method: "PUT",
      path: "/api/account/password",
      action: "signed-in",
      summary: "Change one's password; ends all other sessions",
      duringObligation: true,
      body: ChangePasswordRequest,
      async handler({ identity: { user, method, assurance, sessionId }, body, client, session }, { identity }) {
        // The session of a signed token ends with the others: there is no browser to go on in.
        const exceptSession = method === "bearer" ? null : sessionId;
        await identity.passwords.change({ user, ...body, client, exceptSession });
        if (method !== "bearer") await session.renew({ userId: user.id, method, assurance });
      },
    }),
  ] as const;
}

function presentAccount(services: IdentityServices, userId: string): AccountReply {
  const { accounts, accountFacts } = services.identity;
  const user = accounts.get(userId);
  if (!user) throw new Fault("not-signed-in", "Sign in first.");
  return { user: presentUser(services, user), ...accountFacts(user) };
}
