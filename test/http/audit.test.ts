import { expect } from "chai";
import { AuditEntry } from "../../schemas/audit.ts";
import { fieldErrors } from "../../src/validate.ts";
import { password } from "../support/identity.ts";
import { type Client, type IdentityApp, startIdentityApp, strangerAddress } from "../support/identity-app.ts";
import { type PasskeyApp, startPasskeyApp } from "../support/passkey-app.ts";
import { enrol } from "../support/two-factor.ts";

describe("the audit journal", () => {
  let app: IdentityApp;
  let admin: Client;
  before(async () => {
    app = await startIdentityApp();
    admin = app.client();
    await app.client(strangerAddress).signIn("admin", "wrong", { headers: { "user-agent": 'evil\u00a0"ua"' } });
    await admin.signIn();
  });
  after(() => app.close());

  it("shows an administrator what happened, newest first, with actor, addresses, user agent and outcome", async () => {
    const { status, json, headers } = await admin.get("/api/audit");
    expect([status, headers["cache-control"]]).to.deep.equal([200, "no-store"]);
    const [newest, before] = json.items;
    expect(newest).to.deep.include({
      event: "session.sign-in",
      outcome: "ok",
      actor: { userId: app.adminId, username: "admin" },
      target: app.adminId,
    });
    expect(newest.id).to.be.a("string");
    expect(before).to.deep.include({ outcome: "denied", address: strangerAddress, peer: strangerAddress, actor: null });
    expect(before.userAgent).to.contain("evil");
  });

  it("is filtered and paged", async () => {
    const denied = await admin.get("/api/audit?outcome=denied&event=session");
    expect(denied.json.items).to.have.length(1);
    const first = await admin.get("/api/audit?limit=1");
    expect(first.json.items).to.have.length(1);
    const second = await admin.get(`/api/audit?limit=1&cursor=${first.json.next}`);
    expect(second.json.items[0].id).not.to.equal(first.json.items[0].id);
    expect((await admin.get("/api/audit?outcome=nothing")).status).to.equal(422);
  });

  it("is for administrators only, and nobody can write to it", async () => {
    expect((await app.client().get("/api/audit")).status).to.equal(401);
    await app.users.update(app.adminId, (user) => ({ ...user, role: "operator" }));
    expect((await admin.get("/api/audit")).status).to.equal(403);
    await app.users.update(app.adminId, (user) => ({ ...user, role: "admin" }));
    for (const method of ["POST", "PUT", "PATCH", "DELETE"])
      expect((await admin.send(method, "/api/audit")).status, method).to.equal(405);
  });

  it("keeps what is tried on a user, however much else strangers are refused", async () => {
    for (let n = 1; n <= 7; n += 1) {
      const junk = app.client(`127.9.0.${n}`);
      for (let turn = 0; turn < 10; turn += 1) {
        await junk.get("/healthz", { headers: { authorization: "Bearer bdk_x" } });
        await junk.post("/api/auth/invitation", { token: "x".repeat(30) });
        await junk.get("/api/auth/oidc/callback?state=x");
      }
    }
    for (let turn = 0; turn < 8; turn += 1) await app.client("127.8.0.1").signIn("admin", `wrong ${turn}`);
    const guesses = app.entries.filter(({ address }) => address === "127.8.0.1");
    expect(guesses.map(({ outcome, target }) => [outcome, target])).to.deep.equal(
      Array.from({ length: 8 }, () => ["denied", app.adminId]),
    );
    app.clock.advance(60_000);
    const { json } = await admin.get("/api/audit?event=audit.omit");
    expect(json.items).to.have.length(1);
    expect(json.items[0].detail).to.match(/^Not recorded: 170 denials \(addresses: 6; /);
  });

  it("is not filled by what somebody does to their own account", async () => {
    const recorded = () => app.entries.filter(({ event }) => event === "account.change").length;
    const rename = (displayName: string) => admin.send("PATCH", "/api/account", { body: { displayName } });
    expect((await rename("Ada")).status).to.equal(200);
    expect((await rename("Ada")).json.user.displayName).to.equal("Ada");
    expect(recorded(), "nothing changed").to.equal(1);
    const statuses: number[] = [];
    for (let turn = 0; turn < 70; turn += 1) statuses.push((await rename(`Ada ${turn}`)).status);
    expect(statuses.indexOf(429)).to.equal(58);
    expect(recorded()).to.equal(59);
    expect((await admin.send("DELETE", "/api/account/sessions")).status, "ending things is another matter").to.equal(
      204,
    );
    app.clock.advance(60_000);
    expect((await rename("Ada again")).status).to.equal(200);
  });

  it("holds no password, whatever field it was typed into", async () => {
    await app.client().signIn(password, "x");
    expect(JSON.stringify(app.entries)).not.to.contain(password);
  });
});

describe("what is recorded", () => {
  let app: PasskeyApp;
  let admin: Client;
  const agent = { headers: { "user-agent": "Test Browser 1" } };
  before(async () => {
    app = await startPasskeyApp();
    admin = app.client();
  });
  after(() => app.close());

  /** The events of some work, each with how it ended. */
  const eventsOf = async (work: () => Promise<unknown>) => {
    const before = app.entries.length;
    await work();
    return app.entries.slice(before).map(({ event, outcome }) => `${event} ${outcome}`);
  };

  it("is every event of signing in, factors, users, roles, tokens and settings", async () => {
    const events = await eventsOf(async () => {
      await admin.signIn("admin", "wrong", agent);
      await admin.signIn("admin", password, agent);
      await app.add(admin);
      const made = await admin.post("/api/users", { username: "bea", role: "viewer", start: "password" }, agent);
      const path = `/api/users/${made.json.user.id}`;
      await admin.send("PATCH", path, { ...agent, body: { role: "operator" } });
      await admin.send("PUT", `${path}/grants/repohome`, { ...agent, body: { role: "operator" } });
      await admin.send("DELETE", `${path}/grants/repohome`, agent);
      await admin.post(`${path}/deactivate`, undefined, agent);
      await admin.post(`${path}/invite`, undefined, agent);
      await admin.send("DELETE", path, agent);
      const token = { name: "script", scopes: ["status"], expiresInDays: null };
      const { json } = await admin.post("/api/account/tokens", token, agent);
      await admin.send("DELETE", `/api/account/tokens/${json.token.id}`, agent);
      const settings = (await admin.get("/api/settings/auth", agent)).json;
      const { revision: _revision, ...value } = settings;
      await admin.send("PUT", "/api/settings/auth", { ...agent, body: { ...value, requireTotpFor: ["operator"] } });
      await admin.send("DELETE", app.path(), agent);
      const factor = await enrol(app, admin);
      await admin.post("/api/account/totp/recovery-codes", { password, code: factor.code() }, agent);
      const body = { currentPassword: password, newPassword: "eine ganz neue losung" };
      await admin.send("PUT", "/api/account/password", { ...agent, body });
      await admin.send("DELETE", "/api/session", agent);
    });
    expect(events).to.include.members([
      "session.sign-in denied",
      "session.sign-in ok",
      "passkey.add ok",
      "user.create ok",
      "user.change ok",
      "grant.set ok",
      "grant.remove ok",
      "user.remove ok",
      "token.create ok",
      "token.revoke ok",
      "settings.change ok",
      "passkey.remove ok",
      "totp.enable ok",
      "recovery-codes.renew ok",
      "password.change ok",
      "session.sign-out ok",
    ]);
  });

  it("says who did it, from where and with what, wherever somebody was signed in", () => {
    const done = app.entries.filter(({ actor, userAgent }) => actor !== null && userAgent === "Test Browser 1");
    expect(done.length).to.be.above(10);
    for (const entry of done) {
      expect(entry.actor, entry.event).to.deep.equal({ userId: app.adminId, username: "admin" });
      expect([entry.peer, entry.address], entry.event).to.deep.equal(["127.0.0.1", "127.0.0.1"]);
      expect(fieldErrors(AuditEntry, entry), entry.event).to.deep.equal({});
    }
  });

  it("is who was refused by a role, or because another site asked: once an hour", async () => {
    await app.addUser("vera");
    const viewer = app.client();
    await viewer.signIn("vera", "eine ganz neue losung");
    const elsewhere = app.client();
    const events = await eventsOf(async () => {
      for (let turn = 0; turn < 3; turn += 1) {
        await viewer.get("/api/audit");
        await elsewhere.signIn("vera", "x", { headers: { "sec-fetch-site": "cross-site" } });
      }
    });
    expect(events).to.deep.equal(["request.refuse denied", "request.refuse denied"]);
    const [role, site] = app.entries.slice(-2);
    expect(role).to.deep.include({ target: "GET /api/audit", detail: "not-allowed" });
    expect(role?.actor?.username).to.equal("vera");
    expect(site).to.deep.include({ target: "POST /api/session", detail: "cross-site", actor: null });
  });
});
