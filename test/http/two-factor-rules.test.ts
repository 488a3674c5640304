import { expect } from "chai";
import { password } from "../support/identity.ts";
import { type Client, type IdentityApp, startIdentityApp } from "../support/identity-app.ts";
import { enrol, halfWay, stepMs } from "../support/two-factor.ts";

const minute = 60_000;
const next = "eine ganz neue losung";

describe("two-factor that is required for a role", () => {
  let app: IdentityApp;
  let client: Client;
  beforeEach(async () => {
    app = await startIdentityApp();
    const { value } = app.settings.auth.read();
    await app.settings.auth.write({ ...value, requireTotpFor: ["admin"] });
    client = app.client();
    await client.signIn();
  });
  afterEach(() => app.close());

  it("lets nothing else through on the server until it is set up", async () => {
    const session = (await client.get("/api/session")).json;
    expect([session.obligation, session.allowed]).to.deep.equal(["set-up-totp", []]);
    for (const [method, path] of [
      ["GET", "/api/status"],
      ["GET", "/api/events"],
      ["GET", "/api/users"],
      ["POST", "/api/repositories/repohome/key"],
    ] as const) {
      const reply = await client.send(method, path);
      expect([path, reply.status, reply.json?.code]).to.deep.equal([path, 403, "totp-required"]);
    }
    await enrol(app, client);
    expect((await client.get("/api/session")).json.obligation).to.equal(null);
    expect((await client.get("/api/status")).status).to.equal(200);
  });

  it("is due again at once after it was turned off, also in other sessions", async () => {
    const factor = await enrol(app, client);
    const half = await halfWay(app);
    await half.post("/api/session/totp", { code: factor.code() });
    app.clock.advance(stepMs);
    await client.send("DELETE", "/api/account/totp", { body: { password, code: factor.code() } });
    for (const one of [client, half]) expect((await one.get("/api/status")).json.code).to.equal("totp-required");
  });

  it("comes after a password that must be changed", async () => {
    await app.users.update(app.adminId, (user) => ({ ...user, mustChangePassword: true }));
    expect((await client.get("/api/session")).json.obligation).to.equal("change-password");
    const body = { currentPassword: password, newPassword: next };
    expect((await client.send("PUT", "/api/account/password", { body })).status).to.equal(204);
    expect((await client.get("/api/session")).json.obligation).to.equal("set-up-totp");
  });
});

describe("an administrator who takes factors off", () => {
  let app: IdentityApp;
  let admin: Client;
  let olga: Client;
  let olgaId: string;
  beforeEach(async () => {
    app = await startIdentityApp();
    const { hash } = app.users.get(app.adminId)?.password ?? { hash: "" };
    const made = await app.identity.accounts.create(
      { door: "local", subject: "olga", username: "olga", role: "operator", password: { version: 1, hash } },
      null,
      "test",
    );
    olgaId = made.id;
    admin = app.client();
    olga = app.client();
    await admin.signIn();
    await olga.signIn("olga");
    await enrol(app, olga);
  });
  afterEach(() => app.close());

  it("ends the user's sessions, and the password alone signs in again", async () => {
    expect((await admin.post(`/api/users/${olgaId}/reset-factors`, undefined)).status).to.be.oneOf([200, 204]);
    expect((await olga.get("/api/session")).status).to.equal(401);
    expect((await app.client().signIn("olga")).json.session.user.factors.totp).to.equal(false);
    const entry = app.entries.find(({ event }) => event === "user.reset-factors");
    expect([entry?.actor?.username, entry?.target]).to.deep.equal(["admin", olgaId]);
    expect(app.secrets.has(`totp/${olgaId}`)).to.equal(false);
  });

  it("needs presence, and to be an administrator", async () => {
    expect((await olga.post(`/api/users/${olgaId}/reset-factors`, undefined)).status).to.equal(403);
    app.clock.advance(5 * minute + 1);
    const reply = await admin.post(`/api/users/${olgaId}/reset-factors`, undefined);
    expect([reply.status, reply.json.code]).to.deep.equal([403, "step-up-required"]);
  });

  it("cannot take off its own: that would be a way around its code", async () => {
    await enrol(app, admin);
    expect((await admin.post(`/api/users/${app.adminId}/reset-factors`, undefined)).status).to.equal(403);
    expect(app.identity.accounts.get(app.adminId)?.totp).not.to.equal(null);
  });
});
