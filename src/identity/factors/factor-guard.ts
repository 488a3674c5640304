// What has to be shown before a factor is added: the current password or, where there is none, that the user is there.
import { Fault } from "../../fault.ts";
import type { Clock } from "../../ports/clock.ts";
import { type OpenDoors, usesOwnFactors } from "../doors.ts";
import type { Client, Identity } from "../identity.ts";
import type { SignIn } from "../sign-in.ts";
import { refuseTokens, requireRecentAuthentication, stepUpMethodsOf } from "../step-up.ts";

/** How it was shown. `first-use`: there was nothing to show it with, so the first factor is taken on trust. */
export type FactorProof = "password" | "presence" | "first-use";

export interface FactorGuard {
  /**
   * Throws Fault `invalid-input` at `/password`, `step-up-required`, `not-allowed` for tokens, or `not-found` where
   * factors of Borgdeck's own are of no use to this user.
   */
  confirm(identity: Identity, password: string | undefined, client: Client): Promise<FactorProof>;
}

export interface FactorGuardDependencies {
  readonly signIn: Pick<SignIn, "provesPassword">;
  readonly doors: OpenDoors;
  readonly clock: Clock;
}

/** Creates it. */
export function createFactorGuard({ signIn, doors, clock }: FactorGuardDependencies): FactorGuard {
  return {
    async confirm(identity, password, client) {
      const { user } = identity;
      if (!usesOwnFactors(user, doors)) {
        throw new Fault("not-found", "Two-factor and passkeys are not offered here; your provider sees to that.");
      }
      refuseTokens(identity);
      if (user.password !== null) {
        if (password === undefined) throw wrongPassword("is needed");
        if (await signIn.provesPassword(user, password, client)) return "password";
        throw wrongPassword("is wrong; after several attempts, wait a few minutes");
      }
      if (stepUpMethodsOf(user, doors).length === 0) return "first-use";
      requireRecentAuthentication(identity, clock.now());
      return "presence";
    },
  };
}

function wrongPassword(why: string): Fault {
  return new Fault("invalid-input", `The current password ${why}.`, { fields: { "/password": why } });
}
