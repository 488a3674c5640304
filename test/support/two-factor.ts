// An authenticator app, and accounts that have two-factor.
import { Secret, TOTP } from "otpauth";
import { isoTime } from "../../src/ports/clock.ts";
import { password } from "./identity.ts";
import type { Client, IdentityApp } from "./identity-app.ts";

export const stepMs = 30_000;

/** What an authenticator app shows for a secret at a moment. */
export function codeAt(secret: string, atMs: number): string {
  const totp = new TOTP({ algorithm: "SHA1", digits: 6, period: 30, secret: Secret.fromBase32(secret) });
  return totp.generate({ timestamp: atMs });
}

/** A code that no authenticator app shows at that moment, nor a minute around it. */
export function wrongCodeAt(secret: string, atMs: number): string {
  const right = new Set([-2, -1, 0, 1, 2].map((step) => codeAt(secret, atMs + step * stepMs)));
  for (let number = 0; ; number += 1) {
    const code = String(number).padStart(6, "0");
    if (!right.has(code)) return code;
  }
}

export interface Enrolled {
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
  /** The code of this moment. */
  code(): string;
  /** A code that is not valid at this moment. */
  wrong(): string;
}

/**
 * Sets two-factor up for who is signed in with the client, as the pages do, and moves on by a step so that a code is left to
 * sign in with. Where the user has no password none is sent.
 */
export async function enrol(
  app: IdentityApp,
  client: Client,
  sent: { readonly password?: string; readonly headers?: Readonly<Record<string, string>> } = { password },
): Promise<Enrolled> {
  const { password: word, headers = {} } = sent;
  const setup = await client.post("/api/account/totp", word === undefined ? {} : { password: word }, { headers });
  if (setup.status !== 200) throw new Error(`The set-up was refused: ${setup.text}`);
  const { secret, recoveryCodes } = setup.json;
  const confirmed = await client.post(
    "/api/account/totp/confirm",
    { code: codeAt(secret, app.clock.now()) },
    { headers },
  );
  if (confirmed.status !== 204) throw new Error(`The code was refused: ${confirmed.text}`);
  app.clock.advance(stepMs);
  return {
    secret,
    recoveryCodes,
    code: () => codeAt(secret, app.clock.now()),
    wrong: () => wrongCodeAt(secret, app.clock.now()),
  };
}

/** A client that has proved the password of a user with two-factor, and nothing else. */
export async function halfWay(app: IdentityApp, from?: string): Promise<Client> {
  const client = app.client(from);
  const reply = await client.signIn();
  if (reply.json?.challenge !== "totp")
    throw new Error(`No code was asked for at ${isoTime(app.clock.now())}: ${reply.text}`);
  return client;
}
