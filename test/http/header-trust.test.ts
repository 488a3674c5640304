import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { createClientMiddleware } from "../../src/http/middleware/client.ts";
import { password } from "../support/identity.ts";
import { type IdentityApp, proxyAddress, startIdentityApp, strangerAddress } from "../support/identity-app.ts";
import { browserSession } from "../support/records.ts";

const named = (name: string | string[]) => ({ headers: { "remote-user": name } });

/** Each kind of route: status, stream, list, download, change, public. */
const everyRoute = [
  ["GET", "/api/status"],
  ["GET", "/api/events"],
  ["GET", "/api/session"],
  ["GET", "/api/auth/methods"],
  ["GET", "/api/users"],
  ["GET", "/api/repositories"],
  ["GET", "/api/repositories/repohome/archives/one/download?path=x"],
  ["GET", "/api/filesystem"],
  ["GET", "/api/widgets/summary"],
  ["GET", "/auth/return"],
  ["POST", "/api/plans/planhome/run"],
  ["POST", "/api/session"],
  ["DELETE", "/api/session"],
] as const;

describe("trusted headers: who may send them", () => {
  let app: IdentityApp;
  before(async () => {
    app = await startIdentityApp({ proxyAuth: {}, withAdmin: false });
  });
  after(() => app.close());

  for (const [method, path] of everyRoute) {
    it(`refuses a stranger's header on ${method} ${path}`, async () => {
      const body = path === "/api/session" && method === "POST" ? { username: "admin", password } : undefined;
      const reply = await app.client(strangerAddress).send(method, path, { ...named("admin"), ...(body && { body }) });
      expect([reply.status, reply.json?.code]).to.deep.equal([401, "untrusted-peer"]);
      expect(reply.headers["set-cookie"]).to.equal(undefined);
    });
  }

  it("made no user and no session of all that, and its record names the socket's peer", () => {
    expect(app.users.list()).to.deep.equal([]);
    expect(app.sessions.list()).to.deep.equal([]);
    expect(app.calls).to.deep.equal([]);
    const refusals = app.entries.filter((entry) => entry.event === "identity.refuse");
    expect(refusals.length).to.be.within(1, 10);
    for (const entry of refusals)
      expect(entry).to.deep.include({ outcome: "denied", peer: strangerAddress, address: strangerAddress });
  });

  it("refuses a stranger that names the proxy in every forwarding header", async () => {
    const forged = {
      "x-forwarded-for": proxyAddress,
      forwarded: `for=${proxyAddress}`,
      "x-real-ip": proxyAddress,
      "cf-connecting-ip": proxyAddress,
    };
    const reply = await app
      .client(strangerAddress)
      .get("/api/status", { headers: { ...forged, "remote-user": "admin" } });
    expect([reply.status, reply.json.code]).to.deep.equal([401, "untrusted-peer"]);
    expect((await app.client(strangerAddress).get("/api/status", { headers: forged })).status).to.equal(401);
  });

  it("refuses plain loopback: it is not listed", async () => {
    expect((await app.client("127.0.0.1").get("/api/status", named("admin"))).status).to.equal(401);
  });

  it("signs in whom the proxy names, without a cookie", async () => {
    const client = app.client(proxyAddress);
    const reply = await client.get("/api/session", {
      headers: { "remote-user": "anna", "remote-name": "Anna", "remote-groups": "admins" },
    });
    expect(reply.json).to.deep.include({ method: "header", obligation: null });
    expect(reply.json.user).to.deep.include({
      username: "anna",
      displayName: "Anna",
      role: "viewer",
      allRepositoriesRole: "none",
      door: "proxy",
    });
    expect(client.jar.size).to.equal(0);
    expect(app.sessions.list()).to.deep.equal([]);
  });

  it("does not remember: without the header the next request is nobody's", async () => {
    const client = app.client(proxyAddress);
    await client.get("/api/session", named("anna"));
    for (const headers of [{}, { "remote-user": "" }, { "remote-user": "  " }]) {
      const reply = await client.get("/api/session", { headers });
      expect([reply.status, reply.json.code]).to.deep.equal([401, "not-signed-in"]);
    }
  });

  for (const [what, header] of [
    ["sent twice", ["alice", "admin"]],
    ["with a comma", "alice, admin"],
    ["that is a placeholder", "{http.reverse_proxy.header.Remote-User}"],
  ] as const) {
    it(`refuses a name ${what} with 400`, async () => {
      const before = app.users.list().length;
      const reply = await app.client(proxyAddress).get("/api/session", named(header as string));
      expect([reply.status, reply.json.code]).to.deep.equal([400, "invalid-request"]);
      expect(app.users.list()).to.have.length(before);
    });
  }

  it("counts Remote-User and REMOTE-USER as one header sent twice", async () => {
    const request = "GET /api/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nRemote-User: alice\r\n";
    expect(await app.raw(`${request}\r\n`, proxyAddress)).to.match(/^HTTP\/1\.1 200 /);
    expect(await app.raw(`${request}REMOTE-USER: admin\r\n\r\n`, proxyAddress)).to.match(/^HTTP\/1\.1 400 /);
  });

  it("ignores the headers of other presets beside its own", async () => {
    const headers = {
      "x-forwarded-user": "admin",
      "x-authentik-username": "admin",
      "tailscale-user-login": "admin",
      remote_user: "admin",
    };
    expect((await app.client(proxyAddress).get("/api/session", { headers })).status).to.equal(401);
    const reply = await app
      .client(proxyAddress)
      .get("/api/session", { headers: { ...headers, "remote-user": "anna" } });
    expect(reply.json.user.username).to.equal("anna");
  });

  it("shows a name sent in UTF-8 as it is", async () => {
    const sent = Buffer.from("José", "utf8").toString("latin1");
    const reply = await app.client(proxyAddress).get("/api/session", named(sent));
    expect(reply.json.user.username).to.equal("José");
  });

  it("does not mind what the client forwarded about itself: that is for throttling and the record", async () => {
    const client = app.client(proxyAddress);
    const sent = { headers: { "remote-user": "a,b", "x-forwarded-for": "1.1.1.1, 198.51.100.6" } };
    await client.get("/api/session", sent);
    expect(app.entries.at(-1)).to.deep.include({ peer: proxyAddress, address: "198.51.100.6" });
  });

  it("offers no password: its routes are absent", async () => {
    const client = app.client(proxyAddress);
    expect((await client.get("/api/auth/methods")).json).to.deep.equal({
      password: false,
      header: true,
      passkey: false,
      oidc: null,
      banner: null,
      signedIn: false,
    });
    const reply = await client.signIn();
    expect([reply.status, reply.json.code]).to.deep.equal([404, "not-found"]);
    const change = { body: { currentPassword: password, newPassword: "eine ganz neue losung" }, ...named("anna") };
    expect((await client.send("PUT", "/api/account/password", change)).status).to.equal(404);
  });
});

