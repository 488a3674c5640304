// Second factors at work: a one-time code or a recovery code is taken once, whoever is first.
import type { AuditEvent } from "../../../schemas/audit.ts";
import type { UserRecord } from "../../../schemas/users.ts";
import { Fault, isFault } from "../../fault.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Accounts } from "../accounts.ts";
import type { Client, IdentityAudit } from "../identity.ts";
import { recoveryCodeDigest } from "../methods/recovery-codes.ts";
import { totpStep } from "../methods/totp.ts";
import { type Attempts, accountKey } from "../throttle/attempts.ts";

/** What a code was. */
export type SecondFactor = "totp" | "recovery-code";

export interface SecondFactors {
  /**
   * Takes a code of either kind, unless `accepted` names the kind, and uses it up. Throws Fault `wrong-credentials` at
   * `/code` where it is wrong or was used, and after too many attempts, which nobody is told apart; `too-many-requests`.
   * Denials are recorded.
   */
  prove(user: UserRecord, code: string, client: Client, accepted?: readonly SecondFactor[]): Promise<SecondFactor>;
}

export interface SecondFactorDependencies {
  readonly accounts: Pick<Accounts, "change">;
  readonly attempts: Attempts;
  readonly vault: { has(id: string): boolean; get(id: string, purpose: string): string };
  readonly audit: IdentityAudit;
  readonly clock: Clock;
}

/** Where the secret of a user's authenticator app is in the vault. */
export const totpVault = { idOf: (userId: string) => `totp/${userId}`, purpose: "user.totp" } as const;

const either: readonly SecondFactor[] = ["totp", "recovery-code"];

/** Creates it. */
export function createSecondFactors(deps: SecondFactorDependencies): SecondFactors {
  const { accounts, attempts, vault, audit, clock } = deps;

  const secretOf = (userId: string) => {
    const id = totpVault.idOf(userId);
    if (vault.has(id)) return vault.get(id, totpVault.purpose);
    throw new Fault(
      "secret-unreadable",
      "The secret of the authenticator app is not in store/vault.json. Use a recovery code, or let an administrator take two-factor off.",
    );
  };

  /** Decided on the record as it is when it is written: of many at once with the same code one is first. */
  const useUp = async (
    user: UserRecord,
    client: Client,
    next: (totp: NonNullable<UserRecord["totp"]>) => Partial<NonNullable<UserRecord["totp"]>> | null,
    event: { readonly name: AuditEvent; readonly detail: string } | null,
  ) => {
    const change = (now: UserRecord): Partial<UserRecord> => {
      // Set up anew meanwhile: then this code is of another secret.
      const same = now.totp !== null && now.totp.enabledAt === user.totp?.enabledAt;
      const used = same && now.totp !== null ? next(now.totp) : null;
      if (!now.totp || used === null) throw wrongCode();
      return { totp: { ...now.totp, ...used } };
    };
    try {
      await accounts.change(user.id, change, { userId: user.id, username: user.username, ...client }, event);
      return true;
    } catch (error) {
      if (isFault(error, "wrong-credentials") || isFault(error, "not-found")) return false;
      throw error;
    }
  };

  const useStep = (user: UserRecord, code: string, client: Client) => {
    const step = totpStep(secretOf(user.id), code, clock.now());
    if (step === null) return Promise.resolve(false);
    return useUp(user, client, ({ lastStep }) => (step > lastStep ? { lastStep: step } : null), null);
  };

  const useRecoveryCode = (user: UserRecord, code: string, client: Client) => {
    const digest = recoveryCodeDigest(code);
    const event = { name: "recovery-code.use" as const, detail: "a recovery code was used up" };
    const without = ({ recoveryCodes }: NonNullable<UserRecord["totp"]>) =>
      recoveryCodes.includes(digest) ? { recoveryCodes: recoveryCodes.filter((one) => one !== digest) } : null;
    return useUp(user, client, without, event);
  };

  return {
    async prove(user, typed, client, accepted = either) {
      // Apps show a code in two groups.
      const code = typed.replace(/\s/g, "");
      const kind: SecondFactor = /^[0-9]{6}$/.test(code) ? "totp" : "recovery-code";
      const isRight = async () => {
        if (user.totp === null || !accepted.includes(kind)) return false;
        return kind === "totp" ? useStep(user, code, client) : useRecoveryCode(user, code, client);
      };
      const event = { event: "second-factor.prove", outcome: "denied", actor: null } as const;
      const refuse = (detail: string) => audit.record({ ...event, ...client, target: user.id, detail });
      const outcome = await attempts.make(accountKey(user), client, isRight, "code").catch(async (error: unknown) => {
        if (isFault(error, "too-many-requests")) await refuse("not looked at: too many at once");
        throw error;
      });
      if (outcome === "right") return kind;
      const wrong = `wrong or used ${kind === "totp" ? "code" : "recovery code"}`;
      await refuse(outcome === "throttled" ? "too many attempts" : wrong);
      throw wrongCode();
    },
  };
}

/** The one answer to a code that does not count, whatever the reason. */
export function wrongCode(): Fault {
  const why = "is wrong or was used already; after several attempts, wait a few minutes";
  return new Fault("wrong-credentials", `The code ${why}.`, { fields: { "/code": why } });
}

/** Of somebody who is signed in: a wrong code is a wrong field then, and not the end of being signed in. */
export function asWrongField(error: unknown): never {
  if (!isFault(error, "wrong-credentials")) throw error;
  throw new Fault("invalid-input", error.detail, { fields: error.fields ?? {} });
}
