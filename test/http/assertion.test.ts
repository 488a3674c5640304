// Signed assertions over sockets, with the keys behind a real address on loopback.
import { expect } from "chai";
import { claimsAt, createSigner, rulesOf, type Signer, startKeyServer } from "../support/assertions.ts";
import { password } from "../support/identity.ts";
import { type IdentityApp, proxyAddress, startIdentityApp, strangerAddress } from "../support/identity-app.ts";

type KeyServer = Awaited<ReturnType<typeof startKeyServer>>;

describe("signed assertions", () => {
  let app: IdentityApp;
  let keys: KeyServer;
  let signer: Signer;
  let attacker: Signer;
  before(async () => {
    signer = await createSigner();
    attacker = await createSigner();
    keys = await startKeyServer(signer);
    const assertion = rulesOf("cloudflare", keys.url);
    app = await startIdentityApp({
      proxyAuth: { preset: "cloudflare", assertion, adminGroups: ["admins"] },
      withAdmin: false,
    });
  });
  after(async () => {
    await app.close();
    await keys.close();
  });

  const tokenFor = (change: Record<string, unknown> = {}, by = signer) => by.sign(claimsAt(app.clock.now(), change));
  const sent = (token: string | string[], others: Record<string, string> = {}) => ({
    headers: { "cf-access-jwt-assertion": token, ...others },
  });

  it("sign in, and a forged plain header beside one changes nothing", async () => {
    const forged = { "cf-access-authenticated-user-email": "admin", "remote-user": "admin", "remote-groups": "admins" };
    const reply = await app.client(proxyAddress).get("/api/session", sent(await tokenFor(), forged));
    expect(reply.json).to.include({ method: "assertion", assurance: "proxy" });
    expect(reply.json.user).to.include({ username: "alice@example.com", door: "proxy", role: "viewer" });
  });

  it("leave plain headers useless from anywhere: 401, nobody is made", async () => {
    const count = app.users.list().length;
    const plain = { headers: { "cf-access-authenticated-user-email": "admin@example.com", "remote-user": "admin" } };
    for (const from of [strangerAddress, proxyAddress, "127.0.0.1"]) {
      for (const path of ["/api/session", "/api/status", "/api/events", "/api/users"]) {
        const reply = await app.client(from).get(path, plain);
        expect([reply.status, reply.json.code], `${from} ${path}`).to.deep.equal([401, "not-signed-in"]);
      }
    }
    expect(app.users.list()).to.have.length(count);
  });

  it("are refused of a stranger, with one event that names the socket's peer", async () => {
    const reply = await app
      .client(strangerAddress)
      .get("/api/session", sent(await tokenFor(), { "x-forwarded-for": proxyAddress }));
    expect([reply.status, reply.json.code]).to.deep.equal([401, "untrusted-peer"]);
    expect(app.entries.at(-1)).to.include({
      event: "identity.refuse",
      peer: strangerAddress,
      address: strangerAddress,
    });
  });

  it("are refused where they do not hold, on public routes too, and are never repeated", async () => {
    const token = await tokenFor({ email: "admin@example.com" }, attacker);
    for (const path of ["/api/session", "/api/auth/methods", "/api/status"]) {
      const reply = await app.client(proxyAddress).get(path, sent(token));
      expect([reply.status, reply.json.code], path).to.deep.equal([401, "invalid-assertion"]);
      expect(reply.text).to.not.contain(token.slice(0, 20));
    }
    expect(JSON.stringify(app.entries)).to.not.contain(token.slice(0, 20));
    expect(app.users.list().map(({ username }) => username)).to.deep.equal(["alice@example.com"]);
  });

  it("sent twice are 400", async () => {
    const token = await tokenFor();
    const reply = await app.client(proxyAddress).get("/api/session", sent([token, token]));
    expect([reply.status, reply.json.code]).to.deep.equal([400, "invalid-request"]);
  });

  it("end with their lifetime: the next request is nobody's", async () => {
    const token = await tokenFor();
    expect((await app.client(proxyAddress).get("/api/session", sent(token))).status).to.equal(200);
    app.clock.advance(331_000);
    expect((await app.client(proxyAddress).get("/api/session", sent(token))).status).to.equal(401);
  });

  it("make one user of one subject, whatever it is called, and two of two", async () => {
    const userOf = async (change: Record<string, unknown>) =>
      (await app.client(proxyAddress).get("/api/session", sent(await tokenFor(change)))).json.user;
    const alice = await userOf({});
    expect(await userOf({ email: "alice.b@example.com" })).to.include({
      id: alice.id,
      username: "alice.b@example.com",
    });
    const other = await userOf({ sub: "another", email: "alice@example.com" });
    expect(other.id).to.not.equal(alice.id);
  });

  it("give roles by their groups, and never by a header", async () => {
    const roleOf = async (change: Record<string, unknown>) =>
      (
        await app
          .client(proxyAddress)
          .get("/api/session", sent(await tokenFor({ sub: "anna", ...change }), { groups: "admins" }))
      ).json.user.role;
    await app.client(proxyAddress).get("/api/session", sent(await tokenFor({ sub: "root", groups: ["admins"] })));
    expect(await roleOf({ groups: ["admins"] })).to.equal("admin");
    expect(await roleOf({ groups: ["not-admins"] })).to.equal("viewer");
    expect(await roleOf({})).to.equal("viewer");
  });

  it("asked nobody for anything but the pinned keys", () => {
    expect(new Set(keys.asked)).to.deep.equal(new Set(["/keys"]));
  });
});