describe("trusted headers: the proxy's secret", () => {
  const secret = { header: "X-Proxy-Secret", value: "0123456789abcdef0123456789abcdef" };
  let app: IdentityApp;
  before(async () => {
    app = await startIdentityApp({ proxyAuth: { secret }, withAdmin: false });
  });
  after(() => app.close());

  it("is required of the trusted peer, and its value never leaves", async () => {
    for (const headers of [{}, { "x-proxy-secret": "wrong" }, { "x-proxy-secret": "" }]) {
      const reply = await app
        .client(proxyAddress)
        .get("/api/session", { headers: { "remote-user": "anna", ...headers } });
      expect([reply.status, reply.json.code]).to.deep.equal([401, "untrusted-peer"]);
      expect(reply.text).not.to.contain(secret.value);
    }
    expect(app.users.list()).to.deep.equal([]);
    expect(JSON.stringify(app.entries)).not.to.contain(secret.value);
    const headers = { "remote-user": "anna", "x-proxy-secret": secret.value };
    expect((await app.client(proxyAddress).get("/api/session", { headers })).status).to.equal(200);
    expect((await app.client(strangerAddress).get("/api/session", { headers })).status).to.equal(401);
  });
});

describe("trusted headers: sessions on the side", () => {
  let app: IdentityApp;
  afterEach(() => app.close());

  it("ignores every cookie without PROXY_AUTH_LOCAL_FALLBACK", async () => {
    app = await startIdentityApp({ proxyAuth: {} });
    const id = app.identity.sessions.newId();
    await app.identity.sessions.begin(id, browserSession(app.adminId, app.clock.now()), {
      peer: null,
      address: null,
      userAgent: null,
    });
    const client = app.client(proxyAddress);
    client.jar.set("borgdeck", id);
    expect((await client.get("/api/session")).status).to.equal(401);
    expect((await client.get("/api/session", named("anna"))).json.user.username).to.equal("anna");
  });

  it("lets a local account sign in beside the proxy's user, and ends that with the user", async () => {
    app = await startIdentityApp({ proxyAuth: { localFallback: true } });
    const client = app.client(proxyAddress);
    expect((await client.get("/api/auth/methods", named("anna"))).json).to.deep.equal({
      password: true,
      header: true,
      passkey: false,
      oidc: null,
      banner: null,
      signedIn: true,
    });
    expect((await client.signIn("admin", password, named("anna"))).status).to.equal(200);
    expect((await client.get("/api/session", named("anna"))).json.user).to.deep.include({
      username: "admin",
      door: "local",
    });
    expect((await client.get("/api/session", named("bert"))).json.user).to.deep.include({
      username: "bert",
      door: "proxy",
    });
    expect(
      (await client.get("/api/session", named("anna"))).json.user.username,
      "the session is gone for good",
    ).to.equal("anna");
    expect(app.sessions.list()).to.deep.equal([]);
  });

  it("gives the sign-out address of the proxy", async () => {
    app = await startIdentityApp({ proxyAuth: { signOutUrl: "https://auth.example.com/logout" }, withAdmin: false });
    const client = app.client(proxyAddress);
    expect((await client.get("/api/session", named("anna"))).json.signOutUrl).to.equal(
      "https://auth.example.com/logout",
    );
    const reply = await client.send("DELETE", "/api/session", named("anna"));
    expect(reply.json).to.deep.equal({ signOutUrl: "https://auth.example.com/logout" });
  });
});

