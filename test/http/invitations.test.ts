import { expect } from "chai";
import { type Client, type IdentityApp, startIdentityApp } from "../support/identity-app.ts";

const newPassword = "a quiet morning at sea";
const weekMs = 7 * 24 * 3_600_000;

describe("invitations", () => {
  let app: IdentityApp;
  let admin: Client;
  beforeEach(async () => {
    app = await startIdentityApp();
    admin = app.client();
    await admin.signIn();
  });
  afterEach(() => app.close());

  const invite = async (change: Record<string, unknown> = {}) => {
    const body = { username: "bea", role: "operator", start: "invitation", ...change };
    const { json } = await admin.post("/api/users", body);
    return { id: json.user.id as string, token: tokenOf(json.entry), entry: json.entry };
  };
  const again = async (id: string) => tokenOf((await admin.post(`/api/users/${id}/invite`, undefined)).json);
  const look = (token: string) => app.client().post("/api/auth/invitation", { token });
  const accept = (token: string, word = newPassword) =>
    app.client().post("/api/auth/invitation/accept", { token, newPassword: word });

  it("are a link with the token behind #, good for a week, and stored as a digest", async () => {
    const { id, token, entry } = await invite();
    expect(entry).to.deep.include({ oneTimePassword: null, expiresAt: "2026-11-29T10:00:00.000Z" });
    expect(entry.invitationUrl).to.equal(`/invitation#${token}`);
    expect((await look(token)).json).to.deep.equal({ username: "bea", expiresAt: entry.expiresAt });
    expect((await admin.get(`/api/users/${id}`)).json).to.deep.include({ invitedUntil: entry.expiresAt });
    expect(JSON.stringify([app.users.list(), app.entries])).not.to.contain(token);
  });

  it("set a password, once, and sign nobody in", async () => {
    const { token } = await invite();
    const client = app.client();
    const reply = await client.post("/api/auth/invitation/accept", { token, newPassword });
    expect([reply.status, client.setCookies()]).to.deep.equal([204, []]);
    const { session } = (await client.signIn("bea", newPassword)).json;
    expect(session).to.deep.include({ obligation: null });
    expect([(await accept(token, "another fine morning")).status, (await look(token)).status]).to.deep.equal([
      404, 404,
    ]);
    expect((await client.signIn("bea", newPassword)).status).to.equal(200);
    expect(
      app.entries.filter(({ event }) => event === "invitation.accept").map(({ outcome }) => outcome),
    ).to.deep.equal(["ok", "denied", "denied"]);
  });

  it("are used by one of many who come at once", async () => {
    const { token } = await invite();
    const words = Array.from({ length: 8 }, (_, at) => `${newPassword} number ${at}`);
    const replies = await Promise.all(words.map((word) => accept(token, word)));
    expect(replies.filter(({ status }) => status === 204)).to.have.length(1);
  });

  it("are void once the user was shut out, also when it is let in again", async () => {
    const { id, token } = await invite();
    expect((await admin.post(`/api/users/${id}/deactivate`, undefined)).status).to.equal(200);
    const shut = await admin.post(`/api/users/${id}/invite`, undefined);
    expect([shut.status, shut.json.code], "and none is made meanwhile").to.deep.equal([409, "conflict"]);
    expect((await admin.post(`/api/users/${id}/activate`, undefined)).json.invitedUntil).to.equal(null);
    expect([(await look(token)).status, (await accept(token)).status]).to.deep.equal([404, 404]);
    expect((await accept(await again(id))).status).to.equal(204);
  });

  it("are void with another role: who was invited as a viewer does not come in as an administrator", async () => {
    const { id, token } = await invite({ role: "viewer" });
    await admin.send("PATCH", `/api/users/${id}`, { body: { displayName: "Bea" } });
    expect((await look(token)).status).to.equal(200);
    await admin.send("PATCH", `/api/users/${id}`, { body: { role: "admin" } });
    expect([(await look(token)).status, (await accept(token)).status]).to.deep.equal([404, 404]);
  });

  it("are not made for oneself: that would change a password without the one there is", async () => {
    const reply = await admin.post(`/api/users/${app.adminId}/invite`, undefined);
    expect([reply.status, reply.json.code]).to.deep.equal([403, "not-allowed"]);
    expect(app.users.get(app.adminId)?.invitation).to.equal(null);
  });

  it("refuse a weak password and stay good", async () => {
    const { token } = await invite();
    const reply = await accept(token, "password");
    expect([reply.status, Object.keys(reply.json.fields)]).to.deep.equal([422, ["/newPassword"]]);
    expect((await accept(token)).status).to.equal(204);
  });

  it("end after a week, and when a newer one is made", async () => {
    const { id, token } = await invite();
    const newer = await again(id);
    expect([(await look(token)).status, (await look(newer)).status]).to.deep.equal([404, 200]);
    app.clock.advance(weekMs - 1);
    expect((await look(newer)).status).to.equal(200);
    app.clock.advance(1);
    expect((await accept(newer)).status).to.equal(404);
  });

  it("end with the account's activity, and with a password that was set otherwise", async () => {
    const { id, token } = await invite();
    await admin.post(`/api/users/${id}/deactivate`, undefined);
    expect((await accept(token)).status).to.equal(404);
    await admin.post(`/api/users/${id}/activate`, undefined);
    const reset = { command: "user.reset-password", args: { name: "bea" } };
    await app.identity.command(reset);
    expect((await accept(token)).status).to.equal(404);
  });

  it("of somebody who has a password leave it until they are used; then every session ends", async () => {
    const { id, token: first } = await invite();
    await accept(first);
    const bea = app.client();
    await bea.signIn("bea", newPassword);
    const token = await again(id);
    expect((await bea.signIn("bea", newPassword)).status).to.equal(200);
    const other = "a second morning at sea";
    expect((await accept(token, other)).status).to.equal(204);
    expect((await bea.get("/api/session")).status).to.equal(401);
    expect([(await bea.signIn("bea", newPassword)).status, (await bea.signIn("bea", other)).status]).to.deep.equal([
      401, 200,
    ]);
  });

  it("leave two-factor: who has it is asked for a code all the same", async () => {
    const { id, token } = await invite();
    const at = "2026-11-20T10:00:00.000Z";
    await app.users.update(id, (user) => ({ ...user, totp: { enabledAt: at, lastStep: 0, recoveryCodes: [] } }));
    await accept(token);
    const client = app.client();
    expect((await client.signIn("bea", newPassword)).json).to.deep.equal({ challenge: "totp" });
    expect((await client.get("/api/session")).status).to.equal(401);
    const body = { username: "bea", password: newPassword };
    expect((await client.post("/api/auth/token", body)).json.code).to.equal("code-required");
  });

  it("are for local users, from our own pages", async () => {
    const { token } = await invite();
    const foreign = await app.client().post(
      "/api/auth/invitation/accept",
      { token, newPassword },
      {
        headers: { "sec-fetch-site": "cross-site" },
      },
    );
    expect([foreign.status, foreign.json.code]).to.deep.equal([403, "cross-site"]);
    expect((await admin.post("/api/users/useraaaa/invite", undefined)).status).to.equal(404);
    for (const made of ["x".repeat(43), `${token}x`, token.slice(0, -1)]) {
      expect((await accept(made)).status).to.equal(404);
    }
  });
});

describe("Invite/reset link: PUBLIC_BASE_URL, single use, MFA still required", () => {
  it("is made of PUBLIC_BASE_URL and never of what a request says", async () => {
    const app = await startIdentityApp({
      config: { publicBaseUrl: "https://borgdeck.example/deck", basePath: "/deck" },
    });
    try {
      const admin = app.client();
      await admin.signIn();
      const headers = {
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "http",
        forwarded: "host=evil.example",
      };
      const body = { username: "bea", role: "viewer", start: "invitation" };
      const { json } = await admin.post("/api/users", body, { headers });
      expect(json.entry.invitationUrl).to.match(/^https:\/\/borgdeck\.example\/deck\/invitation#[\w-]{43}$/);
    } finally {
      await app.close();
    }
  });
});

function tokenOf({ invitationUrl }: { readonly invitationUrl: string }): string {
  return invitationUrl.split("#")[1] ?? "";
}
