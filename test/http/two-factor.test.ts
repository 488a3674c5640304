import { expect } from "chai";
import { password } from "../support/identity.ts";
import { type Client, type IdentityApp, startIdentityApp } from "../support/identity-app.ts";
import { codeAt, type Enrolled, enrol, halfWay, stepMs, wrongCodeAt } from "../support/two-factor.ts";

const minute = 60_000;

describe("setting two-factor up", () => {
  let app: IdentityApp;
  let client: Client;
  beforeEach(async () => {
    app = await startIdentityApp();
    client = app.client();
    await client.signIn();
  });
  afterEach(() => app.close());

  const begin = () => client.post("/api/account/totp", { password });
  const confirm = (code: string, by = client) => by.post("/api/account/totp/confirm", { code });
  const isOn = () => app.identity.accounts.get(app.adminId)?.totp !== null;

  it("shows secret, address, QR code and ten recovery codes; nothing is on before a code confirms it", async () => {
    const { status, json } = await begin();
    expect(status).to.equal(200);
    expect(json.secret).to.match(/^[A-Z2-7]{32}$/);
    expect(json.otpauthUri)
      .to.contain(`secret=${json.secret}`)
      .and.match(/^otpauth:\/\/totp\/Borgdeck:admin\?/);
    expect(json.qrSvg).to.match(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(new Set(json.recoveryCodes).size).to.equal(10);
    expect(isOn()).to.equal(false);
    expect((await app.client().signIn()).json.session.method).to.equal("password");

    expect((await confirm(codeAt(json.secret, app.clock.now()))).status).to.equal(204);
    expect(isOn()).to.equal(true);
    const { user, assurance } = (await client.get("/api/session")).json;
    expect([user.factors.totp, assurance]).to.deep.equal([true, "two-factor"]);
    expect((await app.client().signIn()).json).to.deep.equal({ challenge: "totp" });
  });

  it("keeps the secret in the vault and of the recovery codes digests only, and writes neither to the audit", async () => {
    const { secret, recoveryCodes } = await enrol(app, client);
    for (const record of [app.users.list(), app.sessions.list(), app.entries]) {
      for (const text of [secret, ...recoveryCodes]) expect(JSON.stringify(record)).not.to.contain(text);
    }
    const events = app.entries.map(({ event, outcome }) => `${event} ${outcome}`);
    expect(events).to.include.members(["totp.begin ok", "totp.enable ok"]);
    expect(app.entries.at(-1)?.actor?.username).to.equal("admin");
    expect(app.entries.at(-1)).to.include({
      event: "totp.enable",
      peer: "127.0.0.1",
      detail: "confirmed with the password",
    });
  });

  it("asks for the current password, by its field", async () => {
    for (const body of [{}, { password: "wrong" }]) {
      const reply = await client.post("/api/account/totp", body);
      expect([reply.status, Object.keys(reply.json.fields)]).to.deep.equal([422, ["/password"]]);
    }
    expect((await confirm("123456")).status).to.equal(409);
  });

  it("gives the session a new id: the one before is dead", async () => {
    const before = new Map(client.jar);
    await enrol(app, client);
    expect(client.jar.get("borgdeck")).not.to.equal(before.get("borgdeck"));
    const old = app.client();
    for (const [name, value] of before) old.jar.set(name, value);
    expect((await old.get("/api/session")).status).to.equal(401);
  });

  it("leaves the other sessions alone", async () => {
    const elsewhere = app.client();
    await elsewhere.signIn();
    await enrol(app, client);
    expect((await elsewhere.get("/api/session")).status).to.equal(200);
  });

  it("does not take the code that confirmed it for signing in", async () => {
    const { secret } = (await begin()).json;
    const code = codeAt(secret, app.clock.now());
    await confirm(code);
    const half = await halfWay(app);
    expect((await half.post("/api/session/totp", { code })).status).to.equal(401);
  });

  it("refuses a wrong code at its field and forgets the set-up after ten", async () => {
    const { secret } = (await begin()).json;
    for (let count = 0; count < 10; count += 1) {
      const reply = await confirm(wrongCodeAt(secret, app.clock.now()));
      expect([reply.status, Object.keys(reply.json.fields)]).to.deep.equal([422, ["/code"]]);
    }
    expect((await confirm(codeAt(secret, app.clock.now()))).status).to.equal(409);
    expect(isOn()).to.equal(false);
  });

  it("waits ten minutes", async () => {
    const { secret } = (await begin()).json;
    app.clock.advance(10 * minute);
    const reply = await confirm(codeAt(secret, app.clock.now()));
    expect([reply.status, reply.json.code]).to.deep.equal([409, "conflict"]);
    expect(isOn()).to.equal(false);
  });

  it("counts the newest set-up only", async () => {
    const first = (await begin()).json.secret;
    const second = (await begin()).json.secret;
    expect((await confirm(codeAt(first, app.clock.now()))).status).to.equal(422);
    expect((await confirm(codeAt(second, app.clock.now()))).status).to.equal(204);
  });

  it("is confirmed once of many at once, and not begun again while it is on", async () => {
    const { secret } = (await begin()).json;
    const code = codeAt(secret, app.clock.now());
    const others = Array.from({ length: 5 }, () => app.client());
    for (const other of others) expect((await other.signIn()).status).to.equal(200); // one by one: many at once are throttled
    const replies = await Promise.all(others.map((other) => confirm(code, other)));
    expect(replies.map(({ status }) => status).sort()).to.deep.equal([204, 409, 409, 409, 409]);
    expect((await begin()).status).to.equal(409);
  });

  it("works without a session for nobody", async () => {
    const nobody = app.client();
    expect((await nobody.post("/api/account/totp", { password })).status).to.equal(401);
    expect((await nobody.post("/api/account/totp/confirm", { code: "123456" })).status).to.equal(401);
    expect((await nobody.send("DELETE", "/api/account/totp", { body: { password, code: "123456" } })).status).to.equal(
      401,
    );
    expect((await nobody.post("/api/account/totp/recovery-codes", { password, code: "123456" })).status).to.equal(401);
  });
});

describe("turning two-factor off, and renewing recovery codes", () => {
  let app: IdentityApp;
  let client: Client;
  let factor: Enrolled;
  beforeEach(async () => {
    app = await startIdentityApp();
    client = app.client();
    await client.signIn();
    factor = await enrol(app, client);
  });
  afterEach(() => app.close());

  const turnOff = (body: object) => client.send("DELETE", "/api/account/totp", { body });
  const renew = (body: object) => client.post("/api/account/totp/recovery-codes", body);
  const isOn = () => app.identity.accounts.get(app.adminId)?.totp !== null;

  it("takes the password and a code of the app", async () => {
    const before = client.jar.get("borgdeck");
    expect((await turnOff({ password, code: factor.code() })).status).to.equal(204);
    expect(isOn()).to.equal(false);
    expect(client.jar.get("borgdeck")).not.to.equal(before);
    expect((await client.get("/api/session")).json.assurance).to.equal("one-factor");
    expect(app.entries.at(-1)).to.deep.include({ event: "totp.disable", outcome: "ok", target: app.adminId });
    expect((await app.client().signIn()).json.session.method).to.equal("password");
  });

  it("takes the password and a recovery code", async () => {
    expect((await turnOff({ password, code: factor.recoveryCodes[3] })).status).to.equal(204);
    expect(isOn()).to.equal(false);
  });

  it("is refused without either, or with a wrong one, at its field", async () => {
    const code = factor.code();
    for (const [body, field] of [
      [{ code }, "/password"],
      [{ password }, "/code"],
      [{ password: "wrong", code }, "/password"],
      [{ password, code: factor.wrong() }, "/code"],
      [{ password, code: "abcd-efgh" }, "/code"],
    ] as const) {
      for (const attempt of [turnOff, renew]) {
        const reply = await attempt(body);
        expect([reply.status, Object.keys(reply.json.fields)], JSON.stringify(body)).to.deep.equal([422, [field]]);
      }
    }
    expect(isOn()).to.equal(true);
  });

  it("Disable MFA without re-auth within five minutes is 403", async () => {
    app.clock.advance(5 * minute);
    for (const attempt of [turnOff, renew]) {
      const reply = await attempt({ code: factor.code() });
      expect([reply.status, reply.json.code]).to.deep.equal([403, "step-up-required"]);
    }
    expect(isOn()).to.equal(true);
  });

  it("renews the codes: those before are void, those after work once", async () => {
    const reply = await renew({ password, code: factor.code() });
    expect(reply.status).to.equal(200);
    const { recoveryCodes } = reply.json;
    expect(new Set([...recoveryCodes, ...factor.recoveryCodes]).size).to.equal(20);
    const half = await halfWay(app);
    expect((await half.post("/api/session/recovery", { code: factor.recoveryCodes[0] })).status).to.equal(401);
    expect((await half.post("/api/session/recovery", { code: recoveryCodes[0] })).status).to.equal(200);
    expect(app.entries.map(({ event }) => event)).to.include("recovery-codes.renew");
  });

  it("does not let new recovery codes be made with the password alone, which would be a way around", async () => {
    expect((await renew({ password })).status).to.equal(422);
    expect((await renew({ password, code: factor.wrong() })).status).to.equal(422);
  });

  it("is not on: then there is nothing to turn off or renew", async () => {
    await turnOff({ password, code: factor.code() });
    app.clock.advance(stepMs);
    for (const attempt of [turnOff, renew]) {
      expect((await attempt({ password, code: factor.code() })).status).to.equal(409);
    }
  });

  it("can be set up anew with another secret, to which old codes say nothing", async () => {
    await turnOff({ password, code: factor.code() });
    const other = await enrol(app, client);
    expect(other.secret).not.to.equal(factor.secret);
    const half = await halfWay(app);
    expect((await half.post("/api/session/recovery", { code: factor.recoveryCodes[1] })).status).to.equal(401);
    expect((await half.post("/api/session/totp", { code: other.code() })).status).to.equal(200);
  });

  it("removes the secret with the user", async () => {
    const other = await app.identity.accounts.create(
      { door: "local", subject: "boss", username: "boss", role: "admin", password: { version: 1, hash: "x" } },
      null,
      "test",
    );
    expect(app.secrets.has(`totp/${app.adminId}`)).to.equal(true);
    await app.identity.accounts.remove(
      app.adminId,
      {},
      { userId: other.id, username: "boss", peer: null, address: null, userAgent: null },
    );
    expect(app.secrets.has(`totp/${app.adminId}`)).to.equal(false);
  });
});
