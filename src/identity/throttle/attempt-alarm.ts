// Tells administrators, once a day, of an account whose password or codes are being guessed.
import type { Accounts } from "../accounts.ts";
import type { IdentityAudit } from "../identity.ts";
import type { AttemptDependencies } from "./attempts.ts";

export interface AttemptAlarmDependencies {
  readonly accounts: Pick<Accounts, "byDoor" | "get">;
  readonly audit: IdentityAudit;
}

/** Creates it. A name that is no account's is no news: it may be a password in the wrong field. */
export function createAttemptAlarm({ accounts, audit }: AttemptAlarmDependencies): AttemptDependencies["onAlarm"] {
  return async (account, client, failures) => {
    const user = accounts.byDoor("local", account) ?? accounts.get(account);
    if (!user) return;
    await audit.record({
      // Recorded as what happened, not as a refusal: those are bounded, and a flood of them is when this counts.
      event: "account.alarm",
      outcome: "ok",
      actor: null,
      peer: client.peer,
      address: client.address,
      userAgent: client.userAgent,
      target: user.id,
      detail: `${failures} attempts at signing in failed within a day; a second factor keeps guessed passwords out`,
    });
  };
}