describe("trusted headers: a Unix socket", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "borgdeck-unix-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const [trustedProxies, status] of [
    [["unix"], 200],
    [["127.0.0.0/8"], 401],
  ] as const) {
    it(`answers ${status} where TRUSTED_PROXIES is ${trustedProxies}`, async () => {
      const socketPath = join(folder, `${status}.sock`);
      const app = await startIdentityApp({
        proxyAuth: { trustedProxies: [...trustedProxies] },
        withAdmin: false,
        socketPath,
      });
      const reply = await app.client().get("/api/session", named("anna"));
      expect(reply.status).to.equal(status);
      if (status === 401) expect(app.entries.at(-1)).to.deep.include({ peer: "unix" });
      await app.close();
    });
  }

  for (const [what, address, peer] of [
    ["a TCP socket that was closed meanwhile", { address: "127.0.0.1", family: "IPv4", port: 1 }, null],
    ["a socket whose server is gone", null, null],
    ["a Unix socket", "/run/borgdeck.sock", "unix"],
  ] as const) {
    it(`tells ${what} by its server, for neither has an address`, () => {
      const ctx = {
        req: { headers: {}, socket: { remoteAddress: undefined, server: { address: () => address } } },
        state: {},
      };
      const middleware = createClientMiddleware({ clientAddress: () => "not asked" });
      void middleware(ctx as never, async () => undefined);
      expect(ctx.state).to.deep.equal({ client: { peer, address: peer, userAgent: null } });
    });
  }

  it("does not take a TCP peer for one, listed or not", async () => {
    const app = await startIdentityApp({ proxyAuth: { trustedProxies: ["unix"] }, withAdmin: false });
    expect((await app.client().get("/api/session", named("anna"))).status).to.equal(401);
    await app.close();
  });
});
