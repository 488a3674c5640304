// Attempts at proving something that can be guessed, a password or a code: counted first, made to wait, then looked at.
import type { UserRecord } from "../../../schemas/users.ts";
import { Fault } from "../../fault.ts";
import { type Clock, sleep } from "../../ports/clock.ts";
import type { Client } from "../identity.ts";
import type { Devices } from "./devices.ts";
import type { AttemptKind, Origin, Throttle } from "./throttle.ts";

/** How an attempt ended. Whoever asked is told the same for `wrong` and `throttled`. */
export type AttemptOutcome = "right" | "wrong" | "throttled";

export interface Attempts {
  /**
   * Counts an attempt on an account before anything is compared, so that many at once are many; then asks `isRight`.
   * All kinds of attempts on an account share its budget; a code has a smaller one besides. Throws Fault `too-many-requests` where too many are waiting.
   */
  make(account: string, client: Client, isRight: () => Promise<boolean>, kind?: AttemptKind): Promise<AttemptOutcome>;
}

export interface AttemptDependencies {
  readonly throttle: Pick<Throttle, "attempt" | "succeeded" | "delayMs" | "alarm">;
  readonly devices: Pick<Devices, "read">;
  /** So many attempts on an account failed that somebody should know. */
  onAlarm(account: string, client: Client, failures: number): Promise<void>;
  readonly clock: Clock;
}

const maxDelayed = 200;

/** What attempts on a user are counted under: that of a local account is known without the account. */
export function accountKey(user: Pick<UserRecord, "door" | "subject" | "id">): string {
  return user.door === "local" ? user.subject : user.id;
}

/** Creates it. */
export function createAttempts({ throttle, devices, onAlarm, clock }: AttemptDependencies): Attempts {
  let delayed = 0;

  const wait = async (origin: Origin, account: string) => {
    const delayMs = throttle.delayMs(origin, account);
    if (delayMs === 0) return;
    if (delayed >= maxDelayed) {
      throw new Fault("too-many-requests", "Too many people are signing in just now. Try again in a few seconds.", {
        retryAfterMs: delayMs,
      });
    }
    delayed += 1;
    await sleep(clock, delayMs).finally(() => {
      delayed -= 1;
    });
  };

  return {
    async make(account, client, isRight, kind = "password") {
      const origin = { address: client.address, device: devices.read(client.device, account) };
      if (!throttle.attempt(origin, account, kind)) return "throttled";
      await wait(origin, account);
      if (await isRight()) {
        throttle.succeeded(origin, account, kind);
        return "right";
      }
      const failures = throttle.alarm(account);
      if (failures !== null) await onAlarm(account, client, failures);
      return "wrong";
    },
  };
}
