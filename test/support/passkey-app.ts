// The application with an authenticator in software beside it, and what tests of passkeys do again and again.
import type { UserRecord } from "../../schemas/users.ts";
import { password } from "./identity.ts";
import { type Client, type IdentityAppOptions, startIdentityApp } from "./identity-app.ts";
import { type Authenticator, createAuthenticator, type Twist } from "./webauthn.ts";

/** The origin of the pages, PUBLIC_BASE_URL. */
export const origin = "https://borg.example.com";
/** The session's cookie under that origin. */
export const sessionCookie = "__Host-borgdeck";

export interface AddOptions {
  readonly twist?: Twist;
  readonly name?: string;
  readonly device?: Authenticator;
  /** What begins it: the password, unless told. */
  readonly body?: unknown;
}

/** Starts it; `phone` is empty yet. */
export async function startPasskeyApp(options: IdentityAppOptions = {}) {
  const app = await startIdentityApp({ config: { publicBaseUrl: origin }, ...options });
  const phone = createAuthenticator(origin);

  const begin = async (client: Client, body: unknown = { password }) =>
    (await client.post("/api/account/passkeys/options", body)).json;

  /** Adds a passkey for whoever the client is. */
  const add = async (client: Client, { twist, name = "Phone", device = phone, body }: AddOptions = {}) =>
    client.post("/api/account/passkeys", { name, response: device.create(await begin(client, body), twist) });

  return {
    ...app,
    phone,
    begin,
    add,

    /** A client that is signed in with a password and has a passkey on the phone. */
    async enrolled() {
      const client = app.client();
      await client.signIn();
      const added = await add(client);
      if (added.status !== 201) throw new Error(`the passkey was not added: ${added.text}`);
      return client;
    },

    async signIn(client: Client, twist: Twist = {}, device = phone) {
      const begun = await client.post("/api/auth/passkey/options", {});
      return client.post("/api/auth/passkey", device.get(begun.json, twist));
    },

    /** Where the account's first passkey is. */
    path: () => `/api/account/passkeys/${phone.passkeys[0]?.id}`,

    admin(): UserRecord {
      const user = app.identity.accounts.get(app.adminId);
      if (!user) throw new Error("there is no administrator");
      return user;
    },

    /** Another local user, with the administrator's password. */
    async addUser(username: string, change: Partial<UserRecord> = {}) {
      const word = app.identity.accounts.get(app.adminId)?.password ?? null;
      const user = { door: "local", subject: username, username, role: "viewer", password: word, ...change } as const;
      return app.identity.accounts.create(user, null, "for a test");
    },

    lastDenied: (event: string) =>
      app.entries.filter((entry) => entry.event === event && entry.outcome === "denied").at(-1),
  };
}

export type PasskeyApp = Awaited<ReturnType<typeof startPasskeyApp>>;
