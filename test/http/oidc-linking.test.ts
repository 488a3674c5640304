import { expect } from "chai";
import { password } from "../support/identity.ts";
import { audited, type Browser, type Sso, startSso } from "../support/single-sign-on.ts";
import { enrol } from "../support/two-factor.ts";

const boss = { preferred_username: "Admin", email: "boss@example.com", name: "The Boss" };
const minute = 60_000;

describe("linking a local account to the provider", () => {
  let sso: Sso;
  let browser: Browser;
  const admin = () => sso.app.users.get(sso.app.adminId);
  beforeEach(async () => {
    sso = await startSso({ provider: { client: { require_auth_time: true } } });
    sso.provider.user("b-1", boss);
    browser = sso.browser();
  });
  afterEach(() => sso.close());

  const linkAt = async (from: Browser) => {
    const { url } = (await from.post("/api/account/oidc", {})).json;
    return from.arrive(await from.throughProvider(new URL(url)));
  };
  const linked = async () => {
    await browser.client.signIn();
    await linkAt(browser);
  };

  describe("by a name that a local account has", () => {
    it("asks, and never takes over", async () => {
      const { location } = await browser.trip("/api/auth/oidc/login?returnTo=/runs");
      expect(location).to.equal("/link");
      expect((await browser.get("/api/session")).status).to.equal(401);
      expect(admin()?.oidc).to.equal(null);
      expect(sso.app.users.list()).to.have.length(1);
      expect((await browser.get("/api/auth/oidc/link")).json).to.deep.equal({
        username: "admin",
        providerName: "Single sign-on",
        codeRequired: false,
      });
      expect((await sso.browser().get("/api/auth/oidc/link")).status).to.equal(404);
    });

    it("links by the password, signs in, and next time just signs in", async () => {
      await browser.trip("/api/auth/oidc/login?returnTo=/runs");
      const reply = await browser.post("/api/auth/oidc/link", { password });
      expect(reply.status).to.equal(200);
      expect(reply.json.returnTo).to.equal("/runs");
      expect(reply.json.session).to.deep.include({ method: "oidc", assurance: "provider" });
      expect((await browser.session()).user).to.deep.include({ id: sso.app.adminId, door: "local", displayName: null });
      expect(audited(sso.app, "oidc.link", "ok")).to.deep.equal([`${sso.provider.issuer} b-1`]);
      const other = sso.browser();
      expect((await other.trip()).location).to.equal("/");
      expect((await other.session()).user.id).to.equal(sso.app.adminId);
      expect((await browser.post("/api/auth/oidc/link", { password })).status).to.equal(404);
    });

    it("counts wrong passwords as any other attempt, with the same answer", async () => {
      await browser.trip();
      const first = await browser.post("/api/auth/oidc/link", { password: "wrong" });
      expect(first.json).to.deep.include({ status: 401, code: "wrong-credentials" });
      for (let tries = 0; tries < 9; tries += 1) await browser.post("/api/auth/oidc/link", { password: "wrong" });
      const throttled = await browser.post("/api/auth/oidc/link", { password });
      expect(throttled.json).to.deep.equal(first.json);
      expect(admin()?.oidc).to.equal(null);
    });

    it("needs the second factor where the account has one", async () => {
      await browser.client.signIn();
      const factor = await enrol(sso.app, browser.client);
      const other = sso.browser();
      await other.trip();
      expect((await other.get("/api/auth/oidc/link")).json.codeRequired).to.equal(true);
      expect((await other.post("/api/auth/oidc/link", { password })).status).to.equal(401);
      expect((await other.post("/api/auth/oidc/link", { password, code: factor.wrong() })).status).to.equal(401);
      sso.app.clock.advance(minute);
      expect((await other.post("/api/auth/oidc/link", { password, code: factor.code() })).status).to.equal(200);
    });

    it("is no way around a password that has to be changed: nothing is linked, and the password stays what it was", async () => {
      await sso.app.users.update(sso.app.adminId, (user) => ({ ...user, mustChangePassword: true }));
      await browser.trip();
      const reply = await browser.post("/api/auth/oidc/link", { password });
      expect(reply.json).to.deep.include({ status: 409, code: "conflict" });
      expect(reply.json.detail).to.include("has to be changed first");
      expect((await browser.get("/api/session")).status).to.equal(401);
      expect(admin()).to.deep.include({ oidc: null, mustChangePassword: true });
      expect(audited(sso.app, "oidc.link", "denied").join()).to.include("has to be changed");
    });

    it("is no way around two-factor that is required: the password alone links nothing", async () => {
      const { auth } = sso.app.settings;
      await auth.write({ ...auth.read().value, requireTotpFor: ["admin"] });
      await browser.trip();
      const reply = await browser.post("/api/auth/oidc/link", { password });
      expect(reply.json).to.deep.include({ status: 409, code: "conflict" });
      expect(reply.json.detail).to.include("set up two-factor first");
      expect((await browser.get("/api/session")).status).to.equal(401);
      expect(admin()?.oidc).to.equal(null);

      await browser.client.signIn();
      const factor = await enrol(sso.app, browser.client);
      const other = sso.browser();
      await other.trip();
      expect((await other.post("/api/auth/oidc/link", { password, code: factor.code() })).status).to.equal(200);
    });

    it("a stranger's guess is told of as nobody's, at whom it was aimed", async () => {
      await browser.trip();
      await browser.post("/api/auth/oidc/link", { password: "wrong" });
      const guess = sso.app.entries.find(({ event }) => event === "password.prove");
      expect(guess).to.deep.include({ outcome: "denied", actor: null, target: sso.app.adminId });
    });

    it("is over when another provider is set meanwhile", async () => {
      await browser.trip();
      await sso.set({ discoveryUrl: "https://other.example" });
      expect((await browser.post("/api/auth/oidc/link", { password })).status).to.equal(404);
      expect(admin()?.oidc).to.equal(null);
    });

    it("has waited too long after ten minutes", async () => {
      await browser.trip();
      sso.app.clock.advance(10 * minute);
      expect((await browser.post("/api/auth/oidc/link", { password })).status).to.equal(404);
    });

    it("links nobody whose account is not active", async () => {
      const { accounts } = sso.app.identity;
      await accounts.create({ door: "oidc", subject: "x y", username: "second", role: "admin" }, null, "test");
      await sso.app.users.update(sso.app.adminId, (user) => ({ ...user, active: false }));
      await browser.trip();
      const reply = await browser.post("/api/auth/oidc/link", { password });
      expect(reply.json).to.deep.include({ status: 403, code: "inactive-user" });
      expect(admin()?.oidc).to.equal(null);
    });

    it("makes an account of its own where the local one is linked to somebody else", async () => {
      await linked();
      sso.provider.user("b-2", boss);
      const other = sso.browser();
      await other.trip();
      const { user } = await other.session();
      expect(user).to.deep.include({ username: "Admin", door: "oidc", role: "viewer" });
      expect(user.id).not.to.equal(sso.app.adminId);
    });
  });

  describe("from one's account page", () => {
    it("links whom the provider names, whatever the name", async () => {
      sso.provider.user("b-3", { preferred_username: "somebody" });
      await browser.client.signIn();
      expect((await browser.get("/api/account")).json.oidc).to.deep.include({ linked: false, canLink: true });
      const { location } = await linkAt(browser);
      expect(location).to.equal("/account/security");
      expect(admin()?.oidc).to.deep.include({ issuer: sso.provider.issuer, subject: "b-3" });
      expect((await browser.session()).method).to.equal("password");
      expect((await browser.get("/api/account")).json.oidc).to.deep.include({ linked: true, canUnlink: true });
    });

    it("needs presence proved within five minutes, for both", async () => {
      await browser.client.signIn();
      sso.app.clock.advance(6 * minute);
      for (const method of ["POST", "DELETE"]) {
        const reply = await browser.client.send(method, "/api/account/oidc");
        expect([reply.status, reply.json?.code]).to.deep.equal([403, "step-up-required"]);
      }
    });

    it("refuses an account of the provider that belongs to another user", async () => {
      sso.provider.user("taken", { preferred_username: "alice" });
      await sso.browser().trip();
      await browser.client.signIn();
      expect((await linkAt(browser)).location).to.equal("/account/security?problem=oidc-taken");
      expect(admin()?.oidc).to.equal(null);
      expect(audited(sso.app, "oidc.link", "denied").join()).to.include("belongs to another user");
    });

    it("refuses a second account of the provider", async () => {
      await linked();
      sso.provider.user("b-9", boss);
      browser.jar.clear();
      expect((await linkAt(browser)).location).to.equal("/account/security?problem=oidc-taken");
      expect(admin()?.oidc?.subject).to.equal("b-1");
    });

    it("is for whoever began it: signed out or somebody else meanwhile, nothing is linked", async () => {
      await browser.client.signIn();
      const { url } = (await browser.post("/api/account/oidc", {})).json;
      await browser.client.send("DELETE", "/api/session");
      const { location } = await browser.arrive(await browser.throughProvider(new URL(url)));
      expect(location).to.equal("/account/security?problem=oidc-expired");
      expect(admin()?.oidc).to.equal(null);
    });

    it("unlinks, ends the sessions that rested on it, and asks again at the next sign-in", async () => {
      await linked();
      const other = sso.browser();
      await other.trip();
      expect((await browser.client.send("DELETE", "/api/account/oidc")).status).to.equal(204);
      expect(admin()?.oidc).to.equal(null);
      expect((await other.get("/api/session")).status).to.equal(401);
      expect((await browser.get("/api/session")).status).to.equal(200);
      expect((await other.trip()).location).to.equal("/link");
      expect(audited(sso.app, "oidc.unlink", "ok")).to.have.length(1);
    });

    it("does not unlink who would have no way in then", async () => {
      await linked();
      await sso.app.users.update(sso.app.adminId, (user) => ({ ...user, password: null }));
      const without = await browser.client.send("DELETE", "/api/account/oidc");
      expect([without.status, without.json.detail]).to.deep.equal([
        409,
        "Set a password first: without the link there would be no way in.",
      ]);
      sso.provider.user("alice", { preferred_username: "alice" });
      const alice = sso.browser();
      await alice.trip();
      expect((await alice.client.send("DELETE", "/api/account/oidc")).status).to.equal(409);
      expect((await alice.get("/api/account")).json.oidc).to.deep.include({ linked: true, canUnlink: false });
    });
  });

  describe("local sign-in switched off", () => {
    it("closes password, two-factor and passkeys, on the page and in the API", async () => {
      await linked();
      await sso.set({ disableLocalSignIn: true });
      const fresh = sso.app.client();
      expect((await fresh.get("/api/auth/methods")).json).to.deep.include({ password: false, passkey: false });
      expect((await fresh.signIn()).status).to.equal(404);
      for (const [path, body] of [
        ["/api/session/totp", { code: "123456" }],
        ["/api/session/recovery", { code: "abcd-efgh" }],
        ["/api/auth/passkey/options", undefined],
        ["/api/auth/token", { username: "admin", password }],
        ["/api/auth/oidc/link", { password }],
      ] as const) {
        expect((await fresh.post(path, body)).status, path).to.equal(404);
      }
      expect((await browser.get("/api/session")).status, "a session that a password began").to.equal(401);
      expect((await browser.trip()).location).to.equal("/");
      expect((await browser.client.send("DELETE", "/api/account/oidc")).json.detail).to.include("only way in");
    });

    it("closes them on the account too, for somebody who has them", async () => {
      await linked();
      await sso.set({ disableLocalSignIn: true });
      await browser.trip();
      const newPassword = "a quite different horse";
      const hash = admin()?.password;
      for (const [method, path, body] of [
        ["PUT", "/api/account/password", { currentPassword: password, newPassword }],
        ["POST", "/api/account/totp", { password }],
        ["GET", "/api/account/passkeys", undefined],
        ["POST", "/api/account/passkeys/options", { password }],
      ] as const) {
        const reply = await browser.client.send(method, path, body && { body });
        expect(reply.status, path).to.equal(404);
      }
      expect(admin()?.password).to.deep.equal(hash);
    });

    it("then a local name that is not linked has to ask an administrator", async () => {
      await linked();
      const { accounts } = sso.app.identity;
      await accounts.create({ door: "local", subject: "carol", username: "carol", role: "viewer" }, null, "test");
      await sso.set({ disableLocalSignIn: true });
      sso.provider.user("c-1", { preferred_username: "carol" });
      expect((await sso.browser().trip()).location).to.equal("/sign-in?problem=oidc-link");
    });
  });
});
