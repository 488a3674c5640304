import { expect } from "chai";
import { password } from "../support/identity.ts";
import { type Client, type IdentityApp, startIdentityApp, strangerAddress } from "../support/identity-app.ts";

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

  it("holds no password, whatever field it was typed into", async () => {
    await app.client().signIn(password, "x");
    expect(JSON.stringify(app.entries)).not.to.contain(password);
  });
});
