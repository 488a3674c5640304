import { expect } from "chai";
import { password } from "../support/identity.ts";
import { type Client, type IdentityApp, proxyAddress, startIdentityApp } from "../support/identity-app.ts";

const newPassword = "a quiet morning at sea";

describe("administering users", () => {
  let app: IdentityApp;
  let admin: Client;
  beforeEach(async () => {
    app = await startIdentityApp();
    admin = app.client();
    await admin.signIn();
  });
  afterEach(() => app.close());

  const add = (body: Record<string, unknown> = {}) =>
    admin.post("/api/users", { username: "bea", role: "operator", start: "password", ...body });
  const act = (id: string, verb: string, as = admin) => as.post(`/api/users/${id}/${verb}`, undefined);
  /** Signed in with a password of her own. */
  async function bea(change: Record<string, unknown> = {}): Promise<{ id: string; client: Client }> {
    const { json } = await add(change);
    const client = app.client();
    await client.signIn(json.user.username, json.entry.oneTimePassword);
    const body = { currentPassword: json.entry.oneTimePassword, newPassword };
    expect((await client.send("PUT", "/api/account/password", { body })).status).to.equal(204);
    return { id: json.user.id, client };
  }

  it("adds one with a one-time password, which has to be changed first", async () => {
    const { status, json } = await add({ displayName: "Bea", email: "bea@example.org", allRepositoriesRole: "viewer" });
    expect(status).to.equal(201);
    expect(json.user).to.deep.include({
      username: "bea",
      displayName: "Bea",
      email: "bea@example.org",
      role: "operator",
      allRepositoriesRole: "viewer",
      active: true,
    });
    expect(json.entry).to.deep.include({ invitationUrl: null, expiresAt: "2026-11-29T10:00:00.000Z" });
    const client = app.client();
    const { session } = (await client.signIn("BEA", json.entry.oneTimePassword)).json;
    expect([session.obligation, session.allowed]).to.deep.equal(["change-password", []]);
    expect((await client.get("/api/repositories")).json.code).to.equal("password-change-required");
    expect(JSON.stringify(app.entries)).not.to.contain(json.entry.oneTimePassword);
  });

  it("takes a one-time password for a week, and one of the command line no longer; then it is wrong like any other", async () => {
    const { json } = await add({});
    const reset = { command: "user.reset-password", args: { name: "bea" } };
    const client = app.client();
    const signIn = async (word: string) => (await client.signIn("bea", word)).json.code ?? "in";
    const almostAWeek = 7 * 24 * 3_600_000 - 1;
    app.clock.advance(almostAWeek);
    expect(await signIn(json.entry.oneTimePassword)).to.equal("in");
    app.clock.advance(1);
    expect(await signIn(json.entry.oneTimePassword)).to.equal("wrong-credentials");
    const body = { currentPassword: json.entry.oneTimePassword, newPassword };
    expect((await client.send("PUT", "/api/account/password", { body })).status, "nor changed any more").to.equal(422);
    const { password: word } = (await app.identity.command(reset)) as { password: string };
    app.clock.advance(almostAWeek);
    expect(await signIn(word)).to.equal("in");
    const changed = await client.send("PUT", "/api/account/password", { body: { currentPassword: word, newPassword } });
    expect(changed.status).to.equal(204);
    app.clock.advance(60 * 24 * 3_600_000);
    expect(await signIn(newPassword), "what one chose oneself stays").to.equal("in");
    expect(await signIn(word)).to.equal("wrong-credentials");
  });

  for (const [what, body, field] of [
    ["a name that is taken, however it is written", { username: "ADMIN" }, "/username"],
    ["a name like that of another door", { username: "proxy:bea" }, "/username"],
    ["an invisible character", { username: "be\u200ba" }, "/username"],
    ["a comma", { username: "bea,admin" }, "/username"],
    ["no role", { role: undefined }, "/role"],
    ["an owner", { allRepositoriesRole: "owner" }, "/allRepositoriesRole"],
    ["a password of the administrator's choice", { password: "x" }, "/password"],
    ["a mail address that is none", { email: "bea" }, "/email"],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const reply = await add(body);
      expect(reply.status).to.equal(422);
      expect(Object.keys(reply.json.fields)).to.deep.equal([field]);
      expect(app.users.list()).to.have.length(1);
    });
  }

  it("adds one of two who are added at once under the same name", async () => {
    const replies = await Promise.all([add(), add({ username: "Bea" }), add()]);
    expect(replies.map(({ status }) => status).sort()).to.deep.equal([201, 422, 422]);
    expect(app.users.list()).to.have.length(2);
  });

  it("lists those who wait for approval, and lets them in", async () => {
    const { id, client } = await bea();
    await app.users.update(id, (user) => ({ ...user, active: false, pending: true }));
    expect((await client.get("/api/session")).status).to.equal(401);
    expect(
      (await admin.get("/api/users?pending=true")).json.items.map((user: { id: string }) => user.id),
    ).to.deep.equal([id]);
    expect((await act(id, "approve")).json).to.deep.include({ active: true, pending: false });
    expect((await admin.get("/api/users?pending=true")).json.items).to.deep.equal([]);
    expect((await act(id, "approve")).status).to.equal(409);
    expect(app.entries.some(({ event, target }) => event === "user.approve" && target === id)).to.equal(true);
  });

  it("deactivates: sessions and streams end at once, the rest stays; and activates again", async () => {
    const { id, client } = await bea();
    const stream = await client.open("GET", "/api/events");
    expect((await act(id, "deactivate")).json).to.deep.include({ active: false, role: "operator" });
    let text = "";
    for await (const chunk of stream) text += chunk; // it ends
    expect(text).to.contain("event: signed-out");
    expect((await client.get("/api/session")).status).to.equal(401);
    expect((await client.signIn("bea", newPassword)).json.code).to.equal("inactive-user");
    await act(id, "activate");
    expect((await client.get("/api/session")).status, "the old cookie stays dead").to.equal(401);
    expect((await client.signIn("bea", newPassword)).status).to.equal(200);
  });

  it("signs somebody out everywhere", async () => {
    const { id, client } = await bea();
    expect((await act(id, "sign-out")).status).to.equal(200);
    expect((await client.get("/api/session")).status).to.equal(401);
    expect((await act("useraaaa", "sign-out")).status).to.equal(404);
  });

  it("removes one with sessions and tokens; a new one of that name is somebody else", async () => {
    const { id, client } = await bea();
    const { revision } = (await admin.get(`/api/users/${id}`)).json;
    const stale = await admin.send("DELETE", `/api/users/${id}`, { headers: { "if-match": `"${revision + 1}"` } });
    expect(stale.status).to.equal(412);
    const token = { name: "t", scopes: ["status"], expiresInDays: null };
    const { secret } = (await client.post("/api/account/tokens", token)).json;
    expect((await admin.send("DELETE", `/api/users/${id}`)).status).to.equal(204);
    expect((await client.get("/api/session")).status).to.equal(401);
    const headers = { authorization: `Bearer ${secret}` };
    expect((await app.client().get("/api/status", { headers })).status).to.equal(401);
    expect([app.tokens.list(), app.identity.sessions.list(id)]).to.deep.equal([[], []]);
    expect((await add()).json.user.id).not.to.equal(id);
    expect((await client.signIn("bea", newPassword)).status).to.equal(401);
  });

  it("keeps the last administrator, by whatever way", async () => {
    for (const [method, path, body] of [
      ["POST", `/api/users/${app.adminId}/deactivate`, undefined],
      ["DELETE", `/api/users/${app.adminId}`, undefined],
      ["PATCH", `/api/users/${app.adminId}`, { role: "operator" }],
      ["PATCH", `/api/users/${app.adminId}`, { active: false }],
    ] as const) {
      const reply = await admin.send(method, path, body === undefined ? {} : { body });
      expect([method, path, reply.status, reply.json?.code]).to.deep.equal([method, path, 409, "conflict"]);
    }
    expect((await admin.get("/api/session")).json.user).to.deep.include({ role: "admin", active: true });
  });

  it("keeps one of two administrators who remove each other at once", async () => {
    const { id, client } = await bea({ role: "admin" });
    const replies = await Promise.all([
      admin.send("DELETE", `/api/users/${id}`),
      client.send("DELETE", `/api/users/${app.adminId}`),
      client.post(`/api/users/${app.adminId}/deactivate`, undefined),
    ]);
    expect(replies.some(({ status }) => status >= 400)).to.equal(true);
    expect(app.users.list().filter(({ role, active }) => role === "admin" && active)).to.have.length(1);
  });

  it("gives a session a new id with a new role: the old one is dead", async () => {
    const { id, client } = await bea();
    const before = client.jar.get("borgdeck");
    expect((await admin.send("PATCH", `/api/users/${id}`, { body: { role: "viewer" } })).status).to.equal(200);
    expect((await client.get("/api/session")).status).to.equal(401);
    await client.signIn("bea", newPassword);
    expect(client.jar.get("borgdeck")).not.to.equal(before);
  });

  for (const [method, path, body] of [
    ["POST", "/api/users", { username: "eve", role: "admin", start: "password" }],
    ["PATCH", "/api/users/:id", { role: "admin" }],
    ["DELETE", "/api/users/:id", undefined],
    ["POST", "/api/users/:id/approve", undefined],
    ["POST", "/api/users/:id/deactivate", undefined],
    ["POST", "/api/users/:id/activate", undefined],
    ["POST", "/api/users/:id/sign-out", undefined],
    ["POST", "/api/users/:id/invite", undefined],
    ["POST", "/api/users/:id/reset-factors", undefined],
    ["PUT", "/api/users/:id/grants/repohome", { role: "operator" }],
    ["DELETE", "/api/users/:id/grants/repohome", undefined],
    ["PUT", "/api/settings/auth", { requireTotpFor: [] }],
  ] as const) {
    it(`asks for presence: ${method} ${path}`, async () => {
      const { json } = await add();
      const before = app.users.get(json.user.id);
      app.clock.advance(5 * 60_000 + 1);
      const value = app.settings.auth.read().value;
      const sent = body === undefined ? {} : { body: path.includes("settings") ? { ...value, ...body } : body };
      const reply = await admin.send(method, path.replace(":id", json.user.id), sent);
      expect([reply.status, reply.json?.code]).to.deep.equal([403, "step-up-required"]);
      expect(app.users.get(json.user.id)).to.deep.equal(before);
    });
  }

  it("sets the rules of signing in, recorded, and not over somebody else's change", async () => {
    const { json } = await admin.get("/api/settings/auth");
    expect(json).to.deep.include({ requireTotpFor: [], bearerLifetimeMs: 86_400_000, revision: 0 });
    const { revision: _revision, ...rules } = json;
    const put = (change: object, headers = {}) =>
      admin.send("PUT", "/api/settings/auth", { body: { ...rules, ...change }, headers });
    const set = await put({ requireTotpFor: ["operator"], bearerLifetimeMs: 600_000 });
    expect(set.json).to.deep.include({ requireTotpFor: ["operator"], bearerLifetimeMs: 600_000, revision: 1 });
    const entry = app.entries.at(-1);
    expect(entry).to.deep.include({ event: "settings.change", target: "auth" });
    expect(entry?.detail).to.equal("requireTotpFor:  → operator; bearerLifetimeMs: 86400000 → 600000");
    expect((await put({}, { "if-match": '"7"' })).status).to.equal(412);
    expect((await put({ bearerLifetimeMs: 1 })).status).to.equal(422);
    const { client } = await bea();
    expect((await client.get("/api/session")).json.obligation, "holds with the next request").to.equal("set-up-totp");
    expect((await client.get("/api/repositories")).json.code).to.equal("totp-required");
    expect((await client.get("/api/account")).json).to.deep.include({ totpRequired: true, hasPassword: true });
  });
});

describe("administering users where local accounts cannot sign in", () => {
  it("adds none: they come by the proxy", async () => {
    const app = await startIdentityApp({ proxyAuth: { initialAdmin: "root" }, withAdmin: false });
    try {
      const headers = { "remote-user": "root" };
      const root = app.client(proxyAddress);
      await root.get("/api/session", { headers });
      const by = { userId: "useraaaa", username: "root", peer: null, address: null, userAgent: null };
      const request = { username: "bea", role: "viewer", start: "password" } as const;
      const refusal = await app.identity.userAdministration.add(request, by).catch((error: { code: string }) => error);
      expect(refusal).to.deep.include({ code: "conflict" });
      const reply = await root.post("/api/auth/invitation", { token: "x".repeat(43) }, { headers });
      expect(reply.status, "and there are no invitations").to.equal(404);
      const token = await root.post("/api/auth/token", { username: "bea", password }, { headers });
      expect(token.status, "nor signed tokens").to.equal(404);
    } finally {
      await app.close();
    }
  });
});
