import { generateKeyPairSync } from "node:crypto";
import { expect } from "chai";
import { exportJWK, SignJWT } from "jose";
import { clientId } from "../support/identity-provider.ts";
import { audited, type Browser, publicBaseUrl, type Sso, startSso } from "../support/single-sign-on.ts";

const logoutEvent = "http://schemas.openid.net/event/backchannel-logout";
const path = "/api/auth/oidc/backchannel-logout";

describe("signing out with single sign-on", () => {
  let sso: Sso;
  let browser: Browser;
  beforeEach(async () => {
    sso = await startSso();
    sso.provider.user("a-1", { preferred_username: "alice" });
    browser = sso.browser();
    await browser.trip();
  });
  afterEach(() => sso.close());
  const status = async (who: Browser) => (await who.get("/api/session")).status;

  describe("begun here", () => {
    it("leads through the provider, with the ID token as its hint, and back", async () => {
      const reply = await browser.client.send("DELETE", "/api/session");
      const url = new URL(reply.json.signOutUrl);
      expect(url.origin + url.pathname).to.equal(`${sso.provider.issuer}/session/end`);
      expect(Object.fromEntries(url.searchParams)).to.include({
        client_id: clientId,
        post_logout_redirect_uri: `${publicBaseUrl}/`,
      });
      expect(url.searchParams.get("id_token_hint")).to.match(/^[\w-]+\.[\w-]+\.[\w-]+$/);
      expect(await status(browser)).to.equal(401);
      expect((await browser.throughProvider(url)).href).to.equal(`${publicBaseUrl}/`);
      await browser.trip();
      expect(sso.provider.state.prompts, "the provider asks again").to.equal(2);
    });

    it("is nothing for a local session, and never fails because the provider is down", async () => {
      const local = sso.browser();
      await local.client.signIn();
      expect((await local.client.send("DELETE", "/api/session")).json).to.deep.equal({ signOutUrl: null });
      // The same provider written otherwise, so that it is asked anew.
      await sso.set({ discoveryUrl: `${sso.provider.issuer}/.well-known/openid-configuration` });
      await sso.provider.close();
      const reply = await browser.client.send("DELETE", "/api/session");
      expect([reply.status, reply.json]).to.deep.equal([200, { signOutUrl: null }]);
      expect(await status(browser)).to.equal(401);
    });
  });

  describe("begun at the provider", () => {
    it("ends the session here at once", async () => {
      const other = sso.browser(); // another session of the same user at the provider
      await other.trip();
      const end = new URL(`${sso.provider.issuer}/session/end?client_id=${clientId}`);
      end.searchParams.set("post_logout_redirect_uri", `${publicBaseUrl}/`);
      await browser.throughProvider(end);
      expect(await status(browser)).to.equal(401);
      expect(await status(other), "of another session there").to.equal(200);
      expect(audited(sso.app, "session.provider-sign-out", "ok")).to.deep.equal(["by the provider: one session"]);
    });
  });

  describe("a logout token", () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    let keys: object;
    before(async () => {
      keys = { keys: [{ ...(await exportJWK(publicKey)), kid: "k1", alg: "RS256", use: "sig" }] };
    });
    let own: Sso;
    let there: Browser;
    beforeEach(async () => {
      // The real provider but for its keys, so that the test can sign.
      own = await startSso({
        fetch: async (url, options) => {
          if (new URL(url).pathname === "/jwks" && own.provider.state.signsIn === null) return Response.json(keys);
          return fetch(url, { ...(options as RequestInit), redirect: "manual" });
        },
      });
      own.provider.user("a-1", { preferred_username: "alice" });
      there = own.browser();
      await there.trip();
      own.provider.state.signsIn = null;
    });
    afterEach(() => own.close());

    const sidOf = () => own.app.sessions.list()[0]?.data.oidc?.sid as string;
    const token = (change: Record<string, unknown> = {}, header: object = {}) => {
      const claims = { sub: "a-1", events: { [logoutEvent]: {} }, jti: `j-${Math.random()}`, ...change };
      const payload = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
      const signed = new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid: "k1", typ: "logout+jwt", ...header });
      if (!("iss" in change)) signed.setIssuer(own.provider.issuer);
      if (!("aud" in change)) signed.setAudience(clientId);
      if (!("iat" in change)) signed.setIssuedAt();
      return signed.setExpirationTime("2m").sign(privateKey);
    };
    const send = (logoutToken: string, headers: Record<string, string> = {}) =>
      own.app.client().send("POST", path, {
        body: new URLSearchParams({ logout_token: logoutToken }).toString(),
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          "sec-fetch-site": "cross-site",
          host: "borgdeck:8081",
          ...headers,
        },
      });

    it("ends all sessions of a subject, under whatever name the provider knows us", async () => {
      const reply = await send(await token());
      expect([reply.status, reply.text, reply.headers["cache-control"]]).to.deep.equal([200, "", "no-store"]);
      expect(await status(there)).to.equal(401);
    });

    it("ends one session by its sid", async () => {
      expect((await send(await token({ sub: undefined, sid: "another" }))).status).to.equal(200);
      expect(await status(there)).to.equal(200);
      expect((await send(await token({ sub: undefined, sid: sidOf() }))).status).to.equal(200);
      expect(await status(there)).to.equal(401);
    });

    it("ends streams and nothing else: a local session stays", async () => {
      const local = own.browser();
      await local.client.signIn();
      await send(await token());
      expect(await status(local)).to.equal(200);
    });

    it("counts once", async () => {
      const first = await token({ sub: "somebody else" });
      expect((await send(first)).status).to.equal(200);
      expect((await send(first)).status).to.equal(400);
    });

    for (const [what, change, header] of [
      ["of another type", {}, { typ: "JWT" }],
      ["without a type", {}, { typ: undefined }],
      ["of another issuer", { iss: "https://evil.example" }, {}],
      ["for another audience", { aud: "somebody" }, {}],
      ["without events", { events: undefined }, {}],
      ["about another event", { events: { "https://example.com/other": {} } }, {}],
      ["with a nonce", { nonce: "n" }, {}],
      ["without an id", { jti: undefined }, {}],
      ["that names nobody", { sub: undefined }, {}],
      ["that is old", { iat: Math.floor(Date.now() / 1000) - 400 }, {}],
      ["of the future", { iat: Math.floor(Date.now() / 1000) + 86_400 }, {}],
      ["with a key of its own", {}, { jwk: { kty: "oct", k: "AAAA" }, kid: "mine" }],
      ["with a key from elsewhere", {}, { jku: "http://127.0.0.1:1/keys", kid: "mine" }],
    ] as const) {
      it(`${what} is refused`, async () => {
        const reply = await send(await token(change, header));
        expect(reply.status).to.equal(400);
        expect(await status(there)).to.equal(200);
        expect(audited(own.app, "session.provider-sign-out", "denied")).to.have.length(1);
      });
    }

    it("without a signature, or signed with the client secret, is refused", async () => {
      const [, payload] = (await token()).split(".");
      const none = Buffer.from(JSON.stringify({ alg: "none", typ: "logout+jwt" })).toString("base64url");
      expect((await send(`${none}.${payload}.`)).status).to.equal(400);
      const secret = new SignJWT({ sub: "a-1", events: { [logoutEvent]: {} }, jti: "x" })
        .setProtectedHeader({ alg: "HS256", typ: "logout+jwt" })
        .setIssuer(own.provider.issuer)
        .setAudience(clientId)
        .setIssuedAt();
      expect((await send(await secret.sign(new TextEncoder().encode("a client secret: 100% + more")))).status).to.equal(
        400,
      );
      expect(await status(there)).to.equal(200);
    });

    it("is taken form-encoded only, once, and short", async () => {
      const good = await token();
      const json = await own.app.client().post(path, { logout_token: good });
      expect(json.status).to.equal(415);
      expect((await send("")).status).to.equal(422);
      const twice = await own.app.client().send("POST", path, {
        body: `logout_token=${good}&logout_token=${good}`,
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
      expect(twice.status).to.equal(422);
      expect((await send("x".repeat(9000))).status).to.equal(413);
      expect(await status(there)).to.equal(200);
    });

    it("finds nothing where single sign-on is off", async () => {
      await own.set({ enabled: false });
      expect((await send(await token())).status).to.equal(404);
    });
  });
});
