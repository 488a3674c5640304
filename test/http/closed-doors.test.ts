import { expect } from "chai";
import type { OidcSettingsRequest } from "../../schemas/sign-in-settings.ts";
import { deltaEveryMs } from "../../src/http/live/channel.ts";
import { isoTime } from "../../src/ports/clock.ts";
import { oidcDefaults } from "../../src/settings/sign-in-settings.ts";
import { type EventReader, readEvents } from "../support/event-reader.ts";
import { password } from "../support/identity.ts";
import type { Client } from "../support/identity-app.ts";
import { clientId, clientSecret } from "../support/identity-provider.ts";
import { createdAt } from "../support/records.ts";
import { eventually } from "../support/service.ts";
import { type Browser, type Sso, startSso } from "../support/single-sign-on.ts";
import { enrol } from "../support/two-factor.ts";

const alice = { preferred_username: "alice" };
const elsewhere = "https://other.example";

describe("doors that close while people are in", () => {
  let sso: Sso;
  let admin: Client;
  let boss: Browser;
  let readers: EventReader[];
  beforeEach(async () => {
    readers = [];
    sso = await startSso({ provider: { client: { require_auth_time: true } } });
    admin = sso.app.client();
    await admin.signIn();
    boss = await arrives();
  });
  afterEach(async () => {
    for (const reader of readers) reader.close();
    await sso.close();
  });

  const bossId = () => sso.app.users.list().find(({ door }) => door === "oidc")?.id ?? "";
  /** An administrator who comes through the provider. */
  const arrives = async () => {
    sso.provider.user("a-1", alice);
    await sso.browser().trip();
    await sso.app.identity.accounts.change(bossId(), () => ({ role: "admin" }), null, null);
    const browser = sso.browser();
    await browser.trip();
    return browser;
  };

  const form = (change: Partial<OidcSettingsRequest> = {}): OidcSettingsRequest => ({
    ...oidcDefaults,
    enabled: true,
    discoveryUrl: sso.provider.issuer,
    clientId,
    newUsers: "viewer",
    ...change,
  });
  const put = async (change: Partial<OidcSettingsRequest>, by: Client = admin) =>
    by.send("PUT", "/api/settings/oidc", { body: form(change) });
  const requireFor = async (...roles: string[]) => {
    const { revision: _revision, ...rules } = (await admin.get("/api/settings/auth")).json;
    return admin.send("PUT", "/api/settings/auth", { body: { ...rules, requireTotpFor: roles } });
  };

  const listen = async (client: Client, headers = {}) => {
    const reader = readEvents(await client.open("GET", "/api/events", { headers }));
    readers.push(reader);
    expect((await reader.next())?.event).to.equal("snapshot");
    return reader;
  };
  const expectSignedOut = async (reader: EventReader) => {
    expect((await reader.next())?.event).to.equal("signed-out");
    expect(await reader.next()).to.equal(null);
  };
  const expectOpen = async (reader: EventReader) => {
    // Everybody is told when the next run is: it becomes another each time.
    const { nextRunAt } = sso.app.stored.status;
    sso.app.stored.status = { nextRunAt: isoTime(Date.parse(nextRunAt ?? createdAt) + 1000) };
    sso.app.clock.advance(deltaEveryMs);
    sso.app.events.publish("status.changed", { plans: [], repositories: [] });
    expect((await reader.next())?.event).to.equal("delta");
  };

  for (const [what, change] of [
    ["another provider", { discoveryUrl: elsewhere }],
    ["another client of it", { clientId: "other" }],
    ["single sign-on being switched off", { enabled: false }],
  ] as const) {
    it(`${what} ends the sessions that rest on it, with their streams, and setting it back revives none`, async () => {
      const stream = await listen(boss.client);
      const mine = await listen(admin);
      expect((await put(change)).status).to.equal(200);
      await expectSignedOut(stream);
      expect((await boss.get("/api/session")).status).to.equal(401);
      expect((await put({})).status).to.equal(200);
      expect((await boss.get("/api/session")).status).to.equal(401);
      expect(sso.app.sessions.list().map(({ data }) => data.method)).to.deep.equal(["password"]);
      await expectOpen(mine);
    });
  }

  it("the provider being set again as it was ends nothing", async () => {
    const stream = await listen(boss.client);
    const same = `${sso.provider.issuer}/.well-known/openid-configuration`;
    expect((await put({ discoveryUrl: same, providerName: "Home" })).status).to.equal(200);
    expect((await boss.get("/api/session")).status).to.equal(200);
    await expectOpen(stream);
  });

  it("local sign-in being closed ends its sessions, signed tokens and streams, and opening it revives none", async () => {
    const { accessToken } = (await admin.post("/api/auth/token", { username: "admin", password })).json;
    const headers = { authorization: `Bearer ${accessToken}` };
    const [mine, byToken] = [await listen(admin), await listen(sso.app.client(), headers)];
    expect((await put({ disableLocalSignIn: true }, boss.client)).status).to.equal(200);
    await expectSignedOut(mine);
    await expectSignedOut(byToken);
    expect((await put({}, boss.client)).status).to.equal(200);
    expect((await admin.get("/api/session")).status).to.equal(401);
    expect((await sso.app.client().get("/api/status", { headers })).status).to.equal(401);
  });

  it("what an earlier process left of closed doors ends with the start", async () => {
    await sso.set({ enabled: false });
    const stop = sso.app.identity.start();
    await eventually(
      async () => sso.app.sessions.list().length,
      (left) => left === 1,
    );
    await sso.set({ enabled: true });
    expect((await boss.get("/api/session")).status).to.equal(401);
    expect((await admin.get("/api/session")).status).to.equal(200);
    stop();
  });

  it("API tokens rest while their user could not sign in, and their streams end", async () => {
    const made = await boss.post("/api/account/tokens", { name: "wall", scopes: ["status"], expiresInDays: null });
    const headers = { authorization: `Bearer ${made.json.secret}` };
    const wall = sso.app.client();
    const stream = await listen(wall, headers);
    await put({ discoveryUrl: elsewhere });
    await expectSignedOut(stream);
    expect((await wall.get("/api/status", { headers })).json.code).to.equal("invalid-token");
    await put({});
    expect((await wall.get("/api/status", { headers })).status).to.equal(200);
  });

  describe("two-factor being required", () => {
    it("ends the streams of who owes it now, as their requests are refused, and no others", async () => {
      const [mine, theirs] = [await listen(admin), await listen(boss.client)];
      expect((await requireFor("admin")).status).to.equal(200);
      await expectSignedOut(mine);
      expect((await admin.get("/api/status")).json.code).to.equal("totp-required");
      await expectOpen(theirs);
    });

    it("ends the stream of who gets such a role, or a password to change", async () => {
      await requireFor("operator");
      const { accounts } = sso.app.identity;
      for (const change of [{ role: "operator" }, { mustChangePassword: true }] as const) {
        const word = accounts.get(sso.app.adminId)?.password ?? null;
        const name = Object.keys(change).join().toLowerCase();
        const about = { door: "local", subject: name, username: name, role: "viewer", password: word } as const;
        const { id } = await accounts.create(about, null, "test");
        const client = sso.app.client();
        await client.signIn(name);
        const stream = await listen(client);
        await accounts.change(id, () => change, null, { name: "user.change", detail: "test" });
        await expectSignedOut(stream);
      }
    });

    it("can be set up by the administrator who required it, and then everything works again", async () => {
      await requireFor("admin");
      expect((await admin.get("/api/session")).json.obligation).to.equal("set-up-totp");
      await enrol(sso.app, admin);
      expect((await requireFor()).status).to.equal(200);
    });
  });

  describe("the last administrator who could sign in", () => {
    beforeEach(() => sso.app.identity.accounts.patch(sso.app.adminId, { role: "viewer" }, {}, null));

    for (const [at, change] of [
      ["/enabled", { enabled: false }],
      ["/discoveryUrl", { discoveryUrl: elsewhere }],
      ["/disableLocalSignIn", { discoveryUrl: elsewhere, disableLocalSignIn: true }],
    ] as const) {
      it(`comes through the provider: ${Object.keys(change).join(" and ")} cannot be changed`, async () => {
        const { status, json } = await put(change, boss.client);
        expect(status).to.equal(422);
        expect(json.fields).to.have.all.keys(at);
        expect((await boss.get("/api/session")).status).to.equal(200);
      });
    }

    it("is told to make another, and then it can be", async () => {
      expect((await put({ enabled: false }, boss.client)).json.fields["/enabled"]).to.include("with a password");
      await boss.post("/api/users", { username: "second", role: "admin", start: "password" });
      expect((await put({ enabled: false }, boss.client)).status).to.equal(200);
    });

    it("is not taken from two sides at once: while it is decided no user changes", async () => {
      const { accounts } = sso.app.identity;
      await accounts.patch(sso.app.adminId, { role: "admin" }, {}, null);
      let demoted: Promise<unknown> = Promise.resolve();
      const store = sso.app.vault.put;
      // Between the decision and the write of the settings somebody demotes the other one.
      sso.app.vault.put = async (...secret) => {
        demoted = accounts.patch(sso.app.adminId, { role: "viewer" }, {}, null).catch(({ code }) => code);
        await store(...secret);
        await sso.app.store.settings.update("oidc", (same) => same);
      };
      expect((await put({ enabled: false, clientSecret }, boss.client)).status).to.equal(200);
      expect(await demoted).to.equal("conflict");
      expect(accounts.get(sso.app.adminId)?.role).to.equal("admin");
    });
  });
});
