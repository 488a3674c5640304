import { expect } from "chai";
import { isoTime } from "../../src/ports/clock.ts";
import { password } from "../support/identity.ts";
import { origin, type PasskeyApp, startPasskeyApp } from "../support/passkey-app.ts";
import { createAuthenticator } from "../support/webauthn.ts";

const minute = 60_000;

describe("passkeys: adding one", () => {
  let app: PasskeyApp;
  beforeEach(async () => {
    app = await startPasskeyApp();
  });
  afterEach(() => app.close());

  it("asks the browser for a passkey that it can find by itself, guarded by the device, without attestation", async () => {
    const client = app.client();
    await client.signIn();
    const asked = await app.begin(client);
    expect(asked.rp).to.deep.equal({ name: "Borgdeck", id: "borg.example.com" });
    expect(asked.authenticatorSelection).to.deep.include({ residentKey: "required", userVerification: "required" });
    expect(asked).to.deep.include({ attestation: "none", excludeCredentials: [] });
    expect(Buffer.from(asked.user.id, "base64url")).to.have.length(64);
    expect(asked.user).to.deep.include({ name: "admin", displayName: "admin" });
    expect(asked.pubKeyCredParams.map(({ alg }: { alg: number }) => alg)).to.deep.equal([-8, -7, -257]);
    expect(Buffer.from(asked.challenge, "base64url")).to.have.length(32);
  });

  it("keeps one handle for a user, and tells the browser which passkeys there are already", async () => {
    const client = await app.enrolled();
    const handle = app.phone.passkeys[0]?.userHandle;
    const again = await app.begin(client);
    expect(again.user.id).to.equal(handle);
    expect(again.excludeCredentials).to.deep.equal([
      { id: app.phone.passkeys[0]?.id, type: "public-key", transports: ["hybrid", "internal"] },
    ]);
  });

  it("lists it by its name, and records it", async () => {
    const client = await app.enrolled();
    const { items } = (await client.get("/api/account/passkeys")).json;
    expect(items).to.deep.equal([
      {
        id: app.phone.passkeys[0]?.id,
        name: "Phone",
        rpId: "borg.example.com",
        createdAt: isoTime(app.clock.now()),
        lastUsedAt: null,
      },
    ]);
    expect(app.entries.at(-1)).to.deep.include({ event: "passkey.add", outcome: "ok", detail: "Phone" });
    expect((await client.get("/api/session")).json.user.factors.passkeys).to.equal(1);
  });

  it("needs the current password, also right after the sign-in", async () => {
    const client = app.client();
    await client.signIn();
    for (const body of [{}, { password: "wrong" }]) {
      const reply = await client.post("/api/account/passkeys/options", body);
      expect([reply.status, reply.json.code]).to.deep.equal([422, "invalid-input"]);
      expect(reply.json.fields).to.have.key("/password");
    }
    const answer = await client.post("/api/account/passkeys", { name: "x", response: app.phone.create(made()) });
    expect(answer.json).to.deep.include({ status: 400, code: "passkey-expired" });
  });

  it("needs presence where the user has no password but another way to prove it", async () => {
    const client = await app.enrolled();
    await app.users.update(app.adminId, (user) => ({ ...user, password: null }));
    const spare = createAuthenticator(origin);
    expect((await app.add(client, { device: spare, body: {} })).status).to.equal(201);
    app.clock.advance(6 * minute);
    const late = await client.post("/api/account/passkeys/options", {});
    expect(late.json).to.deep.include({ status: 403, code: "step-up-required" });
  });

  it("takes an answer once, within five minutes, and only of the user who began", async () => {
    const client = app.client();
    await client.signIn();
    const asked = await app.begin(client);
    const answer = { name: "Phone", response: app.phone.create(asked) };
    expect((await client.post("/api/account/passkeys", answer)).status).to.equal(201);
    expect((await client.post("/api/account/passkeys", answer)).json.code).to.equal("passkey-expired");
    const late = await app.begin(client);
    app.clock.advance(5 * minute);
    const reply = await client.post("/api/account/passkeys", { name: "x", response: app.phone.create(late) });
    expect(reply.json.code).to.equal("passkey-expired");
  });

  it("does not take a challenge of signing in for making one, nor the other way round", async () => {
    const client = app.client();
    await client.signIn();
    const begun = (await client.post("/api/auth/passkey/options", {})).json;
    const response = app.phone.create({ ...made(), challenge: begun.challenge });
    expect((await client.post("/api/account/passkeys", { name: "x", response })).json.code).to.equal("passkey-expired");
    expect((await app.add(client)).status).to.equal(201);
    const { challenge } = await app.begin(client);
    const signedIn = await client.post("/api/auth/passkey", app.phone.get({ challenge }));
    expect(signedIn.json.code).to.equal("passkey-expired");
  });

  it("refuses an attestation that was not asked for, without looking anything up at the address it names", async () => {
    const client = app.client();
    await client.signIn();
    const certificate = Buffer.from("a certificate that names a list of revoked ones");
    for (const [format, statement] of [
      ["packed", new Map<string, string | Buffer | Buffer[]>([["x5c", [certificate]]])],
      ["apple", new Map([["x5c", [certificate]]])],
      ["android-key", new Map()],
      ["tpm", new Map()],
      ["none", new Map([["sig", "x"]])],
    ] as const) {
      const reply = await app.add(client, { twist: { attestation: { format, statement } } });
      expect([reply.status, reply.json.code], format).to.deep.equal([400, "passkey-refused"]);
    }
    expect(app.admin().passkeys).to.deep.equal([]);
  });

  it("keeps twenty at most", async () => {
    const client = await app.enrolled();
    await app.users.update(app.adminId, (user) => {
      const [first] = user.passkeys;
      if (!first) throw new Error("no passkey");
      return { ...user, passkeys: Array.from({ length: 20 }, (_, at) => ({ ...first, id: `${first.id}${at}` })) };
    });
    const reply = await client.post("/api/account/passkeys/options", { password });
    expect([reply.status, reply.json.code]).to.deep.equal([409, "conflict"]);
  });

  for (const [what, body] of [
    ["nothing", {}],
    ["no name", { response: {} }],
    ["a name of spaces", { name: "  ", response: {} }],
    ["a text for an answer", { name: "x", response: "x" }],
    ["more than it asks for", { name: "x", response: {}, rpId: "evil.example" }],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const client = app.client();
      await client.signIn();
      expect((await client.post("/api/account/passkeys", body)).status).to.equal(422);
    });
  }

  for (const [what, response] of [
    ["an empty answer", {}],
    ["an answer without parts", { id: "x", rawId: "x", type: "public-key", response: null }],
    ["numbers for texts", { id: 1, rawId: 1, type: 2, response: { clientDataJSON: 1, attestationObject: 2 } }],
    ["what is no JSON", { id: "eA", rawId: "eA", type: "public-key", response: { clientDataJSON: "eA" } }],
    ["a list for client data", { id: "eA", rawId: "eA", type: "public-key", response: { clientDataJSON: "W10" } }],
  ] as const) {
    it(`refuses ${what} as an answer, without an error of its own`, async () => {
      const client = app.client();
      await client.signIn();
      await app.begin(client);
      const added = await client.post("/api/account/passkeys", { name: "x", response });
      expect([added.status, added.json.code]).to.deep.equal([400, "passkey-refused"]);
      await client.post("/api/auth/passkey/options", {});
      const signedIn = await client.post("/api/auth/passkey", response);
      expect([signedIn.status, signedIn.json.code]).to.deep.equal([400, "passkey-refused"]);
    });
  }

  it("is for nobody who is not signed in", async () => {
    const client = app.client();
    for (const [method, path] of [
      ["GET", ""],
      ["POST", ""],
      ["POST", "/options"],
      ["PATCH", "/x"],
      ["DELETE", "/x"],
    ] as const) {
      const reply = await client.send(method, `/api/account/passkeys${path}`, method === "GET" ? {} : { body: {} });
      expect(reply.status, `${method} ${path}`).to.equal(401);
    }
    expect((await client.post("/api/session/step-up/passkey-options", {})).status).to.equal(401);
  });

  it("is not for somebody who has to change the password first", async () => {
    await app.users.update(app.adminId, (user) => ({ ...user, mustChangePassword: true }));
    const client = app.client();
    await client.signIn();
    const reply = await client.post("/api/account/passkeys/options", { password });
    expect(reply.json).to.deep.include({ status: 403, code: "password-change-required" });
  });
});

