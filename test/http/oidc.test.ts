import { expect } from "chai";
import { audited, type Browser, callbackUrl, publicBaseUrl, type Sso, startSso } from "../support/single-sign-on.ts";

const alice = { preferred_username: "alice", email: "alice@example.com", name: "Alice Liddell" };
const cookie = "__Host-borgdeck";

describe("single sign-on", () => {
  let sso: Sso;
  let browser: Browser;
  beforeEach(async () => {
    sso = await startSso();
    sso.provider.user("a-1", alice);
    browser = sso.browser();
  });
  afterEach(() => sso.close());

  it("is offered with the provider's name, at the public address", async () => {
    expect((await browser.get("/api/auth/methods")).json.oidc).to.deep.equal({
      name: "Single sign-on",
      loginUrl: `${publicBaseUrl}/api/auth/oidc/login`,
    });
    await sso.set({ enabled: false });
    expect((await browser.get("/api/auth/methods")).json.oidc).to.equal(null);
    expect((await browser.get("/api/auth/oidc/login")).headers.location).to.equal("/sign-in?problem=oidc-failed");
  });

  it("signs in with PKCE, state and nonce, and goes where the browser wanted", async () => {
    const { passed, location } = await browser.trip("/api/auth/oidc/login?returnTo=%2Fruns%3Fpage%3D2%23last");
    expect(location).to.equal("/runs?page=2#last");
    const query = Object.fromEntries(passed[0]?.searchParams ?? []);
    expect(query).to.deep.include({
      redirect_uri: callbackUrl,
      scope: "openid profile email",
      code_challenge_method: "S256",
    });
    for (const name of ["state", "nonce", "code_challenge"]) expect(query[name]).to.match(/^[\w-]{43}$/);
    const session = await browser.session();
    expect(session).to.deep.include({ method: "oidc", assurance: "provider", obligation: null });
    expect(session.user).to.deep.include({
      username: "alice",
      displayName: "Alice Liddell",
      email: "alice@example.com",
      door: "oidc",
      role: "viewer",
    });
    expect(session.user.factors).to.deep.include({ oidc: true, password: false });
    expect(session.stepUp.methods).to.deep.equal(["oidc"]);
    expect(audited(sso.app, "session.sign-in", "ok")).to.deep.equal(["single sign-on"]);
  });

  it("knows the user again by issuer and subject, whatever the name is now", async () => {
    await browser.trip();
    const { id } = (await browser.session()).user;
    sso.provider.user("a-1", { ...alice, preferred_username: "alice.new", name: "Alice Hargreaves" });
    const other = sso.browser();
    await other.trip();
    expect((await other.session()).user).to.deep.include({ id, displayName: "Alice Hargreaves" });
    expect(sso.app.users.list()).to.have.length(2);
  });

  it("begins a new session and ends the one before", async () => {
    await browser.client.signIn();
    const before = browser.client.jar.get(cookie) as string;
    await browser.trip();
    expect(browser.client.jar.get(cookie)).not.to.equal(before);
    const old = await sso.app.client().get("/api/session", { headers: { cookie: `${cookie}=${before}` } });
    expect(old.status).to.equal(401);
  });

  it("sends a browser that another site sent here to the sign-in page, where its user decides", async () => {
    for (const site of ["cross-site", "same-site"]) {
      const headers = { "sec-fetch-site": site, "sec-fetch-mode": "navigate" };
      const reply = await browser.client.get("/api/auth/oidc/login?returnTo=/runs", { headers });
      expect(reply.status).to.equal(303);
      expect(reply.headers.location).to.equal("/sign-in?returnTo=%2Fruns");
    }
    expect(browser.client.jar.size).to.equal(0);
  });

  it("tells that the user said no, and keeps the provider's words to the journal", async () => {
    sso.provider.state.signsIn = null;
    const { location, reply } = await browser.trip();
    expect(location).to.equal("/sign-in?problem=oidc-denied");
    expect(reply.text).not.to.include("script");
    expect(audited(sso.app, "session.sign-in", "denied").join()).to.include("access_denied");
    expect((await browser.get("/api/session")).status).to.equal(401);
  });

  it("tells that the provider does not answer, and asks it again later", async () => {
    await sso.set({ discoveryUrl: sso.provider.issuer.replace("127.0.0.1", "127.0.0.99") });
    expect((await browser.get("/api/auth/oidc/login")).headers.location).to.equal("/sign-in?problem=oidc-failed");
    expect(audited(sso.app, "session.sign-in", "denied").join()).to.match(/could not be read.*ECONNREFUSED/);
    await sso.set({ discoveryUrl: sso.provider.issuer });
    expect((await browser.trip()).location).to.equal("/");
  });

  it("counts as step-up only where the provider says that the user signed in just now", async () => {
    await browser.trip();
    expect((await browser.session()).stepUp.until).to.equal(null);
    const telling = await startSso({ provider: { client: { require_auth_time: true } } });
    telling.provider.user("a-1", alice);
    browser = telling.browser();
    await browser.trip();
    expect((await browser.session()).stepUp.until).not.to.equal(null);
    telling.app.clock.advance(6 * 60_000);
    await browser.trip(); // the provider still knows the browser and asks nobody
    expect(telling.provider.state.prompts).to.equal(1);
    expect((await browser.session()).stepUp.until).to.equal(null);
    await telling.close();
  });
});
