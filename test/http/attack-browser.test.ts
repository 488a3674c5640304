// The attack corpus of browsers and sessions: one test a case, named after it. What has several sides is in csrf, cors,
// headers and sign-in as well.
import { expect } from "chai";
import { maxLifetimeMs } from "../../src/identity/sessions.ts";
import { password } from "../support/identity.ts";
import { type Client, type IdentityApp, proxyAddress, startIdentityApp } from "../support/identity-app.ts";
import { sessionCookie, startPasskeyApp } from "../support/passkey-app.ts";
import { eventually } from "../support/service.ts";
import { enrol, halfWay } from "../support/two-factor.ts";

const publicBaseUrl = "https://backup.example.com";
const host = "backup.example.com";
const hour = 3_600_000;
const run = "/api/plans/planhome/run";
const download = "/api/repositories/repohome/archives/one/download?path=x";

describe("attacks by way of a browser, in header mode", () => {
  let app: IdentityApp;
  let client: Client;
  const ambient = { host, "remote-user": "anna" };
  const unsaid = { "sec-fetch-site": [] as string[] };

  before(async () => {
    app = await startIdentityApp({ proxyAuth: {}, config: { publicBaseUrl } });
    client = app.client(proxyAddress);
    await client.get("/api/session", { headers: ambient });
    const anna = app.identity.accounts.byDoor("proxy", "anna");
    await app.users.update(anna?.id ?? "", (user) => ({ ...user, role: "admin" }));
  });
  after(() => app.close());
  afterEach(() => expect(app.calls.filter(([name]) => name === "plans.run" || name === "archives.download")).eql([]));

  const change = (headers: Readonly<Record<string, string | string[]>>) =>
    client.send("POST", run, { headers: { ...ambient, ...unsaid, ...headers } });

  for (const type of ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"]) {
    it(`Cross-site ${type} POST ⇒ 403`, async () => {
      const headers = { "content-type": type, "sec-fetch-site": "cross-site", origin: "https://evil.example" };
      expect((await change(headers)).status).to.equal(403);
    });
  }

  it("Sec-Fetch-Site: same-site (sibling subdomain) ⇒ 403", async () => {
    expect((await change({ "sec-fetch-site": "same-site", origin: "https://wiki.example.com" })).status).to.equal(403);
  });

  it("No Sec-Fetch, no Origin, no custom header ⇒ 403", async () => {
    expect((await change({})).status).to.equal(403);
  });

  it("Origin: null ⇒ 403", async () => {
    expect((await change({ origin: "null" })).status).to.equal(403);
  });

  it("WS foreign or absent Origin ⇒ 403, and never 101", async () => {
    const upgrade = { connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13" };
    for (const origin of [{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }, {}]) {
      for (const path of ["/api/events", "/api/status", download]) {
        const reply = await client.open("GET", path, {
          headers: {
            ...ambient,
            ...upgrade,
            "sec-websocket-key": "x3JJHMbDL1EzLkh9GBhXDw==",
            "sec-fetch-site": "cross-site",
            ...origin,
          },
        });
        reply.resume();
        expect([path, reply.statusCode]).to.deep.equal([path, 403]);
      }
    }
  });

  for (const path of ["/api/events", download]) {
    it(`${path.split("?")[0]} with Sec-Fetch-Site: cross-site ⇒ 403`, async () => {
      for (const mode of ["cors", "no-cors", "navigate"]) {
        const headers = { ...ambient, "sec-fetch-site": "cross-site", "sec-fetch-mode": mode };
        expect((await client.get(path, { headers })).status, mode).to.be.oneOf(
          path === download ? [403] : [303, 302, 403],
        );
      }
    });
  }

  it("CORS from evil ⇒ no ACAO, no ACAC", async () => {
    const allowing = ["access-control-allow-origin", "access-control-allow-credentials"];
    for (const origin of ["https://evil.example", "null", `${publicBaseUrl}.evil.example`]) {
      const headers = { ...ambient, origin, "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" };
      for (const path of ["/api/status", "/api/session", "/api/audit", "/healthz"]) {
        expect((await client.get(path, { headers })).headers, path).to.not.have.any.keys(...allowing);
      }
      const preflight = { ...headers, "access-control-request-method": "POST" };
      expect((await client.send("OPTIONS", run, { headers: preflight })).headers).to.not.have.any.keys(...allowing);
    }
  });

  it("Every HTML incl. errors ⇒ frame-ancestors 'none', nosniff, Referrer-Policy, COOP", async () => {
    for (const path of ["/", "/sign-in", "/nothing", "/invitation", "/api/nothing", "/app/nothing.js"]) {
      const { headers } = await client.get(path, { headers: { ...ambient, accept: "text/html" } });
      expect(headers["content-security-policy"], path).to.contain("frame-ancestors 'none'");
      expect(headers, path).to.include({
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
      });
    }
  });

  it("Authenticated responses no-store; /api/me/x.css ⇒ 404, uncached", async () => {
    for (const path of ["/api/session", "/api/users", "/api/audit", "/api/account", "/api/account/sessions"]) {
      expect((await client.get(path, { headers: ambient })).headers["cache-control"], path).to.equal("no-store");
    }
    for (const path of ["/api/me/x.css", "/api/session/x.css", "/api/session.css", "/api/account;x.css"]) {
      const reply = await client.get(path, { headers: { ...ambient, accept: "text/css,*/*" } });
      expect([reply.status, reply.headers["cache-control"]], path).to.deep.equal([404, "no-store"]);
    }
  });
});

describe("attacks by way of a browser, on sessions", () => {
  let app: IdentityApp;
  beforeEach(async () => {
    app = await startIdentityApp();
  });
  afterEach(() => app.close());

  const planted = "A".repeat(43);
  const isDead = async (value: string) => {
    const client = app.client();
    client.jar.set("borgdeck", value);
    expect((await client.get("/api/session")).status).to.equal(401);
  };

  /** Begins as somebody whose browser was given a session id before; gives the id it has after. */
  const afterPlanting = async (client: Client, work: () => Promise<{ readonly status: number }>, before = planted) => {
    client.jar.set("borgdeck", before);
    expect((await work()).status).to.be.oneOf([200, 204]);
    const after = client.jar.get("borgdeck") ?? "";
    expect(after)
      .to.match(/^[\w-]{43}$/)
      .and.not.equal(before);
    await isDead(before);
    expect((await client.get("/api/session")).status).to.equal(200);
    return after;
  };

  it("Planted session id, then login by password ⇒ new id; old dead", async () => {
    const client = app.client();
    const first = await afterPlanting(client, () => client.signIn());
    await afterPlanting(client, () => client.signIn(), first);
  });

  it("Planted session id, then login by code or recovery code ⇒ new id; old dead", async () => {
    const client = app.client();
    await client.signIn();
    const factor = await enrol(app, client);
    const withCode = await halfWay(app);
    await afterPlanting(withCode, () => withCode.post("/api/session/totp", { code: factor.code() }));
    const withRecovery = await halfWay(app);
    const [code] = factor.recoveryCodes;
    await afterPlanting(withRecovery, () => withRecovery.post("/api/session/recovery", { code }));
  });

  it("Planted session id, then login by passkey ⇒ new id; old dead", async () => {
    const passkeys = await startPasskeyApp();
    await passkeys.enrolled();
    const client = passkeys.client();
    client.jar.set(sessionCookie, planted);
    expect((await passkeys.signIn(client)).status).to.equal(200);
    expect(client.jar.get(sessionCookie))
      .to.match(/^[\w-]{43}$/)
      .and.not.equal(planted);
    client.jar.set(sessionCookie, planted);
    expect((await client.get("/api/session")).status).to.equal(401);
    await passkeys.close();
  });

  it("TOTP completion ⇒ new id", async () => {
    const client = app.client();
    await client.signIn();
    const before = client.jar.get("borgdeck") ?? "";
    const factor = await enrol(app, client);
    expect((await client.signIn()).json.challenge).to.equal("totp");
    expect((await client.post("/api/session/totp", { code: factor.code() })).status).to.equal(200);
    expect(client.jar.get("borgdeck")).to.not.equal(before);
    await isDead(before);
  });

  it("Step-up ⇒ new id", async () => {
    const client = app.client();
    await client.signIn();
    await afterPlanting(client, () => client.post("/api/session/step-up", { password }), client.jar.get("borgdeck"));
  });

  it("Role change ⇒ new id", async () => {
    const bea = await app.identity.accounts.create(
      { ...(await userLike("admin")), subject: "bea", username: "bea", role: "viewer" },
      null,
      "for a test",
    );
    const [admin, client] = [app.client(), app.client()];
    await admin.signIn();
    await client.signIn("bea");
    const before = client.jar.get("borgdeck") ?? "";
    const promoted = await admin.send("PATCH", `/api/users/${bea.id}`, { body: { role: "operator" } });
    expect(promoted.status).to.equal(200);
    await isDead(before);
  });

  const userLike = async (name: string) => {
    const user = app.identity.accounts.byDoor("local", name);
    return { door: "local" as const, password: user?.password ?? null };
  };

  it("Password change ⇒ new id; old dead", async () => {
    const client = app.client();
    await client.signIn();
    const body = { currentPassword: password, newPassword: "eine ganz neue losung" };
    await afterPlanting(
      client,
      () => client.send("PUT", "/api/account/password", { body }),
      client.jar.get("borgdeck"),
    );
  });

  it("Logout during SSE and a slow request ⇒ old cookie still dead afterwards", async () => {
    const client = app.client();
    await client.signIn();
    const stolen = client.jar.get("borgdeck") ?? "";
    const stream = await client.open("GET", "/api/events");
    // It never answers; the test's end cuts it off.
    client.open("GET", "/api/repositories/repohome/archives/one/download?path=endless").catch(() => {});
    await eventually(
      async () => app.calls,
      (calls) => calls.some(([name]) => name === "downloads.open"),
    );
    const ended = new Promise<void>((resolve) => stream.once("close", () => resolve()).resume());
    await client.send("DELETE", "/api/session");
    await ended;
    await isDead(stolen);
    expect(app.sessions.list()).to.deep.equal([]);
  });

  it("Idle and absolute lifetimes hold under polling", async () => {
    const idle = app.client();
    await idle.signIn();
    for (let hours = 0; hours < 12; hours += 1) {
      await idle.get("/api/status");
      app.clock.advance(hour);
    }
    expect((await idle.get("/api/status")).status).to.equal(401);

    const busy = app.client();
    await busy.signIn();
    const seen: number[] = [];
    for (let hours = 0; hours < 8 * 24; hours += 6) {
      seen.push((await busy.get("/api/account")).status);
      for (let turn = 0; turn < 50; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
      app.clock.advance(6 * hour);
    }
    expect(seen.lastIndexOf(200) * 6).to.be.below(7 * 24);
  });

  it("Viewer on each admin route; other users' ids; PATCH self role=admin ⇒ 403, 404, refused", async () => {
    const bea = await app.identity.accounts.create(
      { ...(await userLike("admin")), subject: "bea", username: "bea", role: "viewer" },
      null,
      "for a test",
    );
    const client = app.client();
    await client.signIn("bea");
    for (const [method, path, body] of [
      ["GET", "/api/users", undefined],
      ["GET", `/api/users/${app.adminId}`, undefined],
      ["PATCH", `/api/users/${bea.id}`, { role: "admin" }],
      ["PATCH", "/api/account", { role: "admin" }],
      ["PATCH", "/api/account", { displayName: "b", role: "admin" }],
      ["GET", "/api/audit", undefined],
      ["GET", "/api/settings/oidc", undefined],
      ["DELETE", `/api/account/sessions/${app.sessions.list()[0]?.id}x`, undefined],
    ] as const) {
      const reply = await client.send(method, path, body === undefined ? {} : { body });
      expect(reply.status, `${method} ${path}`).to.be.oneOf([403, 404, 422]);
    }
    expect(app.identity.accounts.get(bea.id)?.role).to.equal("viewer");
  });

  it("No Sec-Fetch, no Origin, no custom header: API-key Bearer passes, also beside a cookie, which then is not read", async () => {
    const admin = app.client();
    await admin.signIn();
    const body = { name: "script", scopes: ["operate"], expiresInDays: null };
    const { secret } = (await admin.post("/api/account/tokens", body)).json;
    const headers = { authorization: `Bearer ${secret}`, "sec-fetch-site": [] as string[] };
    for (const client of [app.client(), admin])
      expect((await client.send("POST", run, { headers })).status).to.equal(202);
    expect((await admin.get("/api/account", { headers })).status, "what only the cookie may").to.equal(403);
  });

  it("Cross-site POST login ⇒ 403 (login CSRF)", async () => {
    const client = app.client();
    for (const site of ["cross-site", "same-site", "none"]) {
      const reply = await client.signIn("admin", password, { headers: { "sec-fetch-site": site } });
      expect([site, reply.status]).to.deep.equal([site, 403]);
    }
    expect(client.jar.size).to.equal(0);
  });
});

describe("cookies", () => {
  it("Cookie __Host-, Secure, HttpOnly, Lax; Domain absent: all of them", async () => {
    const app = await startIdentityApp({ config: { publicBaseUrl } });
    const client = app.client();
    await client.signIn("admin", password, { headers: { host, "x-forwarded-proto": "http" } });
    const cookies = client.setCookies();
    expect(cookies.map((cookie) => cookie.split("=")[0])).to.deep.equal(["__Host-borgdeck", "__Host-borgdeck-device"]);
    for (const cookie of cookies) {
      expect(cookie)
        .to.match(/; path=\/;.*; samesite=lax; secure; httponly$/i)
        .and.not.match(/domain/i);
      const expires = Date.parse(/expires=([^;]+)/.exec(cookie)?.[1] ?? "");
      expect(expires - Date.now()).to.be.at.most(2 * maxLifetimeMs + hour);
    }
    await app.close();
  });
});
