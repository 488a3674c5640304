import { expect } from "chai";
import { isoTime } from "../../src/ports/clock.ts";
import { inTime, password } from "../support/identity.ts";
import { type Client, type IdentityApp, startIdentityApp, strangerAddress } from "../support/identity-app.ts";
import { eventually } from "../support/service.ts";

const minute = 60_000;
const next = "eine ganz neue losung";
const cookieOf = (client: Client, name = "borgdeck") => client.jar.get(name);

describe("signing in with a password", () => {
  let app: IdentityApp;
  beforeEach(async () => {
    app = await startIdentityApp();
  });
  afterEach(() => app.close());

  it("tells who is signed in and what that user may do in general, and never a hash", async () => {
    const client = app.client();
    expect((await client.get("/api/session")).status).to.equal(401);
    expect((await client.get("/api/auth/methods")).json).to.deep.equal({
      password: true,
      header: false,
      passkey: false,
      oidc: null,
      signedIn: false,
      banner: null,
    });
    const signedIn = await client.signIn();
    expect(signedIn.status).to.equal(200);
    expect(signedIn.json.session).to.deep.include({ method: "password", obligation: null, signOutUrl: null });
    expect(signedIn.json.session.user).to.deep.include({ username: "admin", role: "admin", door: "local" });
    expect(signedIn.json.session.allowed).to.include.members(["users.manage", "repository.create", "plan.create"]);
    expect(signedIn.text).not.to.match(/\$2b\$|"hash"|"subject"/);
    const { revision: _revision, ...user } = signedIn.json.session.user;
    expect((await client.get("/api/session")).json.user).to.deep.include(user);
    expect((await client.get("/api/auth/methods")).json.signedIn).to.equal(true);
  });

  it("stores and sets nothing for who does not sign in", async () => {
    const client = app.client();
    for (const path of ["/api/session", "/api/auth/methods", "/", "/healthz"]) await client.get(path);
    await client.signIn("admin", "wrong");
    expect(client.jar.size).to.equal(0);
    expect(app.sessions.list()).to.have.length(0);
  });

  it("answers an unknown name exactly as a wrong password", async () => {
    const client = app.client();
    const unknown = await client.signIn("nobody", "wrong");
    const wrong = await client.signIn("admin", "wrong");
    expect([unknown.status, unknown.json]).to.deep.equal([wrong.status, wrong.json]);
    expect(wrong.json).to.deep.include({ status: 401, code: "wrong-credentials" });
  });

  it("throttles an address with the same answer, right password or not, while others get in", async () => {
    const attacker = app.client(strangerAddress);
    const first = await attacker.signIn("admin", "wrong");
    for (let count = 0; count < 9; count += 1) await attacker.signIn("admin", "wrong");
    const throttled = await attacker.signIn("admin", password);
    expect([throttled.status, throttled.json]).to.deep.equal([first.status, first.json]);
    expect(attacker.jar.size).to.equal(0);
    expect((await inTime(app, app.client().signIn())).status).to.equal(200);
  });

  it("does not believe X-Forwarded-For about where attempts come from", async () => {
    const attacker = app.client(strangerAddress);
    for (let count = 0; count < 10; count += 1) {
      await attacker.signIn("admin", "wrong", { headers: { "x-forwarded-for": `198.51.100.${count}` } });
    }
    const reply = await attacker.signIn("admin", password, { headers: { "x-forwarded-for": "198.51.100.99" } });
    expect(reply.status).to.equal(401);
    const attempts = app.entries.filter((entry) => entry.event === "session.sign-in");
    expect(new Set(attempts.map((entry) => entry.address))).to.deep.equal(new Set([strangerAddress]));
  });

  for (const [what, body] of [
    ["nothing", {}],
    ["a list for a name", { username: ["admin"], password }],
    ["an object for a password", { username: "admin", password: { $ne: "" } }],
    ["more than it asks for", { username: "admin", password, role: "admin" }],
    ["an endless password", { username: "admin", password: "x".repeat(1025) }],
  ] as const) {
    it(`refuses ${what} with 422, naming the fields`, async () => {
      const reply = await app.client().post("/api/session", body);
      expect(reply.status).to.equal(422);
      expect(reply.json.fields).to.be.an("object").and.not.empty;
      expect(reply.text).not.to.contain(password);
    });
  }

  it("sets a cookie that is HttpOnly, SameSite=Lax, for this host and path, and holds no data", async () => {
    const client = app.client();
    await client.signIn();
    const [cookie = ""] = client.setCookies();
    expect(cookie).to.match(/^borgdeck=[\w-]{43}; path=\/; expires=[^;]+; samesite=lax; httponly$/i);
    expect(cookie).not.to.match(/domain|secure/i);
    expect(JSON.stringify(app.sessions.list())).not.to.contain(cookieOf(client));
  });

  it("gives a new id at each sign-in, and the one before is dead", async () => {
    const client = app.client();
    await client.signIn();
    const before = new Map(client.jar);
    await client.signIn();
    expect(cookieOf(client)).not.to.equal(before.get("borgdeck"));
    const planted = app.client();
    for (const [name, value] of before) planted.jar.set(name, value);
    expect((await planted.get("/api/session")).status).to.equal(401);
    expect((await client.get("/api/session")).status).to.equal(200);
    expect(app.sessions.list()).to.have.length(1);
  });

  it("does not take an id that somebody made up, nor the stored one", async () => {
    const client = app.client();
    await client.signIn();
    for (const value of ["x", "A".repeat(43), app.sessions.list()[0]?.id ?? "", `${cookieOf(client)}x`]) {
      const forged = app.client();
      forged.jar.set("borgdeck", value);
      expect((await forged.get("/api/session")).status, value).to.equal(401);
    }
  });

  it("signs out for good, also where a request is still under way", async () => {
    const client = app.client();
    await client.signIn();
    const stolen = new Map(client.jar);
    const stream = await client.open("GET", "/api/events", {});
    const ended = new Promise<void>((resolve) => stream.once("close", resolve).resume());
    const reply = await client.send("DELETE", "/api/session");
    expect([reply.status, reply.json]).to.deep.equal([200, { signOutUrl: null }]);
    expect(client.jar.has("borgdeck")).to.equal(false);
    await ended;
    for (const [name, value] of stolen) client.jar.set(name, value);
    expect((await client.get("/api/session")).status).to.equal(401);
    expect(app.sessions.list()).to.have.length(0);
    expect(app.entries.at(-1)).to.deep.include({ event: "session.sign-out", outcome: "ok", target: app.adminId });
  });

  it("ends an idle session though a widget goes on asking for the status", async () => {
    const client = app.client();
    await client.signIn();
    for (let hour = 0; hour < 12; hour += 1) {
      expect((await client.get("/api/status")).status).to.equal(200);
      app.clock.advance(60 * minute);
    }
    expect((await client.get("/api/status")).status).to.equal(401);
  });

  it("keeps a session alive for who is there, and for seven days at most", async () => {
    const client = app.client();
    await client.signIn();
    for (let hour = 0; hour < 7 * 24; hour += 6) {
      expect((await client.get("/api/session")).status).to.equal(200);
      await eventually(
        async () => app.sessions.list()[0]?.lastSeenAt,
        (at) => at === isoTime(app.clock.now()),
      );
      app.clock.advance(6 * 60 * minute);
    }
    expect((await client.get("/api/session")).status).to.equal(401);
  });

  it("ends at once when the user is deactivated", async () => {
    const client = app.client();
    await client.signIn();
    await app.users.update(app.adminId, (user) => ({ ...user, active: false }));
    expect((await client.get("/api/session")).status).to.equal(401);
  });

  it("does not cache what carries identity", async () => {
    const client = app.client();
    await client.signIn();
    for (const path of ["/api/session", "/api/auth/methods", "/api/users"]) {
      expect((await client.get(path)).headers["cache-control"], path).to.equal("no-store");
    }
    expect((await client.get("/api/session/x.css")).status).to.equal(404);
  });
});

