import { expect } from "chai";
import { Fault } from "../../src/fault.ts";
import { startApp, type TestApp } from "../support/http-app.ts";

const found = { name: "Found", location: "/srv/found" };
const key = `BORG_KEY ${"0".repeat(64)}\nhqlhbGdv\n`;

describe("routes of repositories", () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());
  const minutes = (count: number) => ({ "x-test-age": String(count * 60_000) });

  it("imports one, and says in a form for forms what borg would ask", async () => {
    const body = { ...found, passphrase: "secret words", accept: { relocated: true } };
    const { status, json, text } = await app.request("POST", "/api/repositories/import", { as: "olga", body });
    expect(status).to.equal(201);
    expect(json).to.include({ name: "Found", location: "/srv/found" });
    expect(text).to.not.contain("secret words");
    expect(app.calls[0]).to.deep.equal(["repositories.import", body, "olga"]);

    Object.assign(app.services.repositories, {
      import: () => {
        throw new Fault("answer-needed", "borg asks.", { fields: { "/accept/relocated": "was elsewhere" } });
      },
    });
    const asked = await app.request("POST", "/api/repositories/import", { as: "olga", body: found });
    expect(asked.status).to.equal(409);
    expect(asked.json).to.deep.include({ code: "answer-needed", fields: { "/accept/relocated": "was elsewhere" } });
  });

  it("imports nothing for viewers, nor what is no location or answer", async () => {
    expect((await app.request("POST", "/api/repositories/import", { as: "vera", body: found })).status).to.equal(403);
    for (const change of [
      { location: "relative" },
      { location: "ssh://-oProxyCommand=x/p" },
      { passphrase: "two\nlines" },
      { accept: { all: true } },
      { freshnessMs: 1 },
      { mode: "read-only" },
    ]) {
      const body = { ...found, ...change };
      const { status } = await app.request("POST", "/api/repositories/import", { as: "olga", body });
      expect(status, JSON.stringify(change)).to.equal(422);
    }
    expect(app.calls).to.deep.equal([]);
  });

  it("changes mode, quota and freshness, and takes them away by null", async () => {
    const body = { mode: "observe", quotaBytes: null, freshnessMs: 86_400_000 };
    const headers = { "if-match": '"1"' };
    const { status } = await app.request("PATCH", "/api/repositories/repohome", { as: "admin", body, headers });
    expect(status).to.equal(200);
    expect(app.calls[0]).to.deep.equal(["repositories.patch", "repohome", body, { ifRevision: 1 }, "admin"]);
    for (const wrong of [{ quotaBytes: 1 }, { freshnessMs: 1000 }, { keyStored: false }, { encryption: "none" }]) {
      const refused = await app.request("PATCH", "/api/repositories/repohome", { as: "admin", body: wrong });
      expect(refused.status, JSON.stringify(wrong)).to.equal(422);
    }
  });

  const secrets = [
    ["PUT", "key", { key }, "importKey"],
    ["PUT", "passphrase", { passphrase: "another" }, "changePassphrase"],
    ["PUT", "passphrase", {}, "changePassphrase"],
    ["POST", "key", undefined, "exportKey"],
    ["POST", "reopen", { passphrase: "changed by others" }, "reopen"],
    ["POST", "destroy", { name: "repohome" }, "destroy"],
    ["POST", "break-lock", { confirm: "" }, "breakLock"],
  ] as const;
  for (const [method, path, body, call] of secrets) {
    it(`${method} ${path} with ${JSON.stringify(body ?? null)} needs presence proved in the last five minutes`, async () => {
      const send = (count: number, as = "admin") =>
        app.request(method, `/api/repositories/repohome/${path}`, {
          as,
          headers: minutes(count),
          ...(body ? { body } : {}),
        });
      const late = await send(6);
      expect([late.status, late.json.code]).to.deep.equal([403, "step-up-required"]);
      expect((await send(0, "vera")).status).to.equal(403);
      expect(app.calls).to.deep.equal([]);
      const { status, headers } = await send(4);
      expect(status).to.be.oneOf([200, 202]);
      expect(headers["cache-control"]).to.equal("no-store");
      expect(app.calls.map(([name]) => name)).to.deep.equal([`repositories.${call}`]);
    });
  }

  it("tells the lock, the medium and the growth to whoever may look", async () => {
    for (const path of ["lock", "medium", "growth"]) {
      const { status } = await app.get(`/api/repositories/repohome/${path}`, { as: "vera" });
      expect(status, path).to.equal(200);
      expect((await app.get(`/api/repositories/repohome/${path}`, { as: "nina" })).status, path).to.equal(404);
    }
  });

  it("tells which borg there is", async () => {
    const { status, json } = await app.get("/api/borg", { as: "vera" });
    expect(status).to.equal(200);
    expect(json.version).to.equal("1.2.4");
    expect(json.encryptionModes[0]).to.include({ mode: "repokey-blake2", recommended: true });
    expect(json.features.undelete).to.include({ available: false });
    expect((await app.get("/api/borg")).status).to.equal(401);
  });
});