describe("passkeys: where they are offered", () => {
  let app: PasskeyApp;
  afterEach(() => app.close());
  const offered = async (publicBaseUrl: string | null) => {
    app = await startPasskeyApp({ config: { publicBaseUrl } });
    const reply = await app.client().post("/api/auth/passkey/options", {});
    return reply.status === 200 ? reply.json.rpId : reply.status;
  };

  it("is localhost where no public address is known", async () => {
    expect(await offered(null)).to.equal("localhost");
  });

  it("is not an address without a name: browsers refuse it", async () => {
    expect(await offered("https://192.0.2.7")).to.equal(404);
    const client = app.client();
    await client.signIn();
    const reply = await client.post("/api/account/passkeys/options", { password });
    expect([reply.status, reply.json.code]).to.deep.equal([409, "conflict"]);
    expect(reply.json.detail).to.contain("PUBLIC_BASE_URL");
  });

  it("is not plain http anywhere but on localhost", async () => {
    expect(await offered("http://nas.example.com")).to.equal(404);
  });
});

/** Options that the service never sent. */
function made() {
  return {
    challenge: Buffer.alloc(32, 1).toString("base64url"),
    rp: { id: "borg.example.com" },
    user: { id: Buffer.alloc(64).toString("base64url") },
  };
}
