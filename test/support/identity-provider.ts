// A real identity provider on loopback (oidc-provider), whose users sign in without being asked.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { type Adapter, type AdapterPayload, type ClientMetadata, Provider } from "oidc-provider";

export const clientId = "borgdeck";
export const clientSecret = "a client secret: 100% + more";

/** What the provider says of a user, by its subject. */
export type Account = Readonly<Record<string, unknown>>;

export interface ProviderOptions {
  readonly redirectUris: readonly string[];
  readonly client?: Partial<ClientMetadata>;
  readonly scopes?: readonly string[];
}

export type TestProvider = Awaited<ReturnType<typeof startIdentityProvider>>;

/** Starts it. `accounts` can be changed at any time; `signsIn` says who sits before the browser. */
export async function startIdentityProvider({ redirectUris, client = {}, scopes = [] }: ProviderOptions) {
  let listener: RequestListener = (_request, response) => response.writeHead(503).end();
  const server = createServer((request, response) => listener(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const accounts = new Map<string, Account>();
  const state = {
    /** The subject that signs in next; null: the user says no. */
    signsIn: null as string | null,
    /** Paths that were asked, with their queries. */
    asked: [] as URL[],
    /** How often somebody was made to sign in. */
    prompts: 0,
  };
  const provider = new Provider(issuer, {
    adapter: MemoryAdapter,
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [...redirectUris],
        response_types: ["code"],
        grant_types: ["authorization_code"],
        token_endpoint_auth_method: "client_secret_basic",
        ...client,
      },
    ],
    scopes: ["openid", "profile", "email", ...scopes],
    claims: {
      profile: ["name", "preferred_username", "groups", "role", "repositories", "resource_access"],
      email: ["email", "email_verified"],
    },
    cookies: { keys: ["test"] },
    jwks: { keys: [signingKey()] },
    pkce: { required: () => true },
    ttl: { Session: 3600, Grant: 3600, Interaction: 600, AccessToken: 600, IdToken: 600 },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
    // Its own refuses loopback, where everything of a test is.
    fetch: (url, options) => {
      const { method, headers, body } = options as RequestInit;
      return fetch(url, { ...(method && { method }), ...(headers && { headers }), ...(body && { body }) });
    },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, sub) => {
      const account = accounts.get(sub);
      return account && { accountId: sub, claims: () => ({ sub, ...account }) };
    },
    // Nobody is asked for consent.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? "",
        accountId: oidc.session?.accountId ?? "",
      });
      grant.addOIDCScope(["openid", "profile", "email", ...scopes].join(" "));
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  listener = (request, response) => {
    const url = new URL(request.url ?? "/", issuer);
    state.asked.push(url);
    if (!url.pathname.startsWith("/interaction/")) return void answer(request, response);
    state.prompts += 1;
    const result =
      state.signsIn === null
        ? { error: "access_denied", error_description: "<script>alert(1)</script> said no" }
        : { login: { accountId: state.signsIn } };
    void provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  };
  return {
    issuer,
    accounts,
    state,
    /** Says who is there and lets that user sign in from now on. */
    user(subject: string, account: Account): void {
      accounts.set(subject, account);
      state.signsIn = subject;
    },
    async close() {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function signingKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: "test", use: "sig", alg: "RS256" } as never;
}

const stored = new Map<string, { payload: AdapterPayload; grantId: string | undefined }>();
const world = randomBytes(4).toString("hex");

/** Keeps what the provider keeps, in memory. */
class MemoryAdapter implements Adapter {
  readonly name: string;

  constructor(name: string) {
    this.name = `${world}:${name}`;
  }

  async upsert(id: string, payload: AdapterPayload): Promise<void> {
    stored.set(`${this.name}:${id}`, { payload, grantId: payload.grantId });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    return stored.get(`${this.name}:${id}`)?.payload;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    for (const [key, { payload }] of stored) if (key.startsWith(`${this.name}:`) && payload.uid === uid) return payload;
    return undefined;
  }

  async findByUserCode(): Promise<undefined> {}

  async consume(id: string): Promise<void> {
    const found = stored.get(`${this.name}:${id}`);
    if (found) found.payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    stored.delete(`${this.name}:${id}`);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, entry] of stored) if (entry.grantId === grantId) stored.delete(key);
  }
}
