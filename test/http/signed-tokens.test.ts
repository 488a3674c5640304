import { expect } from "chai";
import jwt from "jsonwebtoken";
import { password } from "../support/identity.ts";
import { type IdentityApp, startIdentityApp } from "../support/identity-app.ts";
import { enrol } from "../support/two-factor.ts";

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

describe("signed tokens (JWT)", () => {
  let app: IdentityApp;
  beforeEach(async () => {
    app = await startIdentityApp();
  });
  afterEach(() => app.close());

  const ask = (body: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
    app.client().post("/api/auth/token", { username: "admin", password, ...body }, { headers });
  const get = (token: string, path = "/api/users") => app.client().get(path, bearer(token));
  const signed = async () => (await ask()).json.accessToken as string;

  it("come for name and password, without what a browser says, and set no cookie", async () => {
    const client = app.client();
    const reply = await client.send("POST", "/api/auth/token", {
      body: { username: "admin", password },
      headers: { "sec-fetch-site": "cross-site" },
    });
    expect(reply.json).to.deep.include({ tokenType: "Bearer", expiresAt: "2026-11-23T10:00:00.000Z" });
    expect(client.setCookies()).to.deep.equal([]);
    expect(reply.headers["access-control-allow-origin"]).to.equal(undefined);
    const header = JSON.parse(Buffer.from(reply.json.accessToken.split(".")[0], "base64url").toString());
    expect(header).to.deep.equal({ alg: "HS256", typ: "bdk+jwt" });
    expect((await get(reply.json.accessToken)).status).to.equal(200);
    expect((await get(reply.json.accessToken, "/api/session")).json).to.deep.include({
      method: "bearer",
      assurance: "one-factor",
    });
  });

  it("refuse a wrong password like every other sign-in", async () => {
    const reply = await ask({ password: "wrong" });
    expect([reply.status, reply.json.code]).to.deep.equal([401, "wrong-credentials"]);
    expect(app.entries.at(-1)).to.deep.include({ event: "session.sign-in", outcome: "denied" });
  });

  it("take a code where there is two-factor, of either kind and each once", async () => {
    const admin = app.client();
    await admin.signIn();
    const factor = await enrol(app, admin);
    expect((await ask()).json).to.deep.include({ status: 401, code: "code-required" });
    expect((await ask({ code: factor.wrong() })).json.code).to.equal("wrong-credentials");
    const code = factor.code();
    const reply = await ask({ code });
    expect((await get(reply.json.accessToken, "/api/session")).json.assurance).to.equal("two-factor");
    expect((await ask({ code })).json.code, "once").to.equal("wrong-credentials");
    const [recovery] = factor.recoveryCodes;
    expect([(await ask({ code: recovery })).status, (await ask({ code: recovery })).status]).to.deep.equal([200, 401]);
    expect((await ask({ password: "wrong", code: factor.recoveryCodes[1] })).json.code).to.equal("wrong-credentials");
    expect((await ask({ code: factor.recoveryCodes[1] })).status, "a wrong password uses no code up").to.equal(200);
  });

  it("never prove presence", async () => {
    const token = await signed();
    const reply = await app
      .client()
      .post("/api/users", { username: "bea", role: "admin", start: "password" }, bearer(token));
    expect([reply.status, reply.json.code]).to.deep.equal([403, "not-allowed"]);
    expect((await app.client().post("/api/repositories/repohome/key", undefined, bearer(token))).status).to.equal(403);
  });

  it("live as long as the settings say", async () => {
    const value = app.settings.auth.read().value;
    await app.settings.auth.write({ ...value, bearerLifetimeMs: 600_000 });
    const token = await signed();
    app.clock.advance(599_999);
    expect((await get(token)).status).to.equal(200);
    app.clock.advance(1);
    expect((await get(token)).status).to.equal(401);
  });

  it("die with the user's sessions, and when the user is signed out by an administrator", async () => {
    const first = await signed();
    const admin = app.client();
    await admin.signIn();
    const items = (await admin.get("/api/account/sessions")).json.items as { id: string; kind: string }[];
    const { id } = items.find(({ kind }) => kind === "bearer") ?? { id: "" };
    expect((await admin.send("DELETE", `/api/account/sessions/${id}`)).status).to.equal(204);
    expect((await get(first)).status).to.equal(401);
    const second = await signed();
    await admin.send("DELETE", "/api/account/sessions");
    expect((await get(second)).status).to.equal(401);
    const third = await signed();
    await admin.post(`/api/users/${app.adminId}/sign-out`, undefined);
    expect((await get(third)).status).to.equal(401);
    expect((await admin.get("/api/session")).status, "the browser too").to.equal(401);
  });

  it("end by themselves: DELETE /api/session", async () => {
    const token = await signed();
    expect((await app.client().send("DELETE", "/api/session", bearer(token))).status).to.equal(200);
    expect((await get(token)).status).to.equal(401);
  });

  it("change the password of their user, and end with that", async () => {
    const token = await signed();
    const body = { currentPassword: password, newPassword: "a quiet morning at sea" };
    expect((await app.client().send("PUT", "/api/account/password", { ...bearer(token), body })).status).to.equal(204);
    expect((await get(token)).status).to.equal(401);
    expect((await ask({ password: "a quiet morning at sea" })).status).to.equal(200);
  });

  it("do not take the place of a cookie, nor a cookie theirs", async () => {
    const token = await signed();
    const id = (jwt.decode(token) as { jti: string }).jti;
    const reply = await app.client().get("/api/session", { headers: { cookie: `borgdeck=${id}` } });
    expect(reply.status).to.equal(401);
    const admin = app.client();
    await admin.signIn();
    expect((await get(admin.jar.get("borgdeck") ?? "")).status).to.equal(401);
  });

  it("do nothing while a password has to be changed first", async () => {
    await app.users.update(app.adminId, (user) => ({ ...user, mustChangePassword: true }));
    expect((await get(await signed())).json).to.deep.include({ status: 403, code: "password-change-required" });
  });

  it("of many programs sign no browser out", async () => {
    const admin = app.client();
    await admin.signIn();
    app.clock.advance(60_000);
    for (let at = 0; at < 60; at += 1) await signed();
    expect((await admin.get("/api/session")).status).to.equal(200);
    expect(app.identity.sessions.list(app.adminId).filter(({ data }) => data.kind === "bearer")).to.have.length(50);
  }).timeout(60_000);

  for (const [what, forge] of [
    ["alg none", (token: string) => parts(token, { alg: "none", typ: "bdk+jwt" }).slice(0, 2).concat("").join(".")],
    ["HS384 under the same name", (token: string) => parts(token, { alg: "HS384", typ: "bdk+jwt" }).join(".")],
    ["another key", (token: string) => resign(token, {})],
    ["another user", (token: string) => parts(token, undefined, { sub: "useraaaa" }).join(".")],
    ["no expiry", (token: string) => parts(token, undefined, { exp: undefined }).join(".")],
    ["a signature cut off", (token: string) => token.replace(/\.[^.]+$/, ".")],
  ] as const) {
    it(`are refused when forged: ${what}`, async () => {
      const token = await signed();
      const reply = await get(forge(token), "/api/auth/methods");
      expect([reply.status, reply.json.code]).to.deep.equal([401, "invalid-token"]);
      expect((await get(token)).status, "the true one holds").to.equal(200);
    });
  }
});

type Claims = Record<string, unknown>;

/** The three parts of a token, with another header or other claims and the signature as it was. */
function parts(token: string, header?: object, claims: Claims = {}): string[] {
  const [head = "", payload = "", signature = ""] = token.split(".");
  const changed = { ...(JSON.parse(Buffer.from(payload, "base64url").toString()) as Claims), ...claims };
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return [header ? encode(header) : head, encode(changed), signature];
}

function resign(token: string, claims: Claims): string {
  const payload = { ...(jwt.decode(token) as Claims), ...claims };
  return jwt.sign(payload, "not the key of this installation!", { header: { alg: "HS256", typ: "bdk+jwt" } });
}
