// Two-factor of a user's own: set up, confirmed, turned off, its recovery codes renewed; and taken off by administrators.
import type { TotpSetup } from "../../../schemas/account.ts";
import type { UserRecord } from "../../../schemas/users.ts";
import { Fault } from "../../fault.ts";
import { createOneAtATime } from "../../one-at-a-time.ts";
import { type Clock, isoTime } from "../../ports/clock.ts";
import { qrSvg } from "../../ports/qr-code.ts";
import type { Random } from "../../ports/random.ts";
import type { Accounts } from "../accounts.ts";
import type { Actor, Client, Identity, IdentityAudit } from "../identity.ts";
import { newRecoveryCodes, recoveryCodeDigest } from "../methods/recovery-codes.ts";
import { newTotpSecret, totpStep, totpUri } from "../methods/totp.ts";
import type { Sessions } from "../sessions.ts";
import { refuseTokens, requireRecentAuthentication } from "../step-up.ts";
import type { FactorGuard, FactorProof } from "./factor-guard.ts";
import { asWrongField, type SecondFactors, totpVault } from "./second-factors.ts";

/** What is shown before two-factor is changed: the password where there is one, and a code of either kind. */
export interface TwoFactorProof {
  readonly password?: string | undefined;
  readonly code: string;
}

export interface TwoFactor {
  /** Makes a secret and recovery codes. Nothing is on until a code confirms it. Throws what FactorGuard does, and `conflict`. */
  begin(identity: Identity, password: string | undefined, client: Client): Promise<TotpSetup>;
  /** Turns it on. Throws Fault `invalid-input` at `/code`, or `conflict` where nothing is to be confirmed. */
  confirm(identity: Identity, code: string, by: Actor): Promise<UserRecord>;
  /** Turns it off. Throws Fault `invalid-input` by field, `step-up-required`, `not-allowed` for tokens, or `conflict`. */
  turnOff(identity: Identity, proof: TwoFactorProof, by: Actor): Promise<UserRecord>;
  /** Ten new ones; those before are gone. Throws as turnOff does. */
  renewRecoveryCodes(identity: Identity, proof: TwoFactorProof, by: Actor): Promise<readonly string[]>;
  /**
   * Takes two-factor and passkeys off somebody who lost them and ends the user's sessions. For administrators, and never for
   * oneself: that would be a way around one's own code. Throws Fault `not-found`, `not-allowed` or `conflict`.
   */
  reset(userId: string, by: Actor | null): Promise<UserRecord>;
}

export interface TwoFactorDependencies {
  readonly accounts: Pick<Accounts, "change" | "get">;
  readonly guard: FactorGuard;
  readonly secondFactors: SecondFactors;
  readonly sessions: Pick<Sessions, "endAll">;
  readonly vault: {
    put(id: string, purpose: string, secret: string): Promise<void>;
    remove(id: string): Promise<void>;
  };
  readonly audit: IdentityAudit;
  readonly clock: Clock;
  readonly random: Random;
}

/** A set-up that waits for its first code. Kept in memory: whoever does not finish has not begun. */
interface Enrolment {
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
  readonly proof: FactorProof;
  readonly endsAt: number;
  wrong: number;
}

/** How long a set-up waits for its first code, in milliseconds. */
const enrolmentMs = 10 * 60_000;
const maxEnrolments = 1000;
const maxWrong = 10;

