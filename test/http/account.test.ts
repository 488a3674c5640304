import { expect } from "chai";
import { password } from "../support/identity.ts";
import { type Client, type IdentityApp, proxyAddress, startIdentityApp } from "../support/identity-app.ts";

describe("one's own account", () => {
  let app: IdentityApp;
  let me: Client;
  beforeEach(async () => {
    app = await startIdentityApp();
    me = app.client();
    await me.signIn();
  });
  afterEach(() => app.close());

  const patch = (body: unknown) => me.send("PATCH", "/api/account", { body });
  const sessions = async (as = me) =>
    (await as.get("/api/account/sessions")).json.items as { id: string; current: boolean; kind: string }[];

  it("says what it has and what is offered, without a hash", async () => {
    const reply = await me.get("/api/account");
    expect(reply.json).to.deep.include({ hasPassword: true, totp: null, totpRequired: false, oidc: null });
    expect(reply.json.user).to.deep.include({ username: "admin", role: "admin" });
    expect(reply.text).not.to.match(/\$2b\$|digest|subject|"hash"/);
    expect((await app.client().get("/api/account")).status).to.equal(401);
  });

  it("takes a name and an address, and records it", async () => {
    const reply = await patch({ displayName: "Root", email: "root@example.org" });
    expect(reply.json.user).to.deep.include({ displayName: "Root", email: "root@example.org" });
    expect(app.entries.at(-1)).to.deep.include({ event: "account.change", target: app.adminId });
    expect((await patch({ displayName: null, email: null })).json.user).to.deep.include({ displayName: null });
  });

  for (const body of [
    { role: "admin" },
    { allRepositoriesRole: "operator" },
    { active: true },
    { username: "root" },
    { grants: [] },
    { password: "x" },
    { mustChangePassword: false },
  ]) {
    it(`PATCH self ${JSON.stringify(body)} is refused`, async () => {
      const before = app.users.get(app.adminId);
      expect((await patch(body)).status).to.equal(422);
      // That somebody was seen is written beside the requests, and may come in between.
      const seen = { lastSeenAt: null, revision: 1 };
      expect({ ...app.users.get(app.adminId), ...seen }).to.deep.equal({ ...before, ...seen });
    });
  }

  it("changes the e-mail address only with presence proved; the name also later", async () => {
    app.clock.advance(5 * 60_000 + 1);
    const refused = await patch({ email: "eve@example.org" });
    expect([refused.status, refused.json.code]).to.deep.equal([403, "step-up-required"]);
    expect(app.users.get(app.adminId)?.email).to.equal(null);
    expect((await patch({ displayName: "Root" })).status).to.equal(200);
    expect((await patch({ displayName: "Root", email: null })).status, "an address that stays").to.equal(200);
  });

  it("shows where one is signed in, and which of it is this", async () => {
    const other = app.client();
    await other.signIn("admin", password, { headers: { "user-agent": "Other/1.0" } });
    const items = (await me.get("/api/account/sessions")).json.items;
    expect(items).to.have.length(2);
    expect(items.filter(({ current }: { current: boolean }) => current)).to.have.length(1);
    const that = items.find(({ current }: { current: boolean }) => !current);
    expect(that).to.deep.include({ kind: "browser", method: "password", userAgent: "Other/1.0", address: "127.0.0.1" });
    expect([...me.jar.values(), ...other.jar.values()]).not.to.include(that.id);
  });

  it("says of a session when its user signed in, also after a proof of presence made another of it", async () => {
    const [before] = (await me.get("/api/account/sessions")).json.items;
    app.clock.advance(10 * 60_000);
    expect((await me.post("/api/session/step-up", { password })).status).to.equal(200);
    const [after] = (await me.get("/api/account/sessions")).json.items;
    expect(after.id).not.to.equal(before.id);
    expect(after.createdAt).to.equal(before.createdAt);
    expect(after.createdAt).to.equal((await me.get("/api/session")).json.authenticatedAt);
  });

  it("ends one session, or all others", async () => {
    const [one, two] = [app.client(), app.client()];
    await one.signIn();
    const before = await sessions();
    await two.signIn();
    const { id } = (await sessions(two)).find(({ current }) => current) ?? { id: "" };
    expect((await me.send("DELETE", `/api/account/sessions/${id}`)).status).to.equal(204);
    expect([(await two.get("/api/session")).status, (await one.get("/api/session")).status]).to.deep.equal([401, 200]);
    expect((await me.send("DELETE", `/api/account/sessions/${id}`)).status).to.equal(404);
    expect((await sessions()).map((session) => session.id)).to.have.members(before.map((session) => session.id));
    expect((await me.send("DELETE", "/api/account/sessions")).status).to.equal(204);
    expect([(await one.get("/api/session")).status, (await me.get("/api/session")).status]).to.deep.equal([401, 200]);
    expect(app.entries.filter(({ event }) => event === "session.revoke")).to.have.length(2);
  });

  it("does not reach another user's sessions", async () => {
    const { json } = await me.post("/api/users", { username: "bea", role: "viewer", start: "password" });
    const bea = app.client();
    await bea.signIn("bea", json.entry.oneTimePassword);
    const body = { currentPassword: json.entry.oneTimePassword, newPassword: "a quiet morning at sea" };
    await bea.send("PUT", "/api/account/password", { body });
    const [mine] = await sessions();
    expect((await bea.send("DELETE", `/api/account/sessions/${mine?.id}`)).status).to.equal(404);
    expect((await sessions(bea)).map(({ id }) => id)).not.to.include(mine?.id);
    await bea.send("DELETE", "/api/account/sessions");
    expect((await me.get("/api/session")).status).to.equal(200);
  });
});

describe("one's own account behind a proxy", () => {
  it("has no password, and factors for proving presence", async () => {
    const app = await startIdentityApp({ proxyAuth: {}, withAdmin: false });
    try {
      const reply = await app.client(proxyAddress).get("/api/account", { headers: { "remote-user": "anna" } });
      expect(reply.json).to.deep.include({ hasPassword: false, totp: null, totpRequired: false, oidc: null });
      expect(reply.json.user).to.deep.include({ username: "anna", door: "proxy" });
    } finally {
      await app.close();
    }
  });
});
