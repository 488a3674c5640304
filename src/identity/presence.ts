// Proving presence again, for step-up: a password, a code or a passkey.
import type { Static } from "typebox";
import type { StepUpRequest, WebAuthnJson } from "../../schemas/sessions.ts";
import type { UserRecord } from "../../schemas/users.ts";
import { Fault } from "../fault.ts";
import type { OpenDoors } from "./doors.ts";
import { asWrongField, type SecondFactors } from "./factors/second-factors.ts";
import type { Client, Identity, IdentityAudit } from "./identity.ts";
import type { PendingOf } from "./pending.ts";
import type { SignIn } from "./sign-in.ts";
import { refuseTokens, stepUpMethodsOf } from "./step-up.ts";

export interface PresenceRequest {
  readonly proof: StepUpRequest;
  /** Takes what a passkey was asked for with; null where nothing was. */
  takeCeremony(): PendingOf<"passkey"> | null;
  readonly client: Client;
}

export interface Presence {
  /**
   * Resolves when it is proved; the session is for the caller to renew. Throws Fault `invalid-input` by field (also when
   * throttled), `conflict` where this user cannot prove it so, `not-allowed` for tokens, and what a passkey's proof throws.
   */
  provePresenceAgain(identity: Identity, request: PresenceRequest): Promise<void>;
}

export interface PresenceDependencies {
  readonly signIn: Pick<SignIn, "provesPassword">;
  readonly secondFactors: SecondFactors;
  readonly passkeys: {
    /** Throws where the answer is not that of a passkey of the user to what was asked. */
    provePresence(
      user: UserRecord,
      answer: {
        readonly response: Static<typeof WebAuthnJson>;
        readonly pending: PendingOf<"passkey"> | null;
        readonly client: Client;
      },
    ): Promise<void>;
  };
  readonly doors: OpenDoors;
  readonly audit: IdentityAudit;
}

type Kind = "password" | "totp" | "passkey";

/** Creates it. */
export function createPresence({ signIn, secondFactors, passkeys, doors, audit }: PresenceDependencies): Presence {
  const check = async ({ user }: Identity, { proof, takeCeremony, client }: PresenceRequest): Promise<void> => {
    if ("password" in proof) {
      if (await signIn.provesPassword(user, proof.password, client)) return;
      const why = "is wrong; after several attempts, wait a few minutes";
      throw new Fault("invalid-input", `The password ${why}.`, { fields: { "/password": why } });
    }
    if ("code" in proof) await secondFactors.prove(user, proof.code, client, ["totp"]).catch(asWrongField);
    else await passkeys.provePresence(user, { response: proof.passkey, pending: takeCeremony(), client });
  };

  return {
    async provePresenceAgain(identity, request) {
      refuseTokens(identity);
      const { user } = identity;
      const kind = kindOf(request.proof);
      if (!stepUpMethodsOf(user, doors).includes(kind)) {
        throw new Fault(
          "conflict",
          `You have no ${kindWords[kind]} here to confirm it with. Set one up under Account.`,
        );
      }
      const record = (outcome: "ok" | "denied") =>
        audit.record({
          event: "session.step-up",
          outcome,
          actor: { userId: user.id, username: user.username },
          ...request.client,
          target: user.id,
          detail: kindWords[kind],
        });
      await check(identity, request).catch(async (error: unknown) => {
        await record("denied");
        throw error;
      });
      await record("ok");
    },
  };
}

const kindWords = { password: "password", totp: "one-time code", passkey: "passkey" } as const satisfies Record<
  Kind,
  string
>;

function kindOf(proof: StepUpRequest): Kind {
  if ("password" in proof) return "password";
  return "code" in proof ? "totp" : "passkey";
}
