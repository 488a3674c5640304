import { expect } from "chai";
import type { OidcSettingsRequest } from "../../schemas/sign-in-settings.ts";
import { oidcDefaults } from "../../src/settings/sign-in-settings.ts";
import { startHostileProvider } from "../support/hostile-provider.ts";
import { startIdentityApp } from "../support/identity-app.ts";
import { clientId, clientSecret, startIdentityProvider } from "../support/identity-provider.ts";
import {
  audited,
  type Browser,
  callbackUrl,
  createBrowser,
  publicBaseUrl,
  type Sso,
  startSso,
} from "../support/single-sign-on.ts";

const path = "/api/settings/oidc";

describe("settings of single sign-on", () => {
  let sso: Sso;
  let admin: Browser;
  beforeEach(async () => {
    sso = await startSso();
    await sso.app.settings.oidc.write(oidcDefaults);
    await sso.app.vault.remove("oidc/client-secret");
    admin = sso.browser();
    await admin.client.signIn();
  });
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    await sso.close();
    for (const close of closing.splice(0)) await close();
  });

  const form = (change: Partial<OidcSettingsRequest> = {}): OidcSettingsRequest => ({
    ...oidcDefaults,
    enabled: true,
    discoveryUrl: sso.provider.issuer,
    clientId,
    clientSecret,
    newUsers: "viewer",
    ...change,
  });
  const put = (change: Partial<OidcSettingsRequest> = {}, headers = {}) =>
    admin.client.send("PUT", path, { body: form(change), headers });
  const fieldsOf = async (change: Partial<OidcSettingsRequest>) => {
    const reply = await put(change);
    expect(reply.status).to.equal(422);
    return reply.json.fields as Record<string, string>;
  };

  it("begin switched off, and show the exact addresses to register", async () => {
    const { json } = await admin.get(path);
    expect(json).to.deep.include({
      enabled: false,
      scopes: "openid profile email",
      authMethod: "client_secret_basic",
      newUsers: "deny",
      clientSecretSet: false,
      callbackUrl,
      signOutReturnUrl: `${publicBaseUrl}/`,
      backchannelLogoutUrl: `${publicBaseUrl}/api/auth/oidc/backchannel-logout`,
      blockers: ["The client secret is not set."],
    });
    expect(json.claims).to.deep.include({ username: "preferred_username", email: "email", name: "name" });
  });

  it("are saved, and people sign in by them at once", async () => {
    const saved = await put({ providerName: "Home" });
    expect(saved.status).to.equal(200);
    expect(saved.json).to.deep.include({ enabled: true, clientSecretSet: true, blockers: [] });
    sso.provider.user("a-1", { preferred_username: "alice" });
    const browser = sso.browser();
    expect((await browser.get("/api/auth/methods")).json.oidc.name).to.equal("Home");
    expect((await browser.trip()).location).to.equal("/");
    expect(audited(sso.app, "settings.change", "ok").join())
      .to.include("enabled")
      .and.to.include("clientSecret");
  });

  it("never show the client secret, keep it where it is left out, and remove it for null", async () => {
    await put();
    const { clientSecret: _left, ...without } = form({ enabled: false });
    const kept = await admin.client.send("PUT", path, { body: without });
    expect(kept.json.clientSecretSet).to.equal(true);
    for (const reply of [kept, await admin.get(path)]) expect(reply.text).not.to.include(clientSecret.slice(0, 15));
    expect(JSON.stringify(sso.app.entries)).not.to.include(clientSecret.slice(0, 15));
    expect((await fieldsOf({ clientSecret: null }))["/clientSecret"]).to.include("needed");
    expect((await put({ enabled: false, clientSecret: null })).json.clientSecretSet).to.equal(false);
    expect(sso.app.secrets.has("oidc/client-secret")).to.equal(false);
  });

  it("are for administrators who proved presence, and a stale form is refused", async () => {
    const stale = await put({}, { "if-match": '"99"' });
    expect(stale.status).to.equal(412);
    expect(sso.app.secrets.has("oidc/client-secret")).to.equal(false);
    sso.app.clock.advance(6 * 60_000);
    for (const [method, at] of [
      ["PUT", path],
      ["POST", `${path}/test`],
    ] as const) {
      expect((await admin.client.send(method, at, { body: form() })).json.code).to.equal("step-up-required");
      expect((await sso.app.client().send(method, at, { body: form() })).status).to.equal(401);
    }
    await sso.app.settings.oidc.write({ ...oidcDefaults, enabled: true, newUsers: "viewer" });
    await sso.set({ discoveryUrl: sso.provider.issuer, clientId });
    await sso.app.vault.put("oidc/client-secret", "oidc.client-secret", clientSecret);
    sso.provider.user("v-1", { preferred_username: "vera" });
    const viewer = sso.browser();
    await viewer.trip();
    expect((await viewer.get(path)).status).to.equal(403);
  });

  it("name every field that is wrong", async () => {
    expect(
      await fieldsOf({
        discoveryUrl: "http://auth.example.com",
        scopes: "profile email",
        redirectUri: "https://x.example/cb?a=1",
        adminGroups: ["admins"],
        newUsers: "template",
        disableLocalSignIn: true,
      }),
    ).to.have.all.keys(
      "/discoveryUrl",
      "/scopes",
      "/redirectUri",
      "/claims/groups",
      "/templateUserId",
      "/disableLocalSignIn",
    );
    for (const discoveryUrl of [
      "nonsense",
      "ftp://x",
      "https://user:pw@x.example",
      "https://x.example/?a",
      "http://10.0.0.1",
    ]) {
      expect(await fieldsOf({ discoveryUrl }), discoveryUrl).to.have.all.keys("/discoveryUrl");
    }
  });

  it("take a redirect URI of one's own, under which people then sign in", async () => {
    const redirectUri = "https://other.test/prefix/api/auth/oidc/callback";
    const provider = await startIdentityProvider({ redirectUris: [redirectUri] });
    closing.push(provider.close);
    await put({ redirectUri, discoveryUrl: `${provider.issuer}/.well-known/openid-configuration` });
    expect((await admin.get(path)).json.callbackUrl).to.equal(redirectUri);
    provider.user("r-1", { preferred_username: "rita" });
    const browser = createBrowser(sso.app, provider.issuer);
    const { left, callback } = await browser.leave("/api/auth/oidc/login");
    expect(left.searchParams.get("redirect_uri")).to.equal(redirectUri);
    // A proxy there takes the prefix off.
    callback.pathname = callback.pathname.replace("/prefix", "");
    expect((await browser.arrive(callback)).location).to.equal("/");
    expect((await browser.session()).user.username).to.equal("rita");
  });

  for (const authMethod of ["client_secret_basic", "client_secret_post"] as const) {
    it(`${authMethod}: the secret goes where it says`, async () => {
      const provider = await startHostileProvider();
      closing.push(provider.close);
      const browser = createBrowser(sso.app, provider.issuer);
      await put({ discoveryUrl: provider.issuer, authMethod });
      const reply = await browser.client.get("/api/auth/oidc/login");
      const { location } = await browser.arrive(provider.callback(new URL(reply.headers.location ?? "")));
      expect(location).to.equal("/");
      const [sent] = provider.state.tokenRequests;
      const [inHeader] = provider.state.authorizations;
      if (authMethod === "client_secret_post") {
        expect(sent?.get("client_secret")).to.equal(clientSecret);
        expect(inHeader).to.equal(undefined);
      } else {
        // Form-encoded before it is joined (RFC 6749, 2.3.1).
        const pair = Buffer.from(inHeader?.replace("Basic ", "") ?? "", "base64").toString();
        expect(new URLSearchParams(`secret=${pair.split(":")[1]}`).get("secret")).to.equal(clientSecret);
        expect(sent?.has("client_secret")).to.equal(false);
      }
    });
  }

  describe("switching local sign-in off", () => {
    it("is refused until an active administrator has signed in or linked through this provider", async () => {
      await put();
      expect((await admin.get(path)).json.localSignInBlocker).to.include("No active administrator");
      expect((await fieldsOf({ disableLocalSignIn: true }))["/disableLocalSignIn"]).to.include(
        "No active administrator",
      );
      sso.provider.user("v-1", { preferred_username: "vera" });
      await sso.browser().trip();
      expect(await fieldsOf({ disableLocalSignIn: true })).to.have.all.keys("/disableLocalSignIn");

      sso.provider.user("b-1", { preferred_username: "boss" });
      const { url } = (await admin.post("/api/account/oidc", {})).json;
      await admin.arrive(await admin.throughProvider(new URL(url)));
      expect((await admin.get(path)).json.localSignInBlocker).to.equal(null);
      expect(await fieldsOf({ disableLocalSignIn: true, discoveryUrl: "https://other.example" })).to.have.all.keys(
        "/disableLocalSignIn",
      );
      expect(await fieldsOf({ disableLocalSignIn: true, enabled: false })).to.have.all.keys("/disableLocalSignIn");
      expect((await put({ disableLocalSignIn: true })).status).to.equal(200);
      expect((await sso.app.client().signIn()).status).to.equal(404);
    });

    it("the last administrator who can come in that way then stays one", async () => {
      await put();
      const { url } = (await admin.post("/api/account/oidc", {})).json;
      sso.provider.user("b-1", { preferred_username: "boss" });
      await admin.arrive(await admin.throughProvider(new URL(url)));
      await put({ disableLocalSignIn: true });
      await admin.trip();
      const { accounts } = sso.app.identity;
      await accounts.create({ door: "local", subject: "l", username: "l", role: "admin" }, null, "test");
      const refused = await accounts.patch(sso.app.adminId, { active: false }, {}, null).catch((error) => error.code);
      expect(refused).to.equal("conflict");
    });
  });

  describe("without a public address", () => {
    it("cannot be switched on, and say so", async () => {
      const app = await startIdentityApp();
      closing.push(app.close);
      const client = app.client();
      await client.signIn();
      const { json } = await client.get(path);
      expect(json.callbackUrl).to.equal(null);
      expect(json.blockers[0]).to.include("PUBLIC_BASE_URL");
      const reply = await client.send("PUT", path, { body: form(), headers: { "x-forwarded-host": "borgdeck.test" } });
      expect(reply.status).to.equal(422);
      expect(reply.json.fields["/enabled"]).to.include("PUBLIC_BASE_URL");
      expect((await client.get("/api/auth/oidc/login")).headers.location).to.equal("/sign-in?problem=oidc-failed");
    });
  });

  describe("under BASE_PATH", () => {
    it("the callback and every address have it, whether the proxy strips it or not", async () => {
      const base = "https://home.test/borg";
      const there = await startSso({
        config: { publicBaseUrl: base, basePath: "/borg" },
        provider: { redirectUris: [`${base}/api/auth/oidc/callback`] },
      });
      closing.push(there.close);
      there.provider.user("a-1", { preferred_username: "alice" });
      for (const strip of [true, false]) {
        const browser = there.browser();
        const { left, callback } = await browser.leave("/borg/api/auth/oidc/login?returnTo=/borg/runs");
        expect(left.searchParams.get("redirect_uri")).to.equal(`${base}/api/auth/oidc/callback`);
        if (strip) callback.pathname = callback.pathname.replace("/borg", "");
        expect((await browser.arrive(callback)).location).to.equal("/borg/runs");
        expect((await browser.session()).user.username).to.equal("alice");
      }
      const browser = there.browser();
      expect((await browser.trip()).location).to.equal("/borg/");
      expect((await browser.get("/api/auth/oidc/callback")).headers.location).to.equal(
        "/borg/sign-in?problem=oidc-expired",
      );
    });
  });

  it("OIDC_ALLOWED_RETURN_ORIGINS: exactly these origins may be returned to", async () => {
    const there = await startSso({ returnOrigins: ["https://home.example"] });
    closing.push(there.close);
    there.provider.user("a-1", { preferred_username: "alice" });
    const browser = there.browser();
    for (const [returnTo, location] of [
      ["https://home.example/board?x=1", "https://home.example/board?x=1"],
      ["https://home.example.evil/", "/"],
      ["http://home.example/", "/"],
      ["https://home.example:8443/", "/"],
      ["https://user@home.example/", "/"],
      ["//home.example/", "/"],
    ]) {
      const query = new URLSearchParams({ returnTo: returnTo ?? "" });
      expect((await browser.trip(`/api/auth/oidc/login?${query}`)).location, returnTo).to.equal(location);
    }
  });
});
