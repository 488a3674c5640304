import { expect } from "chai";
import { isoTime } from "../../src/ports/clock.ts";
import { inTime, password } from "../support/identity.ts";
import {
  type Client,
  type IdentityApp,
  proxyAddress,
  startIdentityApp,
  strangerAddress,
} from "../support/identity-app.ts";
import { browserSession } from "../support/records.ts";
import { eventually } from "../support/service.ts";
import { enrol, stepMs } from "../support/two-factor.ts";

const minute = 60_000;
const exportKey = (client: Client, headers = {}) => client.send("POST", "/api/repositories/repohome/key", { headers });
const prove = (client: Client, body: object, headers = {}) => client.post("/api/session/step-up", body, { headers });
const statusOf = async (sent: Promise<{ status: number; json: { code?: string } | null }>) => {
  const { status, json } = await sent;
  return [status, json?.code];
};

describe("step-up of who signed in here", () => {
  let app: IdentityApp;
  let client: Client;
  beforeEach(async () => {
    app = await startIdentityApp();
    client = app.client();
    await client.signIn();
  });
  afterEach(() => app.close());

  it("takes the password, and is good for five minutes", async () => {
    app.clock.advance(5 * minute + 1);
    expect((await client.get("/api/session")).json.stepUp).to.deep.equal({ until: null, methods: ["password"] });
    expect(await statusOf(exportKey(client))).to.deep.equal([403, "step-up-required"]);
    const until = isoTime(app.clock.now() + 5 * minute);
    const reply = await prove(client, { password });
    expect([reply.status, reply.json]).to.deep.equal([200, { until }]);
    expect((await client.get("/api/session")).json.stepUp.until).to.equal(until);
    expect((await exportKey(client)).status).to.equal(200);
    app.clock.advance(5 * minute + 1);
    expect(await statusOf(exportKey(client))).to.deep.equal([403, "step-up-required"]);
  });

  it("takes a code of the app, once, and no recovery code", async () => {
    const factor = await enrol(app, client);
    app.clock.advance(6 * minute);
    expect((await client.get("/api/session")).json.stepUp.methods).to.deep.equal(["password", "totp"]);
    const code = factor.code();
    expect((await prove(client, { code })).status).to.equal(200);
    expect((await exportKey(client)).status).to.equal(200);
    expect(await statusOf(prove(client, { code }))).to.deep.equal([422, "invalid-input"]);
    expect((await prove(client, { code: factor.recoveryCodes[0] })).status).to.equal(422);
    expect((await client.get("/api/session")).json.assurance).to.equal("two-factor");
  });

  it("gives the session a new id; the one before is dead", async () => {
    const before = new Map(client.jar);
    await prove(client, { password });
    expect(client.jar.get("borgdeck")).not.to.equal(before.get("borgdeck"));
    const old = app.client();
    for (const [name, value] of before) old.jar.set(name, value);
    expect((await old.get("/api/session")).status).to.equal(401);
    expect(app.sessions.list()).to.have.length(1);
  });

  it("is recorded, with what it was and from where", async () => {
    await prove(client, { password });
    await prove(client, { password: "wrong" });
    const entries = app.entries.filter(({ event }) => event === "session.step-up");
    expect(
      entries.map(({ outcome, detail, address, actor }) => [outcome, detail, address, actor?.username]),
    ).to.deep.equal([
      ["ok", "password", "127.0.0.1", "admin"],
      ["denied", "password", "127.0.0.1", "admin"],
    ]);
  });

  it("leaves who proves it wrongly signed in, and says so at the field", async () => {
    const before = client.jar.get("borgdeck");
    app.clock.advance(6 * minute);
    const reply = await prove(client, { password: "wrong" });
    expect([reply.status, Object.keys(reply.json.fields)]).to.deep.equal([422, ["/password"]]);
    expect(client.jar.get("borgdeck")).to.equal(before);
    expect((await client.get("/api/session")).status).to.equal(200);
    expect((await exportKey(client)).status).to.equal(403);
  });

  it("is throttled like signing in, with the answer of a wrong password", async () => {
    const thief = app.client(strangerAddress);
    thief.jar.set("borgdeck", client.jar.get("borgdeck") ?? "");
    const first = await prove(thief, { password: "wrong" });
    // Ten are those of whoever is signed in, ten more those of any stranger at that address.
    for (let count = 0; count < 19; count += 1) await inTime(app, prove(thief, { password: "wrong" }));
    const throttled = await prove(thief, { password });
    expect([throttled.status, throttled.json]).to.deep.equal([first.status, first.json]);
    expect((await inTime(app, prove(client, { password }))).status).to.equal(200);
  });

  it("refuses what this user does not have, and what is no proof", async () => {
    expect(await statusOf(prove(client, { code: "123456" }))).to.deep.equal([409, "conflict"]);
    expect(await statusOf(prove(client, { passkey: {} }))).to.deep.equal([409, "conflict"]);
    for (const body of [{}, { password, code: "123456" }, { password: [password] }, { code: "1" }]) {
      expect(await statusOf(prove(client, body)), JSON.stringify(body)).to.deep.equal([422, "invalid-input"]);
    }
    expect((await prove(app.client(), { password })).status).to.equal(401);
  });

  it("does not prolong a session beyond its absolute lifetime", async () => {
    const [{ expiresAt } = { expiresAt: "" }] = app.sessions.list();
    for (let hour = 0; hour < 7 * 24; hour += 6) {
      app.clock.advance(6 * 60 * minute - 1000);
      expect((await prove(client, { password })).status, String(hour)).to.equal(200);
    }
    expect(app.sessions.list().map((session) => session.expiresAt)).to.deep.equal([expiresAt]);
    app.clock.advance(60 * minute);
    expect((await client.get("/api/session")).status).to.equal(401);
  });

  it("keeps what the session knows of the provider, whose sign-out would otherwise pass it by", async () => {
    const oidc = { issuer: "https://id.example.com", subject: "s1", sid: "provider-session" };
    const id = app.identity.sessions.newId();
    const data = browserSession(app.adminId, app.clock.now(), { oidc });
    await app.identity.sessions.begin(id, data, { peer: null, address: null, userAgent: null });
    const sso = app.client();
    sso.jar.set("borgdeck", id);
    app.clock.advance(6 * minute);
    expect((await prove(sso, { password })).status).to.equal(200);
    const renewed = app.sessions.list().find((session) => session.data.oidc !== null);
    expect(renewed?.data).to.deep.equal({ ...data, provedAt: isoTime(app.clock.now()) });
    const body = { currentPassword: password, newPassword: "eine ganz neue losung" };
    expect((await sso.send("PUT", "/api/account/password", { body })).status).to.equal(204);
    expect(app.sessions.list().map((session) => session.data.oidc)).to.deep.equal([oidc]);
  });

  it("does not bring back a session that was signed out while the proof was on its way", async () => {
    for (let count = 0; count < 15; count += 1) {
      await inTime(app, app.client(`127.0.4.${count + 1}`).signIn("admin", "wrong"));
    }
    client.jar.delete("borgdeck-device"); // a known device would not be made to wait, nor who is signed in
    for (let count = 0; count < 10; count += 1) await prove(client, { password: "wrong" });
    const proof = prove(client, { password });
    await eventually(
      async () => app.clock.waiting(),
      (waiting) => waiting > 0,
    );
    const elsewhere = app.client();
    for (const [name, value] of client.jar) elsewhere.jar.set(name, value);
    expect((await elsewhere.send("DELETE", "/api/session")).status).to.equal(200);
    expect(await statusOf(inTime(app, proof))).to.deep.equal([401, "not-signed-in"]);
    expect(app.sessions.list()).to.deep.equal([]);
  });

  it("is never for tokens, nor is setting factors up", async () => {
    const { accessToken } = (await client.post("/api/auth/token", { username: "admin", password })).json;
    const program = app.client();
    const headers = { authorization: `Bearer ${accessToken}` };
    expect((await program.get("/api/session", { headers })).status).to.equal(200);
    for (const [method, path, body] of [
      ["POST", "/api/session/step-up", { password }],
      ["POST", "/api/account/totp", { password }],
      ["POST", "/api/account/totp/confirm", { code: "123456" }],
      ["DELETE", "/api/account/totp", { password, code: "123456" }],
      ["POST", "/api/account/totp/recovery-codes", { password, code: "123456" }],
    ] as const) {
      expect(await statusOf(program.send(method, path, { body, headers })), path).to.deep.equal([403, "not-allowed"]);
    }
    expect(await statusOf(exportKey(program, headers))).to.deep.equal([403, "not-allowed"]);
  });
});

