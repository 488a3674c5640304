import { expect } from "chai";
import { claimsAt, createKeyFetch, createSigner, rulesOf } from "../support/assertions.ts";
import { type IdentityApp, proxyAddress, startIdentityApp, strangerAddress } from "../support/identity-app.ts";

const path = "/api/settings/proxy";
type Shown = { name: string; use: string; value: string | null; count: number };
const find = (headers: Shown[], name: string) => headers.find((header) => header.name === name);

describe("proxy check: plain headers", () => {
  const secret = { header: "X-Proxy-Secret", value: "0123456789abcdef0123456789abcdef" };
  let app: IdentityApp;
  before(async () => {
    app = await startIdentityApp({
      proxyAuth: {
        secret,
        initialAdmin: "anna",
        localFallback: true,
        groupsHeader: "Remote-Groups",
        adminGroups: ["admins"],
      },
    });
    await app.identity.accounts.patch(app.adminId, { active: true }, {}, null);
  });
  after(() => app.close());

  const sent = (others: Record<string, string | string[]> = {}) => ({
    headers: { "remote-user": "anna", "remote-groups": "admins", "x-proxy-secret": secret.value, ...others },
  });

  it("shows peer, headers and decision of the very request", async () => {
    const { status, json } = await app.client(proxyAddress).get(path, sent({ "x-forwarded-for": "198.51.100.6" }));
    expect(status).to.equal(200);
    expect(json).to.deep.include({
      mode: "header",
      preset: "authelia",
      peer: proxyAddress,
      peerTrusted: true,
      trustedProxies: [`${proxyAddress}/32`],
      clientAddress: "198.51.100.6",
      user: "anna",
      role: "admin",
    });
    expect(json.decision).to.contain("anna").and.contain(proxyAddress).and.contain("Remote-User");
    expect(find(json.headers, "Remote-User")).to.deep.equal({
      name: "Remote-User",
      use: "user",
      value: "anna",
      count: 1,
    });
    expect(find(json.headers, "Remote-Name")).to.deep.equal({
      name: "Remote-Name",
      use: "name",
      value: null,
      count: 0,
    });
    expect(find(json.headers, "X-Forwarded-For")).to.include({ use: "address", count: 1 });
  });

  it("does not warn of what the preset's own system sends, read or not, but of another's", async () => {
    const without = await startIdentityApp({ proxyAuth: { initialAdmin: "anna" } });
    try {
      const client = without.client(proxyAddress);
      const headers = { "remote-user": "anna", "remote-groups": "admins", "x-forwarded-for": "198.51.100.6" };
      const advice = async (others = {}) =>
        ((await client.get(path, { headers: { ...headers, ...others } })).json.advice as string[]).join("\n");
      expect(await advice()).not.to.contain("Remote-Groups");
      expect(await advice({ "x-forwarded-user": "anna" })).to.contain("X-Forwarded-User");
    } finally {
      await without.close();
    }
  });

  it("never shows the secret, a token or a cookie", async () => {
    const token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln";
    const others = {
      "x-forwarded-access-token": "hush-1",
      "cf-access-jwt-assertion": "hush-2",
      cookie: "other=hush-3",
      "x-auth-request-user": token,
    };
    const { json, text } = await app.client(proxyAddress).get(path, sent(others));
    expect(find(json.headers, "X-Proxy-Secret")).to.deep.equal({
      name: "X-Proxy-Secret",
      use: "secret",
      value: null,
      count: 1,
    });
    expect(text).to.not.contain(secret.value).and.not.contain("hush").and.not.contain(token);
  });

  it("shows what is not read, and advises to strip it: other presets' headers, and look-alikes", async () => {
    const { json } = await app
      .client(proxyAddress)
      .get(path, sent({ "x-authentik-username": "eve", remote_user: "eve", "x-real-ip": "1.1.1.1" }));
    for (const name of ["X-authentik-username", "remote_user", "X-Real-IP"]) {
      expect(find(json.headers, name), name).to.include({ use: "ignored", count: 1 });
    }
    const advice = json.advice.join("\n");
    expect(advice).to.contain("X-authentik-username").and.contain("remote_user").and.not.contain("X-Real-IP");
    expect(advice).to.contain("nothing signs").and.contain("X-Forwarded-For").and.contain("PUBLIC_BASE_URL");
  });

  it("names a placeholder that the proxy did not fill", async () => {
    const placeholder = "{http.reverse_proxy.header.Remote-Email}";
    const { json } = await app.client(proxyAddress).get(path, sent({ "remote-email": placeholder }));
    expect(json.advice.join("\n")).to.contain(placeholder);
  });

  it("tells a local account beside the proxy that its peer is not trusted", async () => {
    await app.client(proxyAddress).get("/api/session", sent());
    const direct = app.client(strangerAddress);
    expect((await direct.signIn()).status).to.equal(200);
    const { json } = await direct.get(path);
    expect(json).to.include({ peer: strangerAddress, peerTrusted: false, user: "admin" });
    expect(json.decision).to.contain("beside the proxy");
    expect(json.advice.join("\n")).to.contain(`add ${strangerAddress} there`);
  });

  it("is for administrators only", async () => {
    expect((await app.client().get(path)).status).to.equal(401);
    const viewer = await app.client(proxyAddress).get(path, sent({ "remote-user": "vera", "remote-groups": "users" }));
    expect(viewer.status).to.equal(403);
  });
});

describe("proxy check: other modes", () => {
  it("says that no proxy signs people in", async () => {
    const app = await startIdentityApp();
    const client = app.client();
    await client.signIn();
    const { json } = await client.get(path, { headers: { "remote-user": "eve", "x-forwarded-for": "1.1.1.1" } });
    expect(json).to.deep.include({ mode: "none", preset: null, peerTrusted: false, trustedProxies: [], user: "admin" });
    expect(json.decision).to.contain("No proxy");
    expect(find(json.headers, "Remote-User")).to.include({ use: "ignored", value: "eve" });
    expect(json.advice.join("\n")).to.contain("TRUSTED_PROXIES");
    await app.close();
  });

  it("never shows an assertion", async () => {
    const signer = await createSigner();
    const app = await startIdentityApp({
      proxyAuth: { preset: "cloudflare", assertion: rulesOf("cloudflare"), initialAdmin: "alice@example.com" },
      fetch: createKeyFetch(signer).fetch,
      withAdmin: false,
    });
    const token = await signer.sign(claimsAt(app.clock.now()));
    const headers = { "cf-access-jwt-assertion": token, "cf-access-authenticated-user-email": "eve@example.com" };
    const { json, text } = await app.client(proxyAddress).get(path, { headers });
    expect(json).to.include({ mode: "assertion", preset: "cloudflare", user: "alice@example.com", role: "admin" });
    expect(find(json.headers, "Cf-Access-Jwt-Assertion")).to.include({ use: "assertion", value: null, count: 1 });
    expect(find(json.headers, "Cf-Access-Authenticated-User-Email")).to.include({ use: "ignored" });
    expect(text).to.not.contain(token.slice(0, 30));
    await app.close();
  });
});
