import { expect } from "chai";
import type { BrowserContext, CDPSession, Page } from "playwright-core";
import { openPage, useBrowser } from "../support/browser.ts";
import { password } from "../support/identity.ts";
import { type IdentityApp, startIdentityApp } from "../support/identity-app.ts";
import { freePort } from "../support/proxy.ts";

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of a body by its assertions
  readonly json: any;
}

describe("passkeys in Chromium, on the service's own routes", () => {
  const browser = useBrowser();
  let app: IdentityApp;
  let context: BrowserContext;
  let page: Page;
  let cdp: CDPSession;
  let authenticatorId: string;
  let origin: string;

  beforeEach(async () => {
    const port = await freePort();
    origin = `http://localhost:${port}`;
    app = await startIdentityApp({ port, config: { publicBaseUrl: origin } });
    ({ page, context } = await openPage(browser()));
    // A page of the service's origin without scripts of its own: what runs in it is the browser's WebAuthn.
    await page.route(`${origin}/blank`, (route) =>
      route.fulfill({ contentType: "text/html", body: '<input autocomplete="username webauthn">' }),
    );
    await page.goto(`${origin}/blank`);
    cdp = await context.newCDPSession(page);
    await cdp.send("WebAuthn.enable", { enableUI: false });
    ({ authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    }));
  });
  afterEach(async () => {
    await context.close();
    await app.close();
  });

  const send = (path: string, body: unknown, method = "POST"): Promise<Answer> =>
    page.evaluate(
      async ([where, how, what]) => {
        const init = what === null ? {} : { body: what, headers: { "content-type": "application/json" } };
        const reply = await fetch(where, { method: how, ...init });
        const text = await reply.text();
        return { status: reply.status, json: text === "" ? null : JSON.parse(text) };
      },
      [path, method, body === null ? null : JSON.stringify(body)] as const,
    );

  /** What navigator.credentials makes of options, as JSON; the name of its error where it refuses. */
  const ceremony = (kind: "create" | "get", options: unknown, mediation?: "conditional"): Promise<unknown> =>
    page.evaluate(
      async ([which, given, how]) => {
        try {
          const credential =
            which === "create"
              ? await navigator.credentials.create({
                  publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(given),
                })
              : await navigator.credentials.get({
                  publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(given),
                  ...(how === null ? {} : { mediation: how }),
                });
          return (credential as PublicKeyCredential).toJSON();
        } catch (error) {
          return (error as Error).name;
        }
      },
      [kind, options as never, mediation ?? null] as const,
    );

  const enrol = async () => {
    await send("/api/session", { username: "admin", password });
    const begun = await send("/api/account/passkeys/options", { password });
    const response = await ceremony("create", begun.json);
    return send("/api/account/passkeys", { name: "Chromium", response });
  };

  const signIn = async (mediation?: "conditional") => {
    const begun = await send("/api/auth/passkey/options", {});
    return send("/api/auth/passkey", await ceremony("get", begun.json, mediation));
  };

  const signOut = () => send("/api/session", null, "DELETE");

  it("are made, sign in with nobody named, prove presence and are removed", async () => {
    expect((await enrol()).status).to.equal(201);
    expect((await send("/api/auth/methods", null, "GET")).json.passkey).to.equal(true);
    await signOut();
    expect((await send("/api/session", null, "GET")).status).to.equal(401);

    const signedIn = await signIn();
    expect(signedIn.json.session).to.deep.include({ method: "passkey", assurance: "two-factor" });
    expect(signedIn.json.session.user.username).to.equal("admin");

    app.clock.advance(6 * 60_000);
    const [{ id }] = (await send("/api/account/passkeys", null, "GET")).json.items;
    expect((await send(`/api/account/passkeys/${id}`, null, "DELETE")).json.code).to.equal("step-up-required");
    const begun = await send("/api/session/step-up/passkey-options", {});
    const proved = await send("/api/session/step-up", { passkey: await ceremony("get", begun.json) });
    expect(proved.status).to.equal(200);
    expect((await send(`/api/account/passkeys/${id}`, null, "DELETE")).status).to.equal(204);
    expect((await send("/api/auth/methods", null, "GET")).json.passkey).to.equal(false);
  });

  it("sign in from the browser's autofill", async () => {
    await enrol();
    await signOut();
    const signedIn = await signIn("conditional");
    expect(signedIn.json.session.user.username).to.equal("admin");
  });

  it("are not made twice on one device", async () => {
    expect((await enrol()).status).to.equal(201);
    const again = await send("/api/account/passkeys/options", { password });
    expect(await ceremony("create", again.json)).to.equal("InvalidStateError");
  });

  it("stay unused where the device does not verify who is there", async () => {
    await enrol();
    await signOut();
    await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
    const begun = await send("/api/auth/passkey/options", {});
    expect(await ceremony("get", begun.json)).to.equal("NotAllowedError");
  });

  it("that were copied are found out by their counter", async () => {
    await enrol();
    const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
    const [copy] = credentials;
    if (!copy) throw new Error("no passkey was made");
    await signOut();
    expect((await signIn()).status).to.equal(200);
    await signOut();
    await cdp.send("WebAuthn.removeCredential", { authenticatorId, credentialId: copy.credentialId });
    await cdp.send("WebAuthn.addCredential", { authenticatorId, credential: copy });
    const refused = await signIn();
    expect([refused.status, refused.json.code]).to.deep.equal([400, "passkey-refused"]);
    expect(app.entries.some(({ event }) => event === "passkey.clone-suspected")).to.equal(true);
  });

  it("can be begun from the pages, and from no other answer", async () => {
    const allowed = async (path: string) => {
      await page.goto(origin + path);
      expect(new URL(page.url()).pathname).to.equal(path);
      return page.evaluate(() => {
        const { featurePolicy } = document as unknown as { featurePolicy: { allowsFeature(name: string): boolean } };
        return ["publickey-credentials-get", "publickey-credentials-create"].map((name) =>
          featurePolicy.allowsFeature(name),
        );
      });
    };
    expect(await allowed("/sign-in")).to.deep.equal([true, true]);
    expect(await allowed("/auth/return")).to.deep.equal([true, true]);
    expect(await allowed("/api/openapi.json")).to.deep.equal([false, false]);
  });
});