describe("step-up of who is named by the proxy", () => {
  let app: IdentityApp;
  let client: Client;
  const anna = { "remote-user": "anna" };
  beforeEach(async () => {
    app = await startIdentityApp({ proxyAuth: { localFallback: true } });
    client = app.client(proxyAddress);
    await client.get("/api/session", { headers: anna });
    const { id } = app.identity.accounts.byDoor("proxy", "anna") ?? { id: "" };
    await app.users.update(id, (user) => ({ ...user, role: "admin" }));
  });
  afterEach(() => app.close());

  it("is not proved by the proxy's word; the first factor is taken on trust, and recorded so", async () => {
    expect((await client.get("/api/session", { headers: anna })).json.stepUp).to.deep.equal({
      until: null,
      methods: [],
    });
    expect(await statusOf(exportKey(client, anna))).to.deep.equal([403, "step-up-required"]);
    await enrol(app, client, { headers: anna });
    const events = app.entries.map(({ event, detail }) => `${event}: ${detail}`);
    expect(events).to.include("totp.begin: the first factor: nothing was there to confirm it with");
    expect((await exportKey(client, anna)).status).to.equal(200);
    const session = (await client.get("/api/session", { headers: anna })).json;
    expect([session.method, session.assurance, session.stepUp.methods]).to.deep.equal(["header", "proxy", ["totp"]]);
  });

  it("takes a code each five minutes; the session that keeps it holds nothing else", async () => {
    const factor = await enrol(app, client, { headers: anna });
    app.clock.advance(6 * minute);
    expect(await statusOf(exportKey(client, anna))).to.deep.equal([403, "step-up-required"]);
    expect((await prove(client, { code: factor.code() }, anna)).status).to.equal(200);
    expect((await exportKey(client, anna)).status).to.equal(200);
    const [session, ...rest] = app.sessions.list();
    expect(rest).to.deep.equal([]);
    expect(session?.data).to.deep.include({
      kind: "presence",
      method: "header",
      assurance: "proxy",
      proxySubject: "anna",
    });
    app.clock.advance(6 * minute);
    expect((await exportKey(client, anna)).status).to.equal(403);
  });

  it("never asks for the code when the proxy signs in, and the cookie alone is nobody", async () => {
    await enrol(app, client, { headers: anna });
    expect((await app.client(proxyAddress).get("/api/session", { headers: anna })).status).to.equal(200);
    expect((await client.get("/api/session")).status).to.equal(401);
  });

  it("does not outlive its header: for another name the proof counts nothing, and is gone", async () => {
    await enrol(app, client, { headers: anna });
    const bert = { "remote-user": "bert" };
    const session = (await client.get("/api/session", { headers: bert })).json;
    expect([session.user.username, session.stepUp.until]).to.deep.equal(["bert", null]);
    expect(app.sessions.list()).to.deep.equal([]);
    expect(await statusOf(exportKey(client, anna))).to.deep.equal([403, "step-up-required"]);
  });

  it("is not proved by somebody's code of another name", async () => {
    const factor = await enrol(app, client, { headers: anna });
    const bert = { "remote-user": "bert" };
    await client.get("/api/session", { headers: bert });
    expect((await prove(client, { code: factor.code() }, bert)).status).to.equal(409);
  });

  it("asks who has a passkey already for presence before two-factor is set up: first use is not trusted twice", async () => {
    const { id } = app.identity.accounts.byDoor("proxy", "anna") ?? { id: "" };
    const known = { id: "known", name: "Key", publicKey: "AA", counter: 0, transports: [], rpId: "localhost" };
    const passkey = { ...known, createdAt: isoTime(app.clock.now()), lastUsedAt: null };
    await app.users.update(id, (user) => ({ ...user, passkeys: [passkey] }));
    const reply = client.post("/api/account/totp", {}, { headers: anna });
    expect(await statusOf(reply)).to.deep.equal([403, "step-up-required"]);
  });

  it("takes a code alone to turn two-factor off, where there is no password", async () => {
    const factor = await enrol(app, client, { headers: anna });
    app.clock.advance(6 * minute);
    const off = (code: string) => client.send("DELETE", "/api/account/totp", { body: { code }, headers: anna });
    expect((await off(factor.wrong())).status).to.equal(422);
    expect((await off(factor.code())).status).to.equal(204);
    app.clock.advance(stepMs);
    expect(app.identity.accounts.byDoor("proxy", "anna")?.totp).to.equal(null);
  });

  it("does not take the password of the local account of that name", async () => {
    const named = { "remote-user": "admin" };
    await client.get("/api/session", { headers: named });
    expect((await prove(client, { password }, named)).status).to.equal(409);
  });
});

