import { expect } from "chai";
import { origin, type PasskeyApp, startPasskeyApp } from "../support/passkey-app.ts";
import { createAuthenticator, type Twist } from "../support/webauthn.ts";

const minute = 60_000;

describe("attacks on passkeys", () => {
  let app: PasskeyApp;
  beforeEach(async () => {
    app = await startPasskeyApp();
  });
  afterEach(() => app.close());

  const refusedBoth = (what: string, twist: Twist) => {
    it(`${what}: refused when a passkey is made`, async () => {
      const client = app.client();
      await client.signIn();
      const reply = await app.add(client, { twist });
      expect([reply.status, reply.json.code]).to.deep.equal([400, "passkey-refused"]);
      expect(app.admin().passkeys).to.deep.equal([]);
      expect(app.lastDenied("passkey.add")).to.deep.include({ target: app.adminId });
    });
    it(`${what}: refused at sign-in, without a session`, async () => {
      await app.enrolled();
      const client = app.client();
      const reply = await app.signIn(client, twist);
      expect([reply.status, reply.json.code]).to.deep.equal([400, "passkey-refused"]);
      expect((await client.get("/api/session")).status).to.equal(401);
      expect(app.lastDenied("session.sign-in")).to.deep.include({ target: app.adminId });
    });
  };

  refusedBoth("origin with another scheme", { clientData: { origin: "http://borg.example.com" } });
  refusedBoth("origin with another port", { clientData: { origin: "https://borg.example.com:8443" } });
  refusedBoth("origin of a subdomain", { clientData: { origin: "https://evil.borg.example.com" } });
  refusedBoth("origin of the parent domain", { clientData: { origin: "https://example.com" } });
  refusedBoth("origin null", { clientData: { origin: "null" } });
  refusedBoth("wrong rpIdHash", { rpId: "example.com" });
  refusedBoth("UV=0", { without: ["uv"] });
  refusedBoth("UP=0", { without: ["up"] });
  refusedBoth("crossOrigin set", { clientData: { crossOrigin: true } });
  refusedBoth("crossOrigin set to what only looks like no", { clientData: { crossOrigin: "" } });
  refusedBoth("topOrigin set", { clientData: { topOrigin: "https://evil.example" } });
  refusedBoth("crossOrigin and topOrigin set", { clientData: { crossOrigin: true, topOrigin: origin } });
  refusedBoth("another challenge", { clientData: { challenge: Buffer.alloc(32).toString("base64url") } });
  refusedBoth("another ceremony", { clientData: { type: "payment.get" } });

  it("Host names nothing: the origin is that of PUBLIC_BASE_URL, whatever the request says", async () => {
    await app.enrolled();
    const client = app.client();
    const headers = { host: "localhost", "x-forwarded-host": "evil.example", "x-forwarded-proto": "http" };
    const begun = await client.post("/api/auth/passkey/options", {}, { headers });
    expect(begun.json.rpId).to.equal("borg.example.com");
    const answer = app.phone.get(begun.json, { clientData: { origin: "http://localhost" }, rpId: "localhost" });
    expect((await client.post("/api/auth/passkey", answer, { headers })).json.code).to.equal("passkey-refused");
  });

  it("Bob's credential for alice: refused as proof of presence and by its user handle", async () => {
    const alice = await app.enrolled();
    await app.addUser("bob");
    const bob = app.client();
    await bob.signIn("bob");
    const device = createAuthenticator(origin);
    expect((await app.add(bob, { device })).status).to.equal(201);
    for (const twist of [
      {},
      { id: app.phone.passkeys[0]?.id ?? "" },
      { userHandle: app.phone.passkeys[0]?.userHandle ?? "" },
    ]) {
      const begun = (await alice.post("/api/session/step-up/passkey-options", {})).json;
      expect(begun.allowCredentials.map(({ id }: { id: string }) => id)).to.deep.equal([app.phone.passkeys[0]?.id]);
      const reply = await alice.post("/api/session/step-up", { passkey: device.get(begun, twist) });
      expect([reply.status, reply.json.code]).to.deep.equal([400, "passkey-refused"]);
    }
    expect(app.lastDenied("passkey.prove")?.actor?.username).to.equal("admin");
  });

  it("userHandle mismatch: refused", async () => {
    await app.enrolled();
    for (const userHandle of [Buffer.alloc(64).toString("base64url"), "", null]) {
      const reply = await app.signIn(app.client(), { userHandle });
      expect([reply.status, reply.json.code], String(userHandle)).to.deep.equal([400, "passkey-refused"]);
    }
  });

  it("Permissions-Policy denies framed WebAuthn, and lets the pages use it", async () => {
    for (const path of ["/api/session", "/api/auth/methods", "/widgets/embed"]) {
      const policy = (await app.client().get(path)).headers["permissions-policy"];
      expect(policy, path).to.contain("publickey-credentials-get=()").and.contain("publickey-credentials-create=()");
    }
    const page = await app.client().get("/", { headers: { accept: "text/html" } });
    expect(page.headers["permissions-policy"]).to.contain("publickey-credentials-get=(self)");
    expect(page.headers["content-security-policy"]).to.contain("frame-ancestors 'none'");
  });

  it("existing credential id to another user: 409", async () => {
    await app.enrolled();
    await app.addUser("bob");
    const bob = app.client();
    await bob.signIn("bob");
    const reply = await app.add(bob, { twist: { id: app.phone.passkeys[0]?.id ?? "" } });
    expect([reply.status, reply.json.code]).to.deep.equal([409, "conflict"]);
    expect(app.identity.accounts.byDoor("local", "bob")?.passkeys).to.deep.equal([]);
  });

  it("existing credential id to two users at once: one gets it", async () => {
    for (const name of ["bob", "carol"]) await app.addUser(name);
    const id = Buffer.alloc(32, 7).toString("base64url");
    const clients = [app.client(), app.client()] as const;
    await clients[0].signIn("bob");
    await clients[1].signIn("carol");
    const replies = await Promise.all(clients.map((client) => app.add(client, { twist: { id } })));
    expect(replies.map(({ status }) => status).sort()).to.deep.equal([201, 409]);
  });

  it("unknown id ≡ bad signature", async () => {
    await app.enrolled();
    const unknown = await app.signIn(app.client(), { id: Buffer.alloc(32).toString("base64url") });
    const forged = await app.signIn(app.client(), { forged: true });
    expect(unknown.json).to.deep.equal(forged.json);
    expect([unknown.status, unknown.json.code]).to.deep.equal([400, "passkey-refused"]);
    const names = (reply: typeof forged) => Object.keys(reply.headers).sort();
    expect(names(unknown)).to.deep.equal(names(forged));
  });

  it("a signature of the decoy for unknown ids gets nobody in", async () => {
    await app.enrolled();
    const reply = await app.signIn(app.client(), { id: "" });
    expect(reply.json.code).to.equal("passkey-refused");
  });

  it("deleting the last usable factor: 409", async () => {
    const client = await app.enrolled();
    await app.users.update(app.adminId, (user) => ({ ...user, password: null }));
    await app.addUser("root", { role: "admin" });
    const reply = await client.send("DELETE", app.path());
    expect([reply.status, reply.json.code]).to.deep.equal([409, "conflict"]);
    const spare = createAuthenticator(origin);
    expect((await app.add(client, { device: spare, body: {} })).status).to.equal(201);
    expect((await client.send("DELETE", app.path())).status).to.equal(204);
  });

  it("deleting the last two at once: one stays", async () => {
    const client = await app.enrolled();
    const spare = createAuthenticator(origin);
    await app.add(client, { device: spare });
    await app.addUser("root", { role: "admin" });
    await app.users.update(app.adminId, (user) => ({ ...user, password: null }));
    const ids = [app.phone, spare].map((device) => device.passkeys[0]?.id);
    const replies = await Promise.all(ids.map((id) => client.send("DELETE", `/api/account/passkeys/${id}`)));
    expect(replies.map(({ status }) => status).sort()).to.deep.equal([204, 409]);
  });

  it("deleting the last one that works here: 409, though one of a former address is left", async () => {
    const client = await app.enrolled();
    await app.addUser("root", { role: "admin" });
    await app.users.update(app.adminId, (user) => ({
      ...user,
      password: null,
      passkeys: user.passkeys.flatMap((passkey) => [passkey, { ...passkey, id: "b2xk", rpId: "old.example.com" }]),
    }));
    const reply = await client.send("DELETE", app.path());
    expect(reply.status).to.equal(409);
    expect((await client.send("DELETE", "/api/account/passkeys/b2xk")).status).to.equal(204);
  });

  it("a counter that goes back: refused, and recorded as a suspected copy", async () => {
    await app.enrolled();
    expect((await app.signIn(app.client(), { counter: 7 })).status).to.equal(200);
    for (const counter of [7, 6, 0]) {
      const client = app.client();
      const reply = await app.signIn(client, { counter });
      expect([reply.status, reply.json.code], String(counter)).to.deep.equal([400, "passkey-refused"]);
      expect((await client.get("/api/session")).status).to.equal(401);
    }
    expect(app.lastDenied("passkey.clone-suspected")).to.deep.include({ target: app.adminId });
    expect((await app.signIn(app.client(), { counter: 8 })).status).to.equal(200);
  });

  it("a forgery with a low counter raises no alarm about a copy", async () => {
    await app.enrolled();
    await app.signIn(app.client(), { counter: 7 });
    await app.signIn(app.client(), { counter: 1, forged: true });
    expect(app.lastDenied("passkey.clone-suspected")).to.equal(undefined);
  });

  it("the same counter twice in parallel: one gets in", async () => {
    await app.enrolled();
    const replies = await Promise.all(Array.from({ length: 10 }, () => app.signIn(app.client(), { counter: 5 })));
    expect(replies.filter(({ status }) => status === 200)).to.have.length(1);
  });

  it("disabling and renaming without re-auth within five minutes: 403", async () => {
    const client = await app.enrolled();
    app.clock.advance(6 * minute);
    for (const sent of [
      await client.send("DELETE", app.path()),
      await client.send("PATCH", app.path(), { body: { name: "x" } }),
    ]) {
      expect(sent.json).to.deep.include({ status: 403, code: "step-up-required" });
    }
  });

  it("another user's passkey by its id: 404", async () => {
    await app.enrolled();
    await app.addUser("bob");
    const bob = app.client();
    await bob.signIn("bob");
    expect((await bob.send("DELETE", app.path())).status).to.equal(404);
    expect((await bob.send("PATCH", app.path(), { body: { name: "mine" } })).status).to.equal(404);
    expect(app.admin().passkeys).to.have.length(1);
    expect(app.entries.some(({ event }) => event === "passkey.rename" || event === "passkey.remove")).to.equal(false);
  });

  it("what is recorded repeats nothing that a stranger sent", async () => {
    await app.enrolled();
    await app.signIn(app.client(), { clientData: { origin: "https://evil.example/\u001b[31m" } });
    expect(JSON.stringify(app.entries)).not.to.contain("evil.example");
  });
});
