// Puts second factors and passkeys together; open-identity.ts calls it once.
import type { Clock } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import type { Accounts } from "../accounts.ts";
import type { OpenDoors } from "../doors.ts";
import type { IdentityAudit } from "../identity.ts";
import { createPasskeyMethod } from "../methods/passkey.ts";
import { passkeyPlace } from "../methods/passkey-place.ts";
import type { Sessions } from "../sessions.ts";
import type { SignIn } from "../sign-in.ts";
import type { Attempts } from "../throttle/attempts.ts";
import { createFactorGuard } from "./factor-guard.ts";
import { createPasskeySignIn, type PasskeySignIn } from "./passkey-sign-in.ts";
import { createPasskeys, type Passkeys } from "./passkeys.ts";
import { createSecondFactors, type SecondFactorDependencies, type SecondFactors } from "./second-factors.ts";
import { createTwoFactor, type TwoFactor, type TwoFactorDependencies } from "./two-factor.ts";

export interface FactorService {
  readonly passkeys: Passkeys & PasskeySignIn;
  readonly secondFactors: SecondFactors;
  readonly twoFactor: TwoFactor;
  /** Whether the configuration has an address that passkeys can be made for. */
  readonly passkeysPossible: boolean;
}

export interface OpenFactorsDependencies {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly attempts: Attempts;
  readonly doors: OpenDoors;
  readonly vault: TwoFactorDependencies["vault"] & SecondFactorDependencies["vault"];
  readonly audit: IdentityAudit;
  readonly clock: Clock;
  readonly random: Random;
  readonly config: { readonly publicBaseUrl: string | null; readonly port: number };
}

/** Creates them. WebAuthn's library is loaded with the first ceremony. */
export function openFactors(deps: OpenFactorsDependencies): FactorService {
  const guard = createFactorGuard(deps);
  const place = passkeyPlace(deps.config.publicBaseUrl, deps.config.port);
  const passkeyParts = { ...deps, guard, place, method: place && createPasskeyMethod(place) };
  const secondFactors = createSecondFactors(deps);
  return {
    passkeys: { ...createPasskeys(passkeyParts), ...createPasskeySignIn(passkeyParts) },
    secondFactors,
    twoFactor: createTwoFactor({ ...deps, guard, secondFactors }),
    passkeysPossible: place !== null,
  };
}
