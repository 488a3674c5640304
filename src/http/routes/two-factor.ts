// Two-factor of one's own account.
import {
  ConfirmTotpRequest,
  CurrentPassword,
  PasswordAndCode,
  RecoveryCodesReply,
  TotpSetup,
} from "../../../schemas/account.ts";
import { defineRoute } from "../route.ts";

export const twoFactorRoutes = [
  defineRoute({
    method: "POST",
    path: "/api/account/totp",
    action: "signed-in",
    summary:
      "Begin to set two-factor up: a secret and recovery codes, shown once; nothing is on before it is confirmed",
    duringObligation: true,
    body: CurrentPassword,
    reply: TotpSetup,
    handler: ({ identity, body, client }, services) =>
      services.identity.twoFactor.begin(identity, body.password, client),
  }),
  defineRoute({
    method: "POST",
    path: "/api/account/totp/confirm",
    action: "signed-in",
    summary: "Turn two-factor on with the first code of the authenticator app",
    duringObligation: true,
    body: ConfirmTotpRequest,
    async handler({ identity, body, actor, session }, services) {
      await services.identity.twoFactor.confirm(identity, body.code, actor);
      await session.prove(identity, identity.method === "password" ? { assurance: "two-factor" } : {});
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "/api/account/totp",
    action: "signed-in",
    summary: "Turn two-factor off, with the password and a code of either kind",
    body: PasswordAndCode,
    async handler({ identity, body, actor, session }, services) {
      await services.identity.twoFactor.turnOff(identity, body, actor);
      await session.prove(identity, identity.method === "password" ? { assurance: "one-factor" } : {});
    },
  }),
  defineRoute({
    method: "POST",
    path: "/api/account/totp/recovery-codes",
    action: "signed-in",
    summary: "Renew the recovery codes, with the password and a code of either kind; those before are void",
    body: PasswordAndCode,
    reply: RecoveryCodesReply,
    async handler({ identity, body, actor }, services) {
      const codes = await services.identity.twoFactor.renewRecoveryCodes(identity, body, actor);
      return { recoveryCodes: [...codes] };
    },
  }),
] as const;