describe("signing in over https", () => {
  it("takes the __Host- prefix and Secure from PUBLIC_BASE_URL, whatever a request says of itself", async () => {
    const app = await startIdentityApp({ config: { publicBaseUrl: "https://backup.example.com" } });
    const client = app.client();
    const headers = { host: "backup.example.com", "x-forwarded-proto": "http", "x-forwarded-host": "evil.example" };
    expect((await client.signIn("admin", password, { headers })).status).to.equal(200);
    const [cookie = ""] = client.setCookies();
    expect(cookie).to.match(/^__Host-borgdeck=[\w-]{43}; path=\/; expires=[^;]+; samesite=lax; secure; httponly$/i);
    expect((await client.get("/api/session", { headers: { host: "backup.example.com" } })).status).to.equal(200);
    await app.close();
  });

  it("does not become secure because a request says so", async () => {
    const app = await startIdentityApp();
    const client = app.client();
    const headers = { "x-forwarded-proto": "https", "x-forwarded-host": "evil.example" };
    expect((await client.signIn("admin", password, { headers })).status).to.equal(200);
    expect(client.setCookies().join())
      .to.match(/^borgdeck=/)
      .and.not.match(/secure|evil/i);
    await app.close();
  });
});

describe("a password that must be changed", () => {
  let app: IdentityApp;
  let client: Client;
  beforeEach(async () => {
    app = await startIdentityApp({ mustChange: true });
    client = app.client();
    await client.signIn();
  });
  afterEach(() => app.close());

  const change = (newPassword: string, currentPassword = password) =>
    client.send("PUT", "/api/account/password", { body: { currentPassword, newPassword } });

  it("lets nothing else through on the server", async () => {
    expect((await client.get("/api/session")).json).to.deep.include({ obligation: "change-password", allowed: [] });
    for (const [method, path] of [
      ["GET", "/api/status"],
      ["GET", "/api/events"],
      ["GET", "/api/users"],
      ["GET", "/api/repositories"],
      ["GET", "/api/filesystem"],
      ["PATCH", `/api/users/${app.adminId}`],
      ["POST", "/api/plans/planhome/run"],
    ] as const) {
      const reply = await client.send(method, path, method === "PATCH" ? { body: { displayName: "x" } } : {});
      expect([path, reply.status, reply.json?.code]).to.deep.equal([path, 403, "password-change-required"]);
    }
    expect(app.calls).to.deep.equal([]);
  });

  it("is changed: a new id, every other session gone, and everything open", async () => {
    const elsewhere = app.client();
    await elsewhere.signIn();
    const before = new Map(client.jar);
    const reply = await change(next);
    expect([reply.status, reply.text]).to.deep.equal([204, ""]);
    expect(client.jar.get("borgdeck")).not.to.equal(before.get("borgdeck"));
    expect((await client.get("/api/status")).status).to.equal(200);
    expect((await elsewhere.get("/api/session")).status).to.equal(401);
    const old = app.client();
    for (const [name, value] of before) old.jar.set(name, value);
    expect((await old.get("/api/session")).status).to.equal(401);
    expect((await app.client().signIn("admin", password)).status).to.equal(401);
    expect((await app.client().signIn("admin", next)).json.session.obligation).to.equal(null);
  });

  it("refuses what is weak, the same, or not proved, by its field; and stays to be changed", async () => {
    for (const [newPassword, currentPassword, field] of [
      ["seven77", password, "/newPassword"],
      ["password123", password, "/newPassword"],
      ["adminborgdeck", password, "/newPassword"],
      [password, password, "/newPassword"],
      [next, "wrong", "/currentPassword"],
    ] as const) {
      const reply = await change(newPassword, currentPassword);
      expect([reply.status, Object.keys(reply.json.fields)]).to.deep.equal([422, [field]]);
    }
    expect((await client.get("/api/status")).status).to.equal(403);
  });

  it("may be left by signing out", async () => {
    expect((await client.send("DELETE", "/api/session")).status).to.equal(200);
  });
});

describe("step-up", () => {
  let app: IdentityApp;
  before(async () => {
    app = await startIdentityApp({ proxyAuth: { localFallback: true } });
  });
  after(() => app.close());

  const exportKey = (client: Client, headers = {}) =>
    client.send("POST", "/api/repositories/repohome/key", { headers });

  it("takes a sign-in of the last five minutes, and after that a new one", async () => {
    const client = app.client();
    await client.signIn();
    expect((await exportKey(client)).status).to.equal(200);
    app.clock.advance(5 * minute + 1);
    expect((await exportKey(client)).json.code).to.equal("step-up-required");
    await client.signIn();
    expect((await exportKey(client)).status).to.equal(200);
  });

  it("is not proved by the proxy's word, however fresh", async () => {
    const client = app.client("127.0.0.2");
    const headers = { "remote-user": "anna" };
    await client.get("/api/session", { headers });
    const anna = app.identity.accounts.byDoor("proxy", "anna");
    await app.users.update(anna?.id ?? "", (user) => ({ ...user, role: "admin" }));
    const reply = await exportKey(client, headers);
    expect([reply.status, reply.json.code]).to.deep.equal([403, "step-up-required"]);
  });
});
