// Attempts at proving something that can be guessed, a password or a code: counted first, made to wait, then looked at.
import type { UserRecord } from "../../../schemas/users.ts";
import { type Clock, sleep } from "../../ports/clock.ts";
import type { Client } from "../identity.ts";
import type { Devices } from "./devices.ts";
import { createRoom, type Place } from "./lanes.ts";
import { networksOf } from "./network.ts";
import type { AttemptKind, Throttle } from "./throttle.ts";

/** How an attempt ended. Whoever asked is told the same for `wrong` and `throttled`. */
export type AttemptOutcome = "right" | "wrong" | "throttled";

export interface Attempts {
  /**
   * Counts an attempt on an account before anything is compared, so that many at once are many; then asks `isRight`, which is
   * told whose turn it is. All kinds of attempts on an account share its budget; a code has a smaller one besides. Throws
   * Fault `too-many-requests` where too many are waiting; what was not looked at does not count.
   */
  make(
    account: string,
    client: Client,
    isRight: (place: Place) => Promise<boolean>,
    kind?: AttemptKind,
  ): Promise<AttemptOutcome>;
}

export interface AttemptDependencies {
  readonly throttle: Pick<Throttle, "attempt" | "delayMs" | "alarm">;
  readonly devices: Pick<Devices, "read">;
  /** So many attempts on an account failed that somebody should know. */
  onAlarm(account: string, client: Client, failures: number): Promise<void>;
  readonly clock: Clock;
}

/** Strangers who wait because an account is under attack; nobody else ever does. */
const delayedRoom = { total: 200, each: 2 };
/** Whoever is signed in to the account needs no note of the device: the session says as much. */
const signedInDevice = "signed-in";

/** What attempts on a user are counted under: that of a local account is known without the account. */
export function accountKey(user: Pick<UserRecord, "door" | "subject" | "id">): string {
  return user.door === "local" ? user.subject : user.id;
}

/** Creates it. */
export function createAttempts({ throttle, devices, onAlarm, clock }: AttemptDependencies): Attempts {
  const delayed = createRoom(delayedRoom);

  const originOf = ({ address, device, account: signedInTo }: Client, account: string) => ({
    address,
    device: devices.read(device, account) ?? (signedInTo === account ? signedInDevice : null),
  });

  const wait = async (place: Place, account: string) => {
    const delayMs = place.known ? 0 : throttle.delayMs(account);
    if (delayMs === 0) return;
    const leave = delayed.enter(place.names, delayMs);
    await sleep(clock, delayMs).finally(leave);
  };

  return {
    async make(account, client, isRight, kind = "password") {
      const attempt = throttle.attempt(originOf(client, account), account, kind);
      if (attempt === null) return "throttled";
      const { known } = attempt;
      const place = { known, names: known ? [account] : networksOf(client.address) };
      try {
        await wait(place, account);
        if (await isRight(place)) {
          attempt.giveBack();
          return "right";
        }
      } catch (error) {
        attempt.giveBack();
        throw error;
      }
      const failures = throttle.alarm(account);
      if (failures !== null) await onAlarm(account, client, failures);
      return "wrong";
    },
  };
}
