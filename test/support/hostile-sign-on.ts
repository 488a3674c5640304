// The application before a provider that lies, each attack from an address of its own, so that no denial goes unrecorded.
import { expect } from "chai";
import { type Lies, startHostileProvider } from "./hostile-provider.ts";
import { audited, type Browser, createBrowser, publicBaseUrl, setOidc, startSso, type Trip } from "./single-sign-on.ts";

/** Where a browser is sent to where the trip failed. */
export const failed = "/sign-in?problem=oidc-failed";
export const expired = "/sign-in?problem=oidc-expired";

export type HostileSignOn = Awaited<ReturnType<typeof startHostileSignOn>>;

/** Starts it, with a real provider beside. */
export async function startHostileSignOn() {
  const sso = await startSso();
  const hostile = await startHostileProvider();
  let count = 0;

  const newBrowser = () => {
    count += 1;
    return createBrowser(sso.app, hostile.issuer, `127.1.${count >> 8}.${count & 255 || 1}`);
  };
  const here: { browser: Browser } = { browser: newBrowser() };
  const departure = async (from: Browser = here.browser): Promise<URL> => {
    const headers = { "sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate" };
    const reply = await from.client.get("/api/auth/oidc/login?returnTo=/runs", { headers });
    return new URL(reply.headers.location ?? "", publicBaseUrl);
  };

  return Object.assign(here, {
    app: sso.app,
    provider: sso.provider,
    hostile,
    newBrowser,
    /** Of the real provider. */
    realBrowser: () => sso.browser(`127.1.200.${sso.app.entries.length + 1}`),
    /** Begins anew: a provider that was never asked, that does not lie yet, and a fresh browser. */
    async reset() {
      sso.app.entries.length = 0;
      hostile.state.lies = {};
      hostile.state.asked.length = 0;
      hostile.state.tokenRequests.length = 0;
      here.browser = newBrowser();
      await setOidc(sso.app, { discoveryUrl: hostile.issuer });
      // What is known of a provider is kept by all that it is asked with.
      await sso.app.vault.put("oidc/client-secret", "oidc.client-secret", `secret ${count}`);
    },
    departure,
    /** There and back, with lies of the provider and changes to its answer. */
    async trip(lies: Lies = {}, change: Readonly<Record<string, string>> = {}): Promise<Trip> {
      hostile.state.lies = lies;
      return here.browser.arrive(hostile.callback(await departure(), change));
    },
    async noSession(who: Browser = here.browser): Promise<void> {
      expect((await who.get("/api/session")).status).to.equal(401);
      expect([...who.client.jar.keys()]).not.to.include("__Host-borgdeck");
    },
    /** Why sign-ins were refused, as the journal has it. */
    reasons: () => audited(sso.app, "session.sign-in", "denied").join(),
    async close() {
      await sso.close();
      await hostile.close();
    },
  });
}
