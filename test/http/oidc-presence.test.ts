import { expect } from "chai";
import { audited, type Browser, type Sso, startSso } from "../support/single-sign-on.ts";

const minute = 60_000;
const stepUp = "/api/auth/oidc/login?purpose=step-up&returnTo=/auth/return";
const cookie = "__Host-borgdeck";

describe("proving presence at the provider", () => {
  let sso: Sso;
  let browser: Browser;
  beforeEach(async () => {
    // The provider's clock is the real one; ours has reached it when presence is asked for.
    sso = await startSso({ startAt: Date.now() - 10 * minute });
    sso.provider.user("s-1", { preferred_username: "sam" });
    browser = sso.browser();
    await browser.trip();
    sso.app.clock.advance(10 * minute);
  });
  afterEach(() => sso.close());

  it("makes the user sign in there anew, and gives the session a new id", async () => {
    const before = await browser.session();
    const cookieBefore = browser.client.jar.get(cookie);
    expect(before.stepUp).to.deep.equal({ until: null, methods: ["oidc"] });
    const { passed, location } = await browser.trip(stepUp);
    expect(Object.fromEntries(passed[0]?.searchParams ?? [])).to.deep.include({ prompt: "login", max_age: "0" });
    expect(sso.provider.state.prompts).to.equal(2);
    expect(location).to.equal("/auth/return");
    expect(browser.client.jar.get(cookie)).not.to.equal(cookieBefore);
    const after = await browser.session();
    expect(after.stepUp.until).to.equal(new Date(sso.app.clock.now() + 5 * minute).toISOString());
    expect(after.authenticatedAt).to.equal(before.authenticatedAt);
    expect(audited(sso.app, "session.step-up", "ok")).to.deep.equal(["single sign-on"]);
    const old = await sso.app.client().get("/api/session", { headers: { cookie: `${cookie}=${cookieBefore}` } });
    expect(old.status).to.equal(401);
  });

  it("is not proved by another account of the provider", async () => {
    sso.provider.user("s-2", { preferred_username: "tom" });
    browser.jar.clear();
    expect((await browser.trip(stepUp)).location).to.equal("/auth/return?problem=oidc-other-user");
    expect((await browser.session()).stepUp.until).to.equal(null);
    expect((await browser.session()).user.username).to.equal("sam");
  });

  it("is nothing for who is not signed in, or not linked", async () => {
    const nobody = await sso.browser().get(stepUp);
    expect(nobody.headers.location).to.equal("/auth/return?problem=oidc-failed");
    const local = sso.browser();
    await local.client.signIn();
    expect((await local.get(stepUp)).headers.location).to.equal("/auth/return?problem=oidc-failed");
    expect(audited(sso.app, "session.step-up", "denied")).to.have.length(2);
  });
});
