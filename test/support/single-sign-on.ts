// The application, a provider, and browsers that go between them as people's do.
import type { OidcSettings } from "../../schemas/sign-in-settings.ts";
import { oidcDefaults } from "../../src/settings/sign-in-settings.ts";
import {
  type Client,
  type IdentityApp,
  type IdentityAppOptions,
  type Reply,
  startIdentityApp,
} from "./identity-app.ts";
import { clientId, clientSecret, type ProviderOptions, startIdentityProvider } from "./identity-provider.ts";

export const publicBaseUrl = "https://borgdeck.test";
export const callbackUrl = `${publicBaseUrl}/api/auth/oidc/callback`;

export interface SsoOptions extends IdentityAppOptions {
  readonly settings?: Partial<OidcSettings>;
  readonly provider?: Partial<ProviderOptions>;
}

export type Sso = Awaited<ReturnType<typeof startSso>>;

/** Starts both and switches single sign-on on. */
export async function startSso({ settings = {}, provider: providerOptions, ...options }: SsoOptions = {}) {
  const app = await startIdentityApp({
    startAt: Date.now(),
    ...options,
    config: { publicBaseUrl, ...options.config },
  });
  const provider = await startIdentityProvider({
    redirectUris: [callbackUrl],
    ...providerOptions,
    client: {
      post_logout_redirect_uris: [`${publicBaseUrl}/`],
      backchannel_logout_uri: `${app.origin}/api/auth/oidc/backchannel-logout`,
      backchannel_logout_session_required: true,
      ...providerOptions?.client,
    },
  });
  await setOidc(app, { discoveryUrl: provider.issuer, ...settings });
  return {
    app,
    provider,
    browser: (from?: string) => createBrowser(app, provider.issuer, from),
    set: (change: Partial<OidcSettings>) => setOidc(app, { ...app.settings.oidc.read().value, ...change }),
    async close() {
      await app.close();
      await provider.close();
    },
  };
}

/** Sets single sign-on as a form would have been saved. */
export async function setOidc(app: IdentityApp, change: Partial<OidcSettings>): Promise<void> {
  await app.vault.put("oidc/client-secret", "oidc.client-secret", clientSecret);
  await app.settings.oidc.write({ ...oidcDefaults, enabled: true, clientId, newUsers: "viewer", ...change });
}

/** Where a trip ended: an address of the application, and all that the browser was sent to before. */
export interface Trip {
  readonly location: string;
  readonly passed: readonly URL[];
  readonly reply: Reply;
}

export type Browser = ReturnType<typeof createBrowser>;

/** A browser with cookies for the application and for the provider. */
export function createBrowser(app: IdentityApp, issuer: string, from?: string) {
  const client: Client = app.client(from);
  const jar = new Map<string, string>();

  const atProvider = async (url: URL, body?: URLSearchParams) => {
    const reply = await fetch(url, {
      method: body ? "POST" : "GET",
      redirect: "manual",
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(body && { body }),
    });
    for (const cookie of reply.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      const at = pair.indexOf("=");
      if (/expires=Thu, 01 Jan 1970/i.test(cookie)) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return reply;
  };

  /** Goes to the provider's address and on until it sends the browser elsewhere. */
  const throughProvider = async (start: URL): Promise<URL> => {
    let url = start;
    let form: URLSearchParams | undefined;
    while (url.origin === issuer) {
      const reply: Response = await atProvider(url, form);
      const location = reply.headers.get("location");
      const page = location === null ? formOf(await reply.text()) : null;
      if (location === null && page === null) throw new Error(`the provider stops at ${url.pathname}: ${reply.status}`);
      url = new URL(location ?? page?.action ?? "", url);
      form = page?.fields;
    }
    return url;
  };

  /** Comes back from the provider. */
  const arrive = async (callback: URL): Promise<Trip> => {
    const headers = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    const reply = await client.get(callback.pathname + callback.search, { headers });
    return { location: reply.headers.location ?? "", passed: [callback], reply };
  };

  /** Leaves for the provider and gives where it wants to send the browser back to. */
  const leave = async (path: string): Promise<{ readonly left: URL; readonly callback: URL }> => {
    const headers = { "sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate" };
    const reply = await client.get(path, { headers });
    const left = new URL(reply.headers.location ?? "", publicBaseUrl);
    if (left.origin !== issuer)
      throw new Error(`not sent to the provider but to ${left.href} (${reply.status} ${reply.text})`);
    return { left, callback: await throughProvider(left) };
  };

  return {
    client,
    /** Cookies of the provider. */
    jar,
    leave,
    arrive,
    throughProvider,
    atProvider,
    async trip(path = "/api/auth/oidc/login"): Promise<Trip> {
      const { left, callback } = await leave(path);
      const arrived = await arrive(callback);
      return { ...arrived, passed: [left, ...arrived.passed] };
    },
    get: (path: string) => client.get(path),
    post: (path: string, body: unknown) => client.post(path, body),
    session: async () => (await client.get("/api/session")).json,
  };
}

/** Details of the audit journal's entries of an event. */
export function audited(app: IdentityApp, event: string, outcome?: "ok" | "denied"): string[] {
  return app.entries
    .filter((entry) => entry.event === event && (outcome === undefined || entry.outcome === outcome))
    .map(({ detail }) => detail ?? "");
}

/** The form of a page that sends itself, as the provider's pages do. */
function formOf(html: string): { readonly action: string; readonly fields: URLSearchParams } | null {
  const action = /<form[^>]* action="([^"]+)"/.exec(html)?.[1];
  if (action === undefined) return null;
  const inputs = [...html.matchAll(/<input[^>]* name="([^"]+)" value="([^"]*)"/g)];
  const fields = new URLSearchParams(inputs.map(([, name = "", value = ""]) => [name, value]));
  if (/<button[^>]* name="logout"/.test(html)) fields.set("logout", "yes");
  return { action, fields };
}