describe("signed assertions: PROXY_AUTH_INITIAL_ADMIN", () => {
  let signer: Signer;
  let ecSigner: Signer;
  let keys: KeyServer;
  before(async () => {
    signer = await createSigner();
    ecSigner = await createSigner("key-ec", "ES256");
    keys = await startKeyServer(signer, ecSigner);
  });
  after(() => keys.close());

  type Preset = Parameters<typeof rulesOf>[0];
  /** The role that each of these gets, one after the other. */
  const rolesOf = async (preset: Preset, initialAdmin: string, ...claims: Record<string, unknown>[]) => {
    const assertion = rulesOf(preset, keys.url);
    const app = await startIdentityApp({ proxyAuth: { preset, assertion, initialAdmin }, withAdmin: false });
    try {
      const roles: string[] = [];
      for (const change of claims) {
        const by = preset === "pomerium" ? ecSigner : signer;
        const token = await by.sign(claimsAt(app.clock.now(), change));
        const headers = { [assertion.header]: assertion.scheme === null ? token : `${assertion.scheme} ${token}` };
        roles.push((await app.client(proxyAddress).get("/api/session", { headers })).json.user?.role);
      }
      return { roles, entries: app.entries };
    } finally {
      await app.close();
    }
  };

  it("means nobody by a name that users can give themselves", async () => {
    const renamed = { sub: "eve-uid", preferred_username: "boss", email: "eve@example.com" };
    for (const preset of ["authentik", "oauth2-proxy"] as const) {
      expect((await rolesOf(preset, "boss", renamed)).roles, preset).to.deep.equal(["viewer"]);
    }
  });

  it("means the subject, which the journal names", async () => {
    const boss = { sub: "boss-uid", preferred_username: "boss" };
    const { roles, entries } = await rolesOf("authentik", "boss-uid", { ...boss, sub: "other-uid" }, boss);
    expect(roles).to.deep.equal(["viewer", "admin"]);
    const made = entries.find(({ detail }) => detail?.includes("PROXY_AUTH_INITIAL_ADMIN"));
    expect(made?.detail).to.match(/,boss-uid$/);
  });

  it("means a verified address: the presets that verify, and elsewhere what is said to be", async () => {
    const email = "boss@example.com";
    const said = (verified?: unknown) => ({ email, ...(verified === undefined ? {} : { email_verified: verified }) });
    const roleOf = async (preset: Preset, verified?: unknown) =>
      (await rolesOf(preset, email, { preferred_username: "boss", ...said(verified) })).roles[0];
    expect(await roleOf("cloudflare")).to.equal("admin");
    expect(await roleOf("pomerium")).to.equal("admin");
    expect(await roleOf("oauth2-proxy", true)).to.equal("admin");
    for (const verified of [undefined, false, "true", 1]) {
      expect(await roleOf("oauth2-proxy", verified), String(verified)).to.equal("viewer");
      expect(await roleOf("authentik", verified), String(verified)).to.equal("viewer");
    }
    expect(await roleOf("authentik", true)).to.equal("viewer");
  });

  it("names nobody by a subject that is no text", async () => {
    for (const sub of [["boss-uid"], 5, { id: "boss-uid" }]) {
      expect((await rolesOf("cloudflare", "boss-uid", { sub })).roles).to.deep.equal([undefined]);
    }
  });
});

