import { expect } from "chai";
import { proxyAddress } from "../support/identity-app.ts";
import { origin, type PasskeyApp, sessionCookie, startPasskeyApp } from "../support/passkey-app.ts";
import { createAuthenticator } from "../support/webauthn.ts";

const minute = 60_000;

describe("passkeys: proving presence", () => {
  let app: PasskeyApp;
  afterEach(() => app.close());

  it("is asked of the user's own passkeys, and opens what needs it for five minutes, under a new session id", async () => {
    app = await startPasskeyApp();
    const client = await app.enrolled();
    app.clock.advance(6 * minute);
    expect((await client.send("DELETE", app.path())).json.code).to.equal("step-up-required");
    const before = client.jar.get(sessionCookie);
    const begun = (await client.post("/api/session/step-up/passkey-options", {})).json;
    expect(begun).to.deep.include({ rpId: "borg.example.com", userVerification: "required" });
    expect(begun.allowCredentials).to.deep.equal([
      { id: app.phone.passkeys[0]?.id, type: "public-key", transports: ["hybrid", "internal"] },
    ]);
    const proved = await client.post("/api/session/step-up", { passkey: app.phone.get(begun) });
    expect(proved.status).to.equal(200);
    expect(client.jar.get(sessionCookie)).to.not.equal(before);
    expect((await client.send("PATCH", app.path(), { body: { name: "Old phone" } })).status).to.equal(200);
    app.clock.advance(6 * minute);
    expect((await client.send("DELETE", app.path())).json.code).to.equal("step-up-required");
  });

  it("takes an answer without user handle: the browser was told whose passkeys they are", async () => {
    app = await startPasskeyApp();
    const client = await app.enrolled();
    const begun = (await client.post("/api/session/step-up/passkey-options", {})).json;
    const passkey = app.phone.get(begun, { userHandle: null });
    expect((await client.post("/api/session/step-up", { passkey })).status).to.equal(200);
  });

  it("takes an answer once, and no challenge of a sign-in", async () => {
    app = await startPasskeyApp();
    const client = await app.enrolled();
    const begun = (await client.post("/api/session/step-up/passkey-options", {})).json;
    const passkey = app.phone.get(begun);
    expect((await client.post("/api/session/step-up", { passkey })).status).to.equal(200);
    expect((await client.post("/api/session/step-up", { passkey })).json.code).to.equal("passkey-expired");
    const other = (await client.post("/api/auth/passkey/options", {})).json;
    const reply = await client.post("/api/session/step-up", { passkey: app.phone.get(other) });
    expect(reply.json.code).to.equal("passkey-expired");
  });

  it("an answer of a step-up signs nobody in", async () => {
    app = await startPasskeyApp();
    const client = await app.enrolled();
    const begun = (await client.post("/api/session/step-up/passkey-options", {})).json;
    const reply = await client.post("/api/auth/passkey", app.phone.get(begun));
    expect(reply.json.code).to.equal("passkey-expired");
  });

  it("is not for who has none here", async () => {
    app = await startPasskeyApp();
    const client = app.client();
    await client.signIn();
    const reply = await client.post("/api/session/step-up/passkey-options", {});
    expect([reply.status, reply.json.code]).to.deep.equal([409, "conflict"]);
  });

  it("removed between the question and the answer, it proves nothing", async () => {
    app = await startPasskeyApp();
    const client = await app.enrolled();
    await app.add(client, { device: createAuthenticator(origin) });
    const begun = (await client.post("/api/session/step-up/passkey-options", {})).json;
    expect((await client.send("DELETE", app.path())).status).to.equal(204);
    const reply = await client.post("/api/session/step-up", { passkey: app.phone.get(begun) });
    expect(reply.json.code).to.equal("passkey-refused");
  });

  it("lets somebody whom the proxy names do what its word is not enough for", async () => {
    app = await startPasskeyApp({ proxyAuth: {} });
    const client = app.client(proxyAddress);
    const asHanna = { headers: { "remote-user": "hanna" } };
    const begun = await client.post("/api/account/passkeys/options", {}, asHanna);
    const made = { name: "Phone", response: app.phone.create(begun.json) };
    expect((await client.post("/api/account/passkeys", made, asHanna)).status).to.equal(201);
    expect((await client.send("DELETE", app.path(), asHanna)).json.code).to.equal("step-up-required");

    const asked = await client.post("/api/session/step-up/passkey-options", {}, asHanna);
    const passkey = app.phone.get(asked.json);
    expect((await client.post("/api/session/step-up", { passkey }, asHanna)).status).to.equal(200);

    const stranger = { headers: { "remote-user": "mallory" } };
    expect((await client.send("DELETE", app.path(), stranger)).json.code).to.equal("step-up-required");
    const ofTheProxy = app.client(proxyAddress);
    expect((await ofTheProxy.get("/api/account/passkeys", asHanna)).json.items).to.have.length(1);
  });

  it("gives who comes through the proxy five minutes to remove it", async () => {
    app = await startPasskeyApp({ proxyAuth: {} });
    const client = app.client(proxyAddress);
    const asHanna = { headers: { "remote-user": "hanna" } };
    const begun = await client.post("/api/account/passkeys/options", {}, asHanna);
    await client.post("/api/account/passkeys", { name: "Phone", response: app.phone.create(begun.json) }, asHanna);
    const asked = await client.post("/api/session/step-up/passkey-options", {}, asHanna);
    await client.post("/api/session/step-up", { passkey: app.phone.get(asked.json) }, asHanna);
    expect((await client.get("/api/session", asHanna)).json.stepUp.until).to.be.a("string");
    expect((await client.send("DELETE", app.path(), asHanna)).status).to.equal(204);
  });
});
