import { expect } from "chai";
import { isoTime } from "../../src/ports/clock.ts";
import { password } from "../support/identity.ts";
import { proxyAddress, strangerAddress } from "../support/identity-app.ts";
import { type PasskeyApp, sessionCookie, startPasskeyApp } from "../support/passkey-app.ts";

const minute = 60_000;

describe("passkeys: signing in", () => {
  let app: PasskeyApp;
  beforeEach(async () => {
    app = await startPasskeyApp();
  });
  afterEach(() => app.close());

  it("names nobody, and asks for a passkey of this site that the device guards", async () => {
    const { json } = await app.client().post("/api/auth/passkey/options", {});
    expect(json).to.have.keys(["rpId", "challenge", "timeout", "userVerification"]);
    expect(json).to.deep.include({ rpId: "borg.example.com", userVerification: "required" });
  });

  it("signs in with both factors at once, with no code and no name asked", async () => {
    await app.enrolled();
    const client = app.client();
    const reply = await app.signIn(client);
    expect(reply.status).to.equal(200);
    expect(reply.json.session).to.deep.include({ method: "passkey", assurance: "two-factor", obligation: null });
    expect((await client.get("/api/session")).json).to.deep.include({ method: "passkey", assurance: "two-factor" });
    const entry = app.entries.at(-1);
    expect(entry).to.deep.include({ event: "session.sign-in", outcome: "ok", detail: "passkey" });
    expect(entry?.actor).to.deep.equal({ userId: app.adminId, username: "admin" });
    const [item] = (await client.get("/api/account/passkeys")).json.items;
    expect(item.lastUsedAt).to.equal(isoTime(app.clock.now()));
  });

  it("counts as a proof of presence for five minutes", async () => {
    await app.enrolled();
    const client = app.client();
    await app.signIn(client);
    expect((await client.send("PATCH", app.path(), { body: { name: "Old" } })).status).to.equal(200);
    app.clock.advance(6 * minute);
    const late = await client.send("PATCH", app.path(), { body: { name: "Older" } });
    expect(late.json).to.deep.include({ status: 403, code: "step-up-required" });
  });

  it("is offered only while a passkey of this site is registered by somebody who may use it", async () => {
    const offered = async () => (await app.client().get("/api/auth/methods")).json.passkey;
    expect(await offered()).to.equal(false);
    await app.enrolled();
    expect(await offered()).to.equal(true);
    await app.users.update(app.adminId, (user) => ({ ...user, active: false }));
    expect(await offered()).to.equal(false);
    await app.users.update(app.adminId, ({ passkeys, ...user }) => ({
      ...user,
      active: true,
      passkeys: passkeys.map((passkey) => ({ ...passkey, rpId: "elsewhere.example.com" })),
    }));
    expect(await offered()).to.equal(false);
    expect((await app.signIn(app.client())).json.code).to.equal("passkey-refused");
  });

  it("takes an answer once", async () => {
    await app.enrolled();
    const client = app.client();
    const begun = await client.post("/api/auth/passkey/options", {});
    const answer = app.phone.get(begun.json);
    const stolen = app.client();
    for (const [name, value] of client.jar) stolen.jar.set(name, value);
    const [first, second] = await Promise.all([
      client.post("/api/auth/passkey", answer),
      stolen.post("/api/auth/passkey", answer),
    ]);
    expect([first.status, second.status].sort()).to.deep.equal([200, 400]);
  });

  it("does not take another browser's challenge, nor an old one", async () => {
    await app.enrolled();
    const other = await app.client().post("/api/auth/passkey/options", {});
    const client = app.client();
    expect((await client.post("/api/auth/passkey", app.phone.get(other.json))).json.code).to.equal("passkey-expired");
    await client.post("/api/auth/passkey/options", {});
    expect((await client.post("/api/auth/passkey", app.phone.get(other.json))).json.code).to.equal("passkey-refused");
    const begun = await client.post("/api/auth/passkey/options", {});
    app.clock.advance(5 * minute);
    expect((await client.post("/api/auth/passkey", app.phone.get(begun.json))).json.code).to.equal("passkey-expired");
  });

  it("does not let somebody in who is not active", async () => {
    await app.enrolled();
    await app.users.update(app.adminId, (user) => ({ ...user, active: false }));
    const client = app.client();
    expect((await app.signIn(client)).json).to.deep.include({ status: 403, code: "inactive-user" });
    expect(client.jar.has(sessionCookie)).to.equal(false);
  });

  it("begins a session with a new id; a planted one is worth nothing", async () => {
    await app.enrolled();
    const client = app.client();
    await client.signIn();
    const before = client.jar.get(sessionCookie);
    await app.signIn(client);
    expect(client.jar.get(sessionCookie)).to.be.a("string").and.not.equal(before);
    const old = app.client();
    old.jar.set(sessionCookie, before ?? "");
    expect((await old.get("/api/session")).status).to.equal(401);
  });

  it("comes from our own pages only", async () => {
    await app.enrolled();
    const client = app.client();
    for (const path of ["/api/auth/passkey/options", "/api/auth/passkey"]) {
      const reply = await client.post(path, {}, { headers: { "sec-fetch-site": "same-site" } });
      expect([reply.status, reply.json.code], path).to.deep.equal([403, "cross-site"]);
    }
  });

  it("is not slowed down by what others guess at passwords", async () => {
    await app.enrolled();
    const attacker = app.client(strangerAddress);
    for (let count = 0; count < 15; count += 1) await attacker.signIn("admin", "wrong");
    expect((await app.signIn(app.client(strangerAddress))).status).to.equal(200);
  });

  it("is gone where single sign-on has closed local sign-in, and so are sessions that began with it", async () => {
    await app.enrolled();
    const client = app.client();
    await app.signIn(client);
    const { oidc } = app.settings;
    await oidc.write({ ...oidc.read().value, enabled: true, disableLocalSignIn: true });
    for (const path of ["/api/auth/passkey/options", "/api/auth/passkey"]) {
      expect((await app.client().post(path, {})).status, path).to.equal(404);
    }
    expect((await app.client().get("/api/auth/methods")).json.passkey).to.equal(false);
    expect((await client.get("/api/session")).status).to.equal(401);
  });

  it("signs in whose session ended by a change of password", async () => {
    const client = await app.enrolled();
    await client.send("PUT", "/api/account/password", {
      body: { currentPassword: password, newPassword: "eine ganz neue losung" },
    });
    expect((await app.signIn(app.client())).status).to.equal(200);
  });
});

