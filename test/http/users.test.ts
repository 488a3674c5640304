import { expect } from "chai";
import { password } from "../support/identity.ts";
import { type Client, type IdentityApp, proxyAddress, startIdentityApp } from "../support/identity-app.ts";

describe("users", () => {
  let app: IdentityApp;
  let admin: Client;
  let annaId: string;
  const anna = (from = proxyAddress) => {
    const client = app.client(from);
    return (method: string, path: string, body?: unknown) =>
      client.send(method, path, { headers: { "remote-user": "anna" }, ...(body === undefined ? {} : { body }) });
  };

  beforeEach(async () => {
    app = await startIdentityApp({ proxyAuth: { localFallback: true } });
    admin = app.client();
    await admin.signIn();
    await anna()("GET", "/api/session");
    annaId = app.identity.accounts.byDoor("proxy", "anna")?.id ?? "";
  });
  afterEach(() => app.close());

  const patch = (id: string, body: unknown, headers: Record<string, string> = {}) =>
    admin.send("PATCH", `/api/users/${id}`, { body, headers });

  it("are listed and shown to administrators, without hashes and subjects", async () => {
    const list = await admin.get("/api/users");
    expect(list.json.items.map((user: { username: string }) => user.username)).to.have.members(["admin", "anna"]);
    expect((await admin.get(`/api/users/${annaId}`)).json).to.deep.include({
      username: "anna",
      door: "proxy",
      role: "viewer",
    });
    for (const reply of [
      list,
      await admin.get(`/api/users/${app.adminId}`),
      await patch(app.adminId, { displayName: "Root" }),
    ]) {
      expect(reply.status).to.equal(200);
      expect(reply.text).not.to.match(/\$2b\$|"hash"|"password":[^tf]|"subject"/);
    }
  });

  it("are paged", async () => {
    const first = (await admin.get("/api/users?limit=1")).json;
    expect(first.items).to.have.length(1);
    const second = (await admin.get(`/api/users?limit=1&cursor=${first.next}`)).json;
    expect(second.items[0].id).not.to.equal(first.items[0].id);
    expect(second.next).to.equal(null);
    expect((await admin.get("/api/users?limit=0")).status).to.equal(422);
  });

  for (const role of ["viewer", "operator"] as const) {
    it(`are closed to a ${role}, one's own record too`, async () => {
      await patch(annaId, { role, allRepositoriesRole: "operator" });
      const as = anna();
      for (const [method, path, body] of [
        ["GET", "/api/users"],
        ["GET", `/api/users/${app.adminId}`],
        ["GET", `/api/users/${annaId}`],
        ["PATCH", `/api/users/${annaId}`, { role: "admin" }],
        ["PATCH", `/api/users/${app.adminId}`, { active: false }],
        ["PUT", `/api/users/${annaId}/grants/repohome`, { role: "operator" }],
        ["DELETE", `/api/users/${annaId}/grants/repohome`],
      ] as const) {
        const reply = await as(method, path, body);
        expect([method, path, reply.status, reply.json.code]).to.deep.equal([method, path, 403, "not-allowed"]);
        expect(reply.json.detail).to.contain("admin");
      }
      expect(app.users.get(annaId)?.role).to.equal(role);
    });
  }

  it("are closed to who is not signed in", async () => {
    expect((await app.client().get("/api/users")).status).to.equal(401);
  });

  it("change what they may do with the next request, without signing in again", async () => {
    const as = anna();
    expect((await as("GET", "/api/repositories")).json.items).to.deep.equal([]);
    expect((await as("POST", "/api/plans/planhome/run")).status).to.equal(403);
    await admin.send("PUT", `/api/users/${annaId}/grants/repohome`, { body: { role: "operator" } });
    expect((await as("GET", "/api/repositories")).json.items).to.have.length(1);
    expect((await as("POST", "/api/plans/planhome/run")).status, "the global role is the ceiling").to.equal(403);
    await patch(annaId, { role: "operator" });
    expect((await as("POST", "/api/plans/planhome/run")).status).to.equal(202);
    expect((await as("POST", "/api/plans/planwork/run")).status, "without a grant it does not exist").to.equal(404);
    await admin.send("DELETE", `/api/users/${annaId}/grants/repohome`);
    expect((await as("POST", "/api/plans/planhome/run")).status).to.equal(404);
  });

  it("are refused as soon as they are deactivated", async () => {
    expect((await patch(annaId, { active: false })).json).to.deep.include({ active: false });
    const reply = await anna()("GET", "/api/session");
    expect([reply.status, reply.json.code]).to.deep.equal([403, "inactive-user"]);
    await patch(annaId, { active: true });
    expect((await anna()("GET", "/api/session")).status).to.equal(200);
  });

  it("keep the last administrator who can sign in", async () => {
    await app.identity.signIn({ username: "admin", password, client: { peer: null, address: null, userAgent: null } });
    const { revision } = (await admin.get(`/api/users/${app.adminId}`)).json;
    for (const body of [{ role: "viewer" }, { active: false }]) {
      const reply = await patch(app.adminId, body);
      expect([reply.status, reply.json.code]).to.deep.equal([409, "conflict"]);
    }
    expect((await admin.get(`/api/users/${app.adminId}`)).json).to.deep.include({
      role: "admin",
      active: true,
      revision,
    });
    await patch(annaId, { role: "admin" });
    expect((await patch(app.adminId, { role: "viewer" })).status).to.equal(200);
    expect((await admin.get("/api/users")).status, "role change: a session begins anew").to.equal(401);
    await admin.signIn();
    expect((await admin.get("/api/users")).status, "and is none any more").to.equal(403);
  });

  it("are not changed over somebody else's change: If-Match", async () => {
    const { revision } = (await admin.get(`/api/users/${annaId}`)).json;
    expect((await patch(annaId, { role: "operator" }, { "if-match": `"${revision}"` })).status).to.equal(200);
    const stale = await patch(annaId, { role: "admin" }, { "if-match": `"${revision}"` });
    expect([stale.status, stale.json.code]).to.deep.equal([412, "stale-revision"]);
    expect(app.users.get(annaId)?.role).to.equal("operator");
    expect((await patch(annaId, { role: "admin" }, { "if-match": "nonsense" })).status).to.equal(400);
  });

  for (const [what, body] of [
    ["an unknown role", { role: "root" }],
    ["a role for owners", { allRepositoriesRole: "owner" }],
    ["a password", { password: { version: 1, hash: "x" } }],
    ["a door and a subject", { door: "local", subject: "admin" }],
    ["grants in bulk", { grants: [{ repositoryId: "repohome", role: "operator" }] }],
    ["an endless name", { displayName: "x".repeat(81) }],
    ["control characters in a name", { displayName: "a\u001b[31m" }],
    ["__proto__", JSON.parse('{"__proto__": {"role": "admin"}}')],
  ] as const) {
    it(`do not take ${what}`, async () => {
      const before = app.users.get(annaId);
      const reply = await patch(annaId, body);
      expect(reply.status).to.equal(422);
      expect(reply.json.fields).to.be.an("object").and.not.empty;
      expect(app.users.get(annaId)).to.deep.equal(before);
    });
  }

  it("get grants on repositories that are there, in roles that can be granted", async () => {
    const grant = (id: string, repositoryId: string, role: string) =>
      admin.send("PUT", `/api/users/${id}/grants/${repositoryId}`, { body: { role } });
    expect((await grant(annaId, "repohome", "viewer")).json.grants).to.deep.equal([
      { repositoryId: "repohome", role: "viewer" },
    ]);
    expect((await grant(annaId, "repohome", "operator")).json.grants).to.deep.equal([
      { repositoryId: "repohome", role: "operator" },
    ]);
    expect((await grant(annaId, "reponone", "viewer")).status).to.equal(404);
    expect((await grant("nobodyaa", "repohome", "viewer")).status).to.equal(404);
    expect((await grant(annaId, "repohome", "owner")).status).to.equal(422);
    expect((await admin.send("DELETE", `/api/users/${annaId}/grants/repowork`)).status).to.equal(404);
    expect((await admin.get("/api/users/nobodyaa")).status).to.equal(404);
  });

  it("leave a record of each change: who, from where, what", async () => {
    await patch(annaId, { role: "operator" });
    await admin.send("PUT", `/api/users/${annaId}/grants/repohome`, { body: { role: "viewer" } });
    const [changed, granted] = app.entries.slice(-2);
    expect(changed).to.deep.include({ event: "user.change", outcome: "ok", target: annaId, peer: "127.0.0.1" });
    expect(changed?.actor).to.deep.equal({ userId: app.adminId, username: "admin" });
    expect(changed?.detail).to.contain("viewer → operator");
    expect(granted).to.deep.include({ event: "grant.set", target: annaId, detail: "viewer on repohome" });
  });
});