describe("factors of Borgdeck's own where single sign-on has closed the local door", () => {
  it("are gone from the API: signing in, set-up and step-up", async () => {
    const publicBaseUrl = "https://backup.example.com";
    const app = await startIdentityApp({ config: { publicBaseUrl } });
    const headers = { host: "backup.example.com" };
    const client = app.client();
    await client.signIn("admin", password, { headers });
    const factor = await enrol(app, client, { password, headers });
    const { value } = app.settings.oidc.read();
    const link = { issuer: "https://id.example.com", subject: "s1", linkedAt: isoTime(app.clock.now()) };
    await app.users.update(app.adminId, (user) => ({ ...user, oidc: link }));
    await app.settings.oidc.write({ ...value, discoveryUrl: link.issuer, enabled: true, disableLocalSignIn: true });

    expect((await client.get("/api/session", { headers })).status, "a session of the closed door").to.equal(401);
    expect((await client.signIn("admin", password, { headers })).status).to.equal(404);
    const code = factor.code();
    for (const path of ["/api/session/totp", "/api/session/recovery"]) {
      expect((await client.post(path, { code }, { headers })).status, path).to.equal(404);
    }

    const id = app.identity.sessions.newId();
    const oidc = { issuer: link.issuer, subject: link.subject, sid: null };
    const data = browserSession(app.adminId, app.clock.now(), { method: "oidc", assurance: "provider", oidc });
    await app.identity.sessions.begin(id, data, { peer: null, address: null, userAgent: null });
    client.jar.set("__Host-borgdeck", id);
    expect((await client.get("/api/session", { headers })).json.stepUp.methods).to.deep.equal(["oidc"]);
    expect((await prove(client, { password }, headers)).status).to.equal(409);
    expect((await prove(client, { code }, headers)).status).to.equal(409);
    await app.users.update(app.adminId, (user) => ({ ...user, totp: null }));
    expect((await client.post("/api/account/totp", { password }, { headers })).status).to.equal(404);
    await app.close();
  });
});