describe("passkeys: behind a proxy", () => {
  let app: PasskeyApp;
  afterEach(() => app.close());
  const asHanna = { headers: { "remote-user": "hanna" } };
  const proxyApp = async (localFallback: boolean) => {
    app = await startPasskeyApp({ proxyAuth: { localFallback } });
  };
  const hanna = () => {
    const client = app.client(proxyAddress);
    return {
      client,
      post: (path: string, body: unknown) => client.post(path, body, asHanna),
      send: (method: string, path: string) => client.send(method, path, asHanna),
    };
  };
  const enrol = async () => {
    const her = hanna();
    const begun = await her.post("/api/account/passkeys/options", {});
    expect(begun.status).to.equal(200);
    const added = await her.post("/api/account/passkeys", { name: "Phone", response: app.phone.create(begun.json) });
    expect(added.status).to.equal(201);
    return her;
  };

  it("takes the first one on trust, and records that", async () => {
    await proxyApp(false);
    await enrol();
    const entry = app.entries.find(({ event }) => event === "passkey.begin");
    expect(entry).to.deep.include({ outcome: "ok" });
    expect(entry?.actor?.username).to.equal("hanna");
  });

  it("needs a proof of presence for the second one, and for removing the first", async () => {
    await proxyApp(false);
    const her = await enrol();
    expect((await her.post("/api/account/passkeys/options", {})).json.code).to.equal("step-up-required");
    expect((await her.send("DELETE", app.path())).json.code).to.equal("step-up-required");
  });

  for (const localFallback of [false, true]) {
    it(`never signs in with it: the header decides (local fallback ${localFallback})`, async () => {
      await proxyApp(localFallback);
      await enrol();
      expect((await app.client().get("/api/auth/methods")).json.passkey).to.equal(false);
      const client = app.client(strangerAddress);
      const begun = await client.post("/api/auth/passkey/options", {});
      expect(begun.status).to.equal(localFallback ? 200 : 404);
      if (localFallback) {
        expect((await client.post("/api/auth/passkey", app.phone.get(begun.json))).json.code).to.equal(
          "passkey-refused",
        );
      }
      expect((await client.get("/api/session")).status).to.equal(401);
    });
  }

  it("local login disabled: the sign-in with passkeys is 404", async () => {
    await proxyApp(false);
    for (const path of ["/api/auth/passkey/options", "/api/auth/passkey"]) {
      expect((await app.client().post(path, {})).status, path).to.equal(404);
    }
  });
});
