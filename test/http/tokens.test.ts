import { expect } from "chai";
import jwt from "jsonwebtoken";
import { maxStreamsPerToken, maxStreamsPerUser } from "../../src/http/live/streams.ts";
import { tokenBurst } from "../../src/http/routing/token-requests.ts";
import { password } from "../support/identity.ts";
import {
  type Client,
  type IdentityApp,
  proxyAddress,
  startIdentityApp,
  strangerAddress,
} from "../support/identity-app.ts";

const bearer = (token: string, more: Record<string, string> = {}) => ({
  headers: { authorization: `Bearer ${token}`, ...more },
});

/** A client without a cookie. */
const nobody = (app: IdentityApp, from?: string) => app.client(from);

async function makeToken(admin: Client, change: Record<string, unknown> = {}) {
  const body = { name: "dashboard", scopes: ["status"], expiresInDays: null, ...change };
  const reply = await admin.post("/api/account/tokens", body);
  return { reply, id: reply.json.token?.id as string, secret: reply.json.secret as string };
}

describe("API tokens", () => {
  let app: IdentityApp;
  let admin: Client;

  beforeEach(async () => {
    app = await startIdentityApp({ config: { publicBaseUrl: "https://borgdeck.example" } });
    admin = app.client();
    await admin.signIn("admin", password, { headers: { host: "borgdeck.example" } });
    admin = atHome(admin);
  });
  afterEach(() => app.close());

  it("are shown once, listed without the secret, and stored as a digest", async () => {
    const { reply, id, secret } = await makeToken(admin);
    expect(reply.status).to.equal(201);
    expect(secret).to.match(/^bdk_[a-z2-7]{16}_[A-Za-z0-9_-]{43}$/);
    const list = await admin.get("/api/account/tokens");
    expect(list.json.items).to.have.length(1);
    expect(list.json.items[0]).to.deep.include({ id, name: "dashboard", scopes: ["status"], repositoryIds: null });
    expect(list.text).not.to.match(/digest|bdk_/);
    expect(JSON.stringify(app.tokens.list())).not.to.contain(secret.slice(-43));
    expect(JSON.stringify(app.entries)).not.to.contain(secret.slice(-43));
  });

  it("work from any address, under any Host, without anything that a browser says", async () => {
    const { secret } = await makeToken(admin, { scopes: ["operate"], repositoryIds: ["repohome"] });
    const program = nobody(app, strangerAddress);
    for (const host of ["borgdeck.example", "borgdeck:8081", "evil.example", "[fe80::1]"]) {
      expect((await program.get("/api/status", bearer(secret, { host }))).status, host).to.equal(200);
    }
    const run = { ...bearer(secret), headers: { authorization: `bearer ${secret}`, "sec-fetch-site": "cross-site" } };
    expect((await program.send("POST", "/api/plans/planhome/run", run)).status).to.equal(202);
  });

  it("are told whose they are and what they may do, and nothing else of the user", async () => {
    const { secret } = await makeToken(admin, { scopes: ["operate"], repositoryIds: ["repohome"] });
    const { json } = await nobody(app).get("/api/session", bearer(secret));
    expect(json).to.deep.equal({
      user: { id: app.adminId, username: "admin", role: "admin" },
      method: "token",
      allowed: ["status.read", "details.read"],
    });
  });

  it("reach no further than their scopes and repositories, and their user", async () => {
    const status = (await makeToken(admin)).secret;
    const operate = (await makeToken(admin, { scopes: ["operate"], repositoryIds: ["repohome"] })).secret;
    const program = nobody(app);
    const ask = async (token: string, method: string, path: string, body?: unknown) =>
      (await program.send(method, path, { ...bearer(token), ...(body === undefined ? {} : { body }) })).status;
    expect(await ask(status, "GET", "/api/status")).to.equal(200);
    expect(await ask(status, "GET", "/api/repositories/repohome/archives")).to.equal(403);
    expect(await ask(status, "POST", "/api/plans/planhome/run")).to.equal(403);
    expect(await ask(operate, "POST", "/api/plans/planhome/run")).to.equal(202);
    expect(await ask(operate, "POST", "/api/plans/planwork/run"), "of another repository").to.equal(404);
    expect(await ask(operate, "GET", "/api/users")).to.equal(403);
    for (const [method, path, body] of [
      ["GET", "/api/account"],
      ["GET", "/api/account/tokens"],
      ["POST", "/api/account/tokens", { name: "more", scopes: ["operate"], expiresInDays: null }],
      ["PUT", "/api/account/password", { currentPassword: password, newPassword: "something else entirely" }],
      ["DELETE", "/api/session"],
      ["POST", "/api/repositories/repohome/key"],
    ] as const) {
      expect(await ask(operate, method, path, body), `${method} ${path}`).to.equal(403);
    }
    expect(await ask(operate, "GET", "/api/session"), "whose token it is").to.equal(200);
  });

  it("say why they cannot", async () => {
    const { secret } = await makeToken(admin);
    const reply = await nobody(app).get("/api/repositories/repohome/archives", bearer(secret));
    expect(reply.json).to.deep.include({ code: "not-allowed" });
    expect(reply.json.detail).to.contain("archive.read");
  });

  it("speak alone: a cookie beside them is not read, and none is set", async () => {
    const { secret } = await makeToken(admin);
    const reply = await admin.get("/api/users", bearer(secret));
    expect(reply.status, "an administrator's cookie lends nothing to a token").to.equal(403);
    const signIn = await admin.post("/api/session", { username: "admin", password }, bearer(secret));
    expect([signIn.status, signIn.json.code]).to.deep.equal([403, "not-allowed"]);
    expect(admin.setCookies()).to.deep.equal([]);
    expect((await admin.get("/api/session")).status, "and the browser is signed in as before").to.equal(200);
  });

  for (const [what, made] of [
    ["one with a wrong secret", (secret: string) => `${secret.slice(0, -1)}${secret.endsWith("A") ? "B" : "A"}`],
    ["one of an unknown id", (secret: string) => `bdk_${"a".repeat(16)}_${secret.slice(-43)}`],
    ["one cut short", (secret: string) => secret.slice(0, -1)],
    ["one with more behind it", (secret: string) => `${secret}A`],
    ["nothing at all", () => ""],
    ["two of them", (secret: string) => `${secret}, ${secret}`],
    ["an identity provider's token", () => jwt.sign({ sub: "admin" }, "x".repeat(32))],
    ["words", () => "let-me-in"],
  ] as const) {
    it(`are refused on every route, public ones too: ${what}`, async () => {
      const { secret } = await makeToken(admin);
      const before = app.entries.length;
      for (const path of ["/api/status", "/api/session", "/api/auth/methods", "/healthz", "/api/openapi.json"]) {
        const reply = await admin.get(path, bearer(made(secret)));
        expect([path, reply.status, reply.json.code]).to.deep.equal([path, 401, "invalid-token"]);
        expect(reply.headers["www-authenticate"]).to.contain("invalid_token");
      }
      expect(app.entries.slice(before).map(({ event, outcome }) => `${event} ${outcome}`)).to.include(
        "token.refuse denied",
      );
    });
  }

  it("leave other schemes and other headers alone", async () => {
    expect((await admin.get("/api/session", { headers: { authorization: "Basic YTpi" } })).status).to.equal(200);
    expect((await nobody(app).get("/api/status", { headers: { "x-api-key": "bdk_x" } })).status).to.equal(401);
    const twice = await admin.get("/api/session", { headers: { authorization: ["Basic YTpi", "Bearer x"] } });
    expect(twice.status).to.equal(400);
  });

  it("end at their time, and when they are revoked", async () => {
    const short = await makeToken(admin, { expiresInDays: 1 });
    const long = await makeToken(admin, { expiresInDays: 2 });
    const status = async (token: string) => (await nobody(app).get("/api/status", bearer(token))).status;
    app.clock.advance(24 * 3_600_000 - 1);
    expect(await status(short.secret)).to.equal(200);
    app.clock.advance(1);
    expect([await status(short.secret), await status(long.secret)]).to.deep.equal([401, 200]);
    await admin.signIn();
    expect((await admin.send("DELETE", `/api/account/tokens/${long.id}`)).status).to.equal(204);
    expect(await status(long.secret)).to.equal(401);
  });

  it("note their last use, once an hour", async () => {
    const { id, secret } = await makeToken(admin);
    const use = () => nobody(app).get("/api/status", bearer(secret));
    const used = () => app.tokens.get(id)?.lastUsedAt;
    await use();
    await settled(() => used() !== null);
    const first = used();
    app.clock.advance(3_599_999);
    await use();
    expect(used()).to.equal(first);
    app.clock.advance(1);
    await use();
    await settled(() => used() !== first);
  });

  it("are for repositories that one sees", async () => {
    const { reply } = await makeToken(admin, { repositoryIds: ["repohome", "reponone"] });
    expect([reply.status, reply.json.fields]).to.deep.equal([422, { "/repositoryIds/1": "does not exist" }]);
  });

  it("need presence proved to be made, but not to be revoked", async () => {
    const { id } = await makeToken(admin);
    app.clock.advance(5 * 60_000 + 1);
    expect((await makeToken(admin)).reply.json.code).to.equal("step-up-required");
    expect((await admin.send("DELETE", `/api/account/tokens/${id}`)).status).to.equal(204);
  });

  it("of somebody else are neither shown nor revoked", async () => {
    const { id } = await makeToken(admin);
    const { json } = await admin.post("/api/users", { username: "bea", role: "admin", start: "password" });
    const bea = atHome(app.client());
    await bea.signIn("bea", json.entry.oneTimePassword);
    await bea.send("PUT", "/api/account/password", {
      body: { currentPassword: json.entry.oneTimePassword, newPassword: "a quiet morning at sea" },
    });
    expect((await bea.get("/api/account/tokens")).json.items).to.deep.equal([]);
    expect((await bea.send("DELETE", `/api/account/tokens/${id}`)).status).to.equal(404);
  });

  it("end with their user, and their streams with them", async () => {
    const { json } = await admin.post("/api/users", { username: "bea", role: "operator", start: "password" });
    const actor = { userId: json.user.id, username: "bea", peer: null, address: null, userAgent: null };
    const request = { name: "t", scopes: ["status" as const], expiresInDays: null };
    const { secret } = await app.identity.tokens.create(request, () => true, actor);
    const stream = await nobody(app).open("GET", "/api/events", bearer(secret));
    expect(stream.statusCode).to.equal(200);
    expect((await admin.post(`/api/users/${json.user.id}/deactivate`, undefined)).status).to.equal(200);
    let text = "";
    for await (const chunk of stream) text += chunk; // it ends
    expect(text).to.contain("event: signed-out");
    expect((await nobody(app).get("/api/status", bearer(secret))).status).to.equal(401);
    await admin.post(`/api/users/${json.user.id}/activate`, undefined);
    expect((await nobody(app).get("/api/status", bearer(secret))).status, "and stay ended").to.equal(401);
  });

  it("keep with all their streams nobody from opening their own", async () => {
    const [one, other] = [await makeToken(admin), await makeToken(admin)];
    const streams = [];
    for (let at = 0; at < maxStreamsPerUser; at += 1) {
      const { secret } = at % 2 === 0 ? one : other;
      streams.push(await nobody(app).open("GET", "/api/events", bearer(secret)));
    }
    expect(streams.map(({ statusCode }) => statusCode)).to.deep.equal(streams.map(() => 200));
    expect((await nobody(app).get("/api/events", bearer(one.secret))).status).to.equal(429);
    const own = await admin.open("GET", "/api/events");
    expect(own.statusCode).to.equal(200);
    for (const stream of [...streams, own]) stream.destroy();
  });

  it("leave room for each other's streams", async () => {
    const [leaked, other] = [await makeToken(admin), await makeToken(admin)];
    const open = (secret: string) => nobody(app).open("GET", "/api/events", bearer(secret));
    const streams = await Promise.all(Array.from({ length: maxStreamsPerToken }, () => open(leaked.secret)));
    expect(streams.map(({ statusCode }) => statusCode)).to.deep.equal(streams.map(() => 200));
    expect((await nobody(app).get("/api/events", bearer(leaked.secret))).status).to.equal(429);
    const theirs = await open(other.secret);
    expect(theirs.statusCode).to.equal(200);
    for (const stream of [...streams, theirs]) stream.destroy();
  });

  it("of a dashboard may be asked with often, not without end, and each by itself", async () => {
    const [one, other] = [await makeToken(admin), await makeToken(admin)];
    const ask = (secret: string) => nobody(app).get("/api/widgets/ping.svg", bearer(secret));
    for (let asked = 0; asked < tokenBurst; asked += 100) {
      const replies = await Promise.all(Array.from({ length: 100 }, () => ask(one.secret)));
      expect(new Set(replies.map(({ status }) => status))).to.deep.equal(new Set([200]));
    }
    const { status, json, headers } = await ask(one.secret);
    expect([status, json.code, headers["retry-after"]]).to.deep.equal([429, "too-many-requests", "5"]);
    expect((await ask(other.secret)).status).to.equal(200);
    app.clock.advance(5000);
    expect((await ask(one.secret)).status).to.equal(200);
  });

  it("are bounded in number", async () => {
    const actor = { userId: app.adminId, username: "admin", peer: null, address: null, userAgent: null };
    const request = { name: "t", scopes: ["status" as const], expiresInDays: null };
    for (let at = 0; at < 99; at += 1) await app.identity.tokens.create(request, () => true, actor);
    expect((await makeToken(admin)).reply.status).to.equal(201);
    expect((await makeToken(admin)).reply.status).to.equal(409);
  }).timeout(60_000);

  it("leave a record of being made and revoked", async () => {
    const { id } = await makeToken(admin);
    await admin.send("DELETE", `/api/account/tokens/${id}`);
    const events = app.entries.filter(({ target }) => target === id);
    expect(events.map(({ event }) => event)).to.deep.equal(["token.create", "token.revoke"]);
    expect(events[0]?.actor).to.deep.equal({ userId: app.adminId, username: "admin" });
    expect(events[0]?.detail).to.contain("status on all repositories");
  });
});