describe("signed assertions: oauth2-proxy's ID token as Bearer", () => {
  let app: IdentityApp;
  let keys: KeyServer;
  let signer: Signer;
  before(async () => {
    signer = await createSigner();
    keys = await startKeyServer(signer);
    const assertion = rulesOf("oauth2-proxy", keys.url);
    app = await startIdentityApp({ proxyAuth: { preset: "oauth2-proxy", assertion, localFallback: true } });
  });
  after(async () => {
    await app.close();
    await keys.close();
  });

  it("signs in, and an access token, another's token or a made-up one does not", async () => {
    const client = app.client(proxyAddress);
    const status = async (change: Record<string, unknown>) => {
      const token = await signer.sign(claimsAt(app.clock.now(), change));
      return (await client.get("/api/session", { headers: { authorization: `Bearer ${token}` } })).status;
    };
    expect(await status({})).to.equal(200);
    expect(await status({ typ: "Bearer" })).to.equal(401);
    expect(await status({ aud: "sibling" })).to.equal(401);
    expect((await client.get("/api/session", { headers: { authorization: "Bearer made-up" } })).status).to.equal(401);
    expect((await client.get("/api/session", { headers: { "x-forwarded-user": "admin" } })).status).to.equal(401);
  });

  it("is refused of a stranger, and under a host name that is not ours", async () => {
    const token = await signer.sign(claimsAt(app.clock.now()));
    const headers = { authorization: `Bearer ${token}` };
    expect((await app.client(strangerAddress).get("/api/session", { headers })).status).to.equal(401);
    const foreign = await app
      .client(proxyAddress)
      .get("/api/session", { headers: { ...headers, host: "evil.example" } });
    expect(foreign.status).to.equal(421);
  });

  it("counts as a browser's: another site's request with it is refused", async () => {
    const token = await signer.sign(claimsAt(app.clock.now()));
    const reply = await app.client(proxyAddress).send("DELETE", "/api/session", {
      headers: { authorization: `Bearer ${token}`, "sec-fetch-site": "cross-site" },
    });
    expect([reply.status, reply.json.code]).to.deep.equal([403, "cross-site"]);
  });

  it("lets a local account in on a direct connection where the keys cannot be fetched", async () => {
    const broken = await startIdentityApp({
      proxyAuth: {
        preset: "oauth2-proxy",
        assertion: rulesOf("oauth2-proxy", "http://127.0.0.1:1/keys"),
        localFallback: true,
      },
    });
    const token = await signer.sign(claimsAt(broken.clock.now()));
    const through = await broken
      .client(proxyAddress)
      .get("/api/session", { headers: { authorization: `Bearer ${token}` } });
    expect([through.status, through.json.code]).to.deep.equal([503, "keys-unavailable"]);
    expect(through.headers["retry-after"]).to.match(/^\d+$/);
    expect((await broken.client(strangerAddress).signIn("admin", password)).status).to.equal(200);
    await broken.close();
  });
});
