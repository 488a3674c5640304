// Devices that have signed in to an account before: a signed note in a cookie. It opens nothing; it only keeps attempts of
// others out of the way of whoever was here already (OWASP, "Device Cookies").
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";

export interface Devices {
  /** A new note for an account. */
  issue(account: string): string;
  /** The device's id, where the note is ours, of this account and not too old; else null. */
  read(note: string | null | undefined, account: string): string | null;
  /** Whether a note should be made anew before it becomes too old. */
  isAging(note: string): boolean;
}

export interface DevicesDependencies {
  readonly clock: Clock;
  readonly random: Pick<Random, "bytes">;
  /** 32 secret bytes. */
  readonly key: Buffer;
}

const dayMs = 24 * 60 * 60_000;
/** How long a device is remembered, in milliseconds. */
export const deviceLifetimeMs = 180 * dayMs;
const renewAfterMs = 30 * dayMs;

const form = /^([A-Za-z0-9_-]{22})\.(\d{1,15})\.([A-Za-z0-9_-]{43})$/;

/** Creates it. */
export function createDevices({ clock, random, key }: DevicesDependencies): Devices {
  const signatureOf = (account: string, id: string, issuedAt: string) =>
    createHmac("sha256", key)
      .update(JSON.stringify([account, id, issuedAt]))
      .digest();
  const ageMs = (note: string) => clock.now() - Number(form.exec(note)?.[2] ?? Number.NaN);

  return {
    issue(account) {
      const id = random.bytes(16).toString("base64url");
      const issuedAt = String(clock.now());
      return `${id}.${issuedAt}.${signatureOf(account, id, issuedAt).toString("base64url")}`;
    },
    read(note, account) {
      const [, id, issuedAt, signature] = form.exec(note ?? "") ?? [];
      if (id === undefined || issuedAt === undefined || signature === undefined) return null;
      const given = Buffer.from(signature, "base64url");
      if (!timingSafeEqual(given, signatureOf(account, id, issuedAt))) return null;
      const age = clock.now() - Number(issuedAt);
      return age >= 0 && age < deviceLifetimeMs ? id : null;
    },
    isAging: (note) => !(ageMs(note) < renewAfterMs),
  };
}