describe("API tokens behind a proxy", () => {
  it("of a user whom the proxy names work past it, and without its header", async () => {
    const app = await startIdentityApp({ proxyAuth: {}, withAdmin: false });
    try {
      const headers = { "remote-user": "anna" };
      await app.client(proxyAddress).get("/api/session", { headers });
      const anna = app.identity.accounts.byDoor("proxy", "anna");
      const actor = { userId: anna?.id ?? "", username: "anna", peer: null, address: null, userAgent: null };
      const request = { name: "t", scopes: ["status" as const], expiresInDays: null };
      const { secret } = await app.identity.tokens.create(request, () => true, actor);
      const direct = app.client(strangerAddress);
      expect((await direct.get("/api/session", bearer(secret))).json.user.username).to.equal("anna");
      // A forged header beside a token is not read: neither believed nor a reason to refuse.
      const forged = await direct.get("/api/session", bearer(secret, { "remote-user": "admin" }));
      expect(forged.json.user.username).to.equal("anna");
      expect((await direct.get("/api/session", bearer("bdk_made-up", headers))).status).to.equal(401);
      expect((await app.client(proxyAddress).get("/api/session", bearer("made-up", headers))).status).to.equal(401);
    } finally {
      await app.close();
    }
  });
});

/** The client, whose requests go to the public name unless they say otherwise. */
function atHome(client: Client): Client {
  const home = (sent: Parameters<Client["send"]>[2] = {}) => ({
    ...sent,
    headers: { host: "borgdeck.example", ...sent.headers },
  });
  return {
    ...client,
    get: (path, sent) => client.get(path, home(sent)),
    post: (path, body, sent) => client.post(path, body, home(sent)),
    send: (method, path, sent) => client.send(method, path, home(sent)),
    signIn: (username, word, sent) => client.signIn(username, word, home(sent)),
  };
}

/** Waits for something that is done behind an answer. */
async function settled(isSo: () => boolean): Promise<void> {
  // A write to the disk takes as long as the machine needs; mocha's own limit ends a wait in vain.
  while (!isSo()) await new Promise<void>((resolve) => setTimeout(resolve, 2));
  expect(isSo()).to.equal(true);
}