/** Creates it. */
export function createTwoFactor(deps: TwoFactorDependencies): TwoFactor {
  const { accounts, guard, secondFactors, sessions, vault, audit, clock, random } = deps;
  const enrolments = new Map<string, Enrolment>();
  // The secret and the record are two files: of two who change them at once one comes after the other.
  const inTurn = createOneAtATime();

  const enrolmentOf = (userId: string): Enrolment => {
    const found = enrolments.get(userId);
    if (found && clock.now() < found.endsAt) return found;
    throw new Fault("conflict", "There is no set-up to confirm: it waits ten minutes. Begin it again.");
  };

  /** What is kept of a code that fits; it cannot be used again to sign in. */
  const confirmedStep = (userId: string, enrolment: Enrolment, code: string): number => {
    const step = totpStep(enrolment.secret, code, clock.now());
    if (step !== null) return step;
    enrolment.wrong += 1;
    if (enrolment.wrong >= maxWrong) enrolments.delete(userId);
    throw wrongCode("is wrong; compare the clocks of this host and of the device");
  };

  /** Who turns two-factor off, or renews its codes, shows both factors: one of them alone was not meant to be enough. */
  const prove = async (identity: Identity, { password, code }: TwoFactorProof, client: Client) => {
    const { user } = identity;
    refuseTokens(identity);
    if (user.totp === null) throw new Fault("conflict", "Two-factor is not on.");
    if (user.password !== null) {
      if (password === undefined) requireRecentAuthentication(identity, clock.now());
      await guard.confirm(identity, password, client);
    }
    await secondFactors.prove(user, code, client).catch(asWrongField);
  };

  return {
    async begin(identity, password, client) {
      const { user } = identity;
      if (user.totp !== null) throw alreadyOn();
      const proof = await guard.confirm(identity, password, client);
      const secret = newTotpSecret(random);
      const recoveryCodes = newRecoveryCodes(random);
      enrolments.delete(user.id);
      if (enrolments.size >= maxEnrolments) enrolments.delete(enrolments.keys().next().value as string);
      const digests = recoveryCodes.map(recoveryCodeDigest);
      enrolments.set(user.id, { secret, recoveryCodes: digests, proof, endsAt: clock.now() + enrolmentMs, wrong: 0 });
      await audit.record({
        event: "totp.begin",
        outcome: "ok",
        actor: { userId: user.id, username: user.username },
        ...client,
        target: user.id,
        detail: proofWords[proof],
      });
      const otpauthUri = totpUri(secret, user.username);
      return { secret, otpauthUri, qrSvg: await qrSvg(otpauthUri), recoveryCodes: [...recoveryCodes] };
    },

    confirm: (identity, code, by) =>
      inTurn(async () => {
        refuseTokens(identity);
        const { id } = identity.user;
        const enrolment = enrolmentOf(id);
        if (accounts.get(id)?.totp) throw alreadyOn();
        const lastStep = confirmedStep(id, enrolment, code);
        const { secret, recoveryCodes, proof } = enrolment;
        await vault.put(totpVault.idOf(id), totpVault.purpose, secret);
        const totp = { enabledAt: isoTime(clock.now()), lastStep, recoveryCodes: [...recoveryCodes] };
        const user = await accounts.change(id, () => ({ totp }), by, {
          name: "totp.enable",
          detail: proofWords[proof],
        });
        enrolments.delete(id);
        return user;
      }),

    async turnOff(identity, proof, by) {
      await prove(identity, proof, by);
      return inTurn(async () => {
        const event = { name: "totp.disable" as const, detail: "by the user" };
        const user = await accounts.change(identity.user.id, () => ({ totp: null }), by, event);
        await vault.remove(totpVault.idOf(user.id));
        return user;
      });
    },

    async renewRecoveryCodes(identity, proof, by) {
      await prove(identity, proof, by);
      const codes = newRecoveryCodes(random);
      const recoveryCodes = codes.map(recoveryCodeDigest);
      const renew = ({ totp }: UserRecord) => {
        if (totp === null) throw new Fault("conflict", "Two-factor is not on.");
        return { totp: { ...totp, recoveryCodes } };
      };
      const event = { name: "recovery-codes.renew" as const, detail: "those before are void" };
      await accounts.change(identity.user.id, renew, by, event);
      return codes;
    },

    reset: (userId, by) =>
      inTurn(async () => {
        if (by?.userId === userId) {
          throw new Fault("not-allowed", "Your own two-factor is turned off under Account, with a code.");
        }
        const event = { name: "user.reset-factors" as const, detail: "two-factor and passkeys taken off" };
        const user = await accounts.change(userId, () => ({ totp: null, passkeys: [] }), by, event);
        enrolments.delete(userId);
        await vault.remove(totpVault.idOf(userId));
        await sessions.endAll(userId);
        return user;
      }),
  };
}

const proofWords = {
  password: "confirmed with the password",
  presence: "confirmed by a proof of presence",
  "first-use": "the first factor: nothing was there to confirm it with",
} as const satisfies Record<FactorProof, string>;

function alreadyOn(): Fault {
  return new Fault("conflict", "Two-factor is on already. Turn it off first to set it up anew.");
}

function wrongCode(why: string): Fault {
  return new Fault("invalid-input", `The code ${why}.`, { fields: { "/code": why } });
}
