// Passkeys: signing in with one, those of one's account, and options for proving presence with one.
import Type from "typebox";
import { CurrentPassword, PasskeyPatch, PasskeyReply, RegisterPasskeyRequest } from "../../../schemas/account.ts";
import { SignInReply, WebAuthnJson } from "../../../schemas/sessions.ts";
import type { Passkey } from "../../../schemas/users.ts";
import type { Clock } from "../../ports/clock.ts";
import { presentNewSession } from "../present/user.ts";
import { defineRoute } from "../route.ts";

/** Makes the routes. */
export function passkeyRoutes({ clock }: { readonly clock: Clock }) {
  return [
    defineRoute({
      method: "POST",
      path: "/api/auth/passkey/options",
      action: "public",
      summary: "Begin to sign in with a passkey, by a button or by the browser's autofill",
      reply: WebAuthnJson,
      async handler({ pending, session }, { identity }) {
        session.requireBrowser();
        const ceremony = await identity.passkeys.beginSignIn();
        pending.begin(ceremony.pending);
        return ceremony.options;
      },
    }),
    defineRoute({
      method: "POST",
      path: "/api/auth/passkey",
      action: "public",
      summary: "Sign in with a passkey",
      body: WebAuthnJson,
      reply: SignInReply,
      async handler({ body: response, pending, session, client }, services) {
        session.requireBrowser();
        const answer = { response, pending: pending.take("passkey"), client };
        const user = await services.identity.passkeys.signIn(answer);
        const begun = { method: "passkey", assurance: "two-factor" } as const;
        await session.begin({ userId: user.id, ...begun }, { user });
        return { session: presentNewSession(services, { user, ...begun }, clock.now()) };
      },
    }),
    defineRoute({
      method: "POST",
      path: "/api/session/step-up/passkey-options",
      action: "signed-in",
      summary: "Begin to prove presence with a passkey",
      reply: WebAuthnJson,
      async handler({ identity: who, pending }, { identity }) {
        const ceremony = await identity.passkeys.beginPresence(who);
        pending.begin(ceremony.pending);
        return ceremony.options;
      },
    }),
    ...accountPasskeyRoutes,
  ] as const;
}

const accountPasskeyRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/account/passkeys",
    action: "signed-in",
    summary: "One's passkeys",
    reply: Type.Object({ items: Type.Array(PasskeyReply) }),
    handler: ({ identity: { user } }, { identity }) => ({ items: identity.passkeys.list(user).map(present) }),
  }),
  defineRoute({
    method: "POST",
    path: "/api/account/passkeys/options",
    action: "signed-in",
    summary: "Begin to add a passkey; needs the current password or, without one, presence",
    body: CurrentPassword,
    reply: WebAuthnJson,
    async handler({ identity: who, body, client, pending }, { identity }) {
      const ceremony = await identity.passkeys.begin(who, body.password, client);
      pending.begin(ceremony.pending);
      return ceremony.options;
    },
  }),
  defineRoute({
    method: "POST",
    path: "/api/account/passkeys",
    action: "signed-in",
    summary: "Add the passkey that the browser has made",
    body: RegisterPasskeyRequest,
    reply: PasskeyReply,
    status: 201,
    handler: async ({ identity: { user }, body, pending, actor }, { identity }) =>
      present(await identity.passkeys.add(user, body, pending.take("passkey"), actor)),
  }),
  defineRoute({
    method: "PATCH",
    path: "/api/account/passkeys/:id",
    action: "signed-in",
    stepUp: true,
    summary: "Rename a passkey",
    body: PasskeyPatch,
    reply: PasskeyReply,
    handler: async ({ identity: { user }, params, body, actor }, { identity }) =>
      present(await identity.passkeys.rename(user, params.id, body.name, actor)),
  }),
  defineRoute({
    method: "DELETE",
    path: "/api/account/passkeys/:id",
    action: "signed-in",
    stepUp: true,
    summary: "Remove a passkey, unless it is the last way in",
    handler: ({ identity: { user }, params, actor }, { identity }) => identity.passkeys.remove(user, params.id, actor),
  }),
] as const;

function present({ id, name, rpId, createdAt, lastUsedAt }: Passkey) {
  return { id, name, rpId, createdAt, lastUsedAt };
}
