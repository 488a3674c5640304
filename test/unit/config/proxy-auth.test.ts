import { expect } from "chai";
import { presetNames, proxyPresets } from "../../../schemas/proxy-presets.ts";
import { loadConfig } from "../../../src/config/config.ts";
import type { RawEnvironment } from "../../../src/config/raw-environment.ts";
import { systemFiles } from "../../../src/ports/files.ts";
import { faultOf } from "../../support/rejection.ts";

const load = (env: RawEnvironment = {}) => loadConfig({ HOME: "/home/somebody", ...env }, systemFiles);
const problemsOf = async (env: RawEnvironment) => (await faultOf(load(env), "invalid-configuration")).fields ?? {};

const header = { PROXY_AUTH_PRESET: "authelia", TRUSTED_PROXIES: "127.0.0.1" };
const custom = { DISABLE_AUTHENTICATION: "true", TRUSTED_PROXIES: "127.0.0.1" };
const cloudflare = {
  PROXY_AUTH_PRESET: "cloudflare",
  TRUSTED_PROXIES: "127.0.0.1",
  PROXY_AUTH_JWT_ISSUER: "https://team.cloudflareaccess.com",
  PROXY_AUTH_JWT_AUDIENCE: "32eafc76",
};
const jwt = {
  PROXY_AUTH_JWT_ISSUER: "https://auth.example.com/application/o/borgdeck/",
  PROXY_AUTH_JWT_AUDIENCE: "client",
  PROXY_AUTH_JWT_JWKS_URL: "https://auth.example.com/application/o/borgdeck/jwks/",
};

describe("config/proxy-auth", () => {
  it("is off unless asked for", async () =>
    expect((await load({ DISABLE_AUTHENTICATION: "false" })).proxyAuth).to.equal(null));

  it("knows Authelia's headers, and takes no roles from them", async () => {
    expect((await load(header)).proxyAuth).to.deep.equal({
      preset: "authelia",
      userHeader: "Remote-User",
      nameHeader: "Remote-Name",
      emailHeader: "Remote-Email",
      encodedWords: false,
      refusedHeader: null,
      groupsHeader: null,
      groupSeparator: ",",
      adminGroups: [],
      operatorGroups: [],
      roleHeader: null,
      allRepositoriesRoleHeader: null,
      assertion: null,
      trustedProxies: ["127.0.0.1/32"],
      secret: null,
      initialAdmin: null,
      defaultAllRepositoriesRole: "none",
      localFallback: false,
      signOutUrl: null,
    });
  });

  for (const preset of presetNames) {
    it(`knows the headers of ${preset}, and lets no setting change them`, async () => {
      const signed = proxyPresets[preset].assertion?.used === "always" ? jwt : {};
      const env = { ...header, PROXY_AUTH_PRESET: preset, ...signed };
      const { proxyAuth } = await load(env);
      expect(proxyAuth).to.include({ preset, userHeader: proxyPresets[preset].headers.user });
      for (const name of [
        "PROXY_AUTH_HEADER",
        "PROXY_AUTH_FULL_NAME_HEADER",
        "PROXY_AUTH_EMAIL_HEADER",
        "PROXY_AUTH_GROUPS_HEADER",
        "PROXY_AUTH_ROLE_HEADER",
        "PROXY_AUTH_ALL_REPOSITORIES_ROLE_HEADER",
        "PROXY_AUTH_JWT_HEADER",
      ]) {
        expect((await problemsOf({ ...env, [name]: "X-Other" }))[name], name).to.match(/Leave/);
      }
    });
  }

  it("takes X-Forwarded-User without a preset", async () => {
    const { proxyAuth } = await load({ DISABLE_AUTHENTICATION: "true", TRUSTED_PROXIES: "unix" });
    expect(proxyAuth).to.include({ preset: "custom", userHeader: "X-Forwarded-User" });
  });

  it("does not start without the proxies that are trusted", async () => {
    expect(await problemsOf({ PROXY_AUTH_PRESET: "authelia" })).to.have.key("TRUSTED_PROXIES");
    expect(await problemsOf({ DISABLE_AUTHENTICATION: "true", TRUSTED_PROXIES: " , " })).to.have.key("TRUSTED_PROXIES");
    const { TRUSTED_PROXIES: _, ...rest } = cloudflare;
    expect(await problemsOf(rest)).to.have.key("TRUSTED_PROXIES");
  });

  it("takes TRUSTED_PROXIES without header mode: for the addresses of clients", async () => {
    const config = await load({ TRUSTED_PROXIES: "127.0.0.1" });
    expect(config.proxyAuth).to.equal(null);
    expect(config.trustedProxies).to.deep.equal(["127.0.0.1/32"]);
    expect(await problemsOf({ TRUSTED_PROXIES: "*" })).to.have.key("TRUSTED_PROXIES");
  });

  it("does not start where a setting would have no effect", async () => {
    expect(await problemsOf({ PROXY_AUTH_ADMIN_GROUPS: "admins" })).to.have.key("PROXY_AUTH_ADMIN_GROUPS");
    expect(await problemsOf(jwt)).to.have.keys(...Object.keys(jwt));
    expect(await problemsOf({ ...header, PROXY_AUTH_SECRET_HEADER: "X-Key" })).to.have.key("PROXY_AUTH_SECRET_HEADER");
    expect(await problemsOf({ ...header, ...jwt })).to.have.keys(...Object.keys(jwt));
    expect(await problemsOf({ ...custom, PROXY_AUTH_GROUPS_HEADER: "X-Groups" })).to.have.key(
      "PROXY_AUTH_GROUPS_HEADER",
    );
  });

  it("does not start with a mistyped name of header mode, or a preset that is none", async () => {
    const problems = await problemsOf({ ...header, PROXY_AUTH_INITAL_ADMIN: "x" });
    expect(problems["PROXY_AUTH_INITAL_ADMIN"]).to.contain("PROXY_AUTH_INITIAL_ADMIN?");
    expect((await problemsOf({ ...header, PROXY_AUTH_PRESET: "keycloak" }))["PROXY_AUTH_PRESET"])
      .to.contain("authentik")
      .and.contain("DISABLE_AUTHENTICATION=true");
  });

  it("wants a secret that cannot be guessed", async () => {
    expect(await problemsOf({ ...header, PROXY_AUTH_SECRET: "short" })).to.have.key("PROXY_AUTH_SECRET");
    const value = "x".repeat(32);
    expect((await load({ ...header, PROXY_AUTH_SECRET: value })).proxyAuth?.secret).to.deep.equal({
      header: "X-Borgdeck-Proxy-Secret",
      value,
    });
  });
});

describe("config/proxy-roles", () => {
  it("reads the groups of a preset only where groups have a meaning, each proxy's with its separator", async () => {
    const env = { ...header, PROXY_AUTH_ADMIN_GROUPS: "admins, Backup Admins" };
    expect((await load(env)).proxyAuth).to.deep.include({
      groupsHeader: "Remote-Groups",
      groupSeparator: ",",
      adminGroups: ["admins", "Backup Admins"],
    });
    expect((await load({ ...env, PROXY_AUTH_PRESET: "authentik" })).proxyAuth).to.include({
      groupsHeader: "X-authentik-groups",
      groupSeparator: "|",
    });
  });

  it("needs a header or claims that list groups", async () => {
    const groups = { PROXY_AUTH_OPERATOR_GROUPS: "operators" };
    expect((await problemsOf({ ...custom, ...groups }))["PROXY_AUTH_OPERATOR_GROUPS"]).to.contain(
      "PROXY_AUTH_GROUPS_HEADER",
    );
    expect(await problemsOf({ ...header, PROXY_AUTH_PRESET: "tailscale", ...groups })).to.have.key(
      "PROXY_AUTH_OPERATOR_GROUPS",
    );
    expect((await load({ ...custom, ...groups, PROXY_AUTH_GROUPS_HEADER: "X-Groups" })).proxyAuth).to.include({
      groupsHeader: "X-Groups",
    });
    expect((await load({ ...cloudflare, ...groups })).proxyAuth).to.deep.include({
      groupsHeader: null,
      operatorGroups: ["operators"],
    });
  });

  it("takes the role from one place only", async () => {
    const role = { ...custom, PROXY_AUTH_ROLE_HEADER: "X-Role" };
    expect((await load(role)).proxyAuth).to.include({ roleHeader: "X-Role", allRepositoriesRoleHeader: null });
    const both = { ...role, PROXY_AUTH_GROUPS_HEADER: "X-Groups", PROXY_AUTH_ADMIN_GROUPS: "admins" };
    expect(await problemsOf(both)).to.have.key("PROXY_AUTH_ADMIN_GROUPS");
  });
});

describe("config/proxy-assertion", () => {
  it("knows where the keys of Cloudflare Access and Pomerium are", async () => {
    const assertion = async (env: RawEnvironment) => (await load(env)).proxyAuth?.assertion;
    expect(await assertion(cloudflare)).to.deep.include({
      header: "Cf-Access-Jwt-Assertion",
      scheme: null,
      algorithms: ["RS256"],
      issuer: "https://team.cloudflareaccess.com",
      audience: "32eafc76",
      jwksUrl: "https://team.cloudflareaccess.com/cdn-cgi/access/certs",
    });
    for (const issuer of ["backup.example.com", "https://backup.example.com/"]) {
      const env = { ...cloudflare, PROXY_AUTH_PRESET: "pomerium", PROXY_AUTH_JWT_ISSUER: issuer };
      expect(await assertion(env)).to.deep.include({
        header: "X-Pomerium-Jwt-Assertion",
        algorithms: ["ES256"],
        issuer,
        jwksUrl: "https://backup.example.com/.well-known/pomerium/jwks.json",
      });
    }
    const elsewhere = { ...cloudflare, PROXY_AUTH_JWT_JWKS_URL: "http://127.0.0.1:9000/keys" };
    expect(await assertion(elsewhere)).to.include({ jwksUrl: "http://127.0.0.1:9000/keys" });
  });

  for (const PROXY_AUTH_PRESET of ["cloudflare", "pomerium"]) {
    it(`does not start with ${PROXY_AUTH_PRESET} and an empty issuer or audience`, async () => {
      const env = { PROXY_AUTH_PRESET, TRUSTED_PROXIES: "127.0.0.1" };
      expect(await problemsOf(env)).to.have.all.keys("PROXY_AUTH_JWT_ISSUER", "PROXY_AUTH_JWT_AUDIENCE");
      expect(await problemsOf({ ...cloudflare, PROXY_AUTH_PRESET, PROXY_AUTH_JWT_AUDIENCE: " " })).to.have.all.keys(
        "PROXY_AUTH_JWT_AUDIENCE",
      );
    });
  }

  it("reads the assertion of authentik and oauth2-proxy where it is told what must hold of it", async () => {
    for (const [preset, wanted] of [
      ["authentik", { header: "X-authentik-jwt", scheme: null, kind: "id-token" }],
      ["oauth2-proxy", { header: "Authorization", scheme: "Bearer", kind: "id-token" }],
    ] as const) {
      const env = { PROXY_AUTH_PRESET: preset, TRUSTED_PROXIES: "127.0.0.1" };
      expect((await load(env)).proxyAuth?.assertion).to.equal(null);
      expect((await load({ ...env, ...jwt })).proxyAuth?.assertion).to.include(wanted);
      for (const missing of Object.keys(jwt)) {
        expect(await problemsOf({ ...env, ...jwt, [missing]: "" }), missing).to.have.all.keys(missing);
      }
    }
  });

  it("takes any header for an assertion of one's own making, and then no plain one", async () => {
    const env = { ...custom, ...jwt, PROXY_AUTH_JWT_HEADER: "X-Jwt" };
    expect((await load(env)).proxyAuth?.assertion).to.include({ header: "X-Jwt", scheme: null, kind: "own" });
    const bearer = { ...env, PROXY_AUTH_JWT_HEADER: "authorization" };
    expect((await load(bearer)).proxyAuth?.assertion).to.include({ scheme: "Bearer" });
    expect(await problemsOf({ ...env, PROXY_AUTH_JWT_HEADER: "" })).to.have.all.keys("PROXY_AUTH_JWT_HEADER");
    for (const name of ["PROXY_AUTH_HEADER", "PROXY_AUTH_ROLE_HEADER", "PROXY_AUTH_ALL_REPOSITORIES_ROLE_HEADER"]) {
      expect(await problemsOf({ ...env, [name]: "X-Plain" })).to.have.all.keys(name);
    }
  });

  it("never takes an algorithm whose key the service would have to share", () => {
    for (const preset of presetNames) {
      for (const algorithm of proxyPresets[preset].assertion?.algorithms ?? [])
        expect(algorithm).to.not.match(/^HS|none/);
    }
  });

  for (const url of [
    "http://auth.example.com/jwks",
    "ftp://x",
    "https://u:p@x.example/",
    "jwks",
    "http://127.0.0.1.evil.example/",
  ]) {
    it(`does not take keys from ${url}`, async () => {
      const problems = await problemsOf({ ...cloudflare, PROXY_AUTH_JWT_JWKS_URL: url });
      expect(problems["PROXY_AUTH_JWT_JWKS_URL"]).to.match(/Write /);
    });
  }

  it("does not make an address of keys from an issuer that is none", async () => {
    const problems = await problemsOf({ ...cloudflare, PROXY_AUTH_JWT_ISSUER: "http://team.example.com" });
    expect(problems["PROXY_AUTH_JWT_ISSUER"]).to.match(/Write /);
  });
});

describe("config/no-authentication", () => {
  const open = { ALLOW_INSECURE_NO_AUTH: "true" };

  it("is off unless asked for", async () => {
    expect((await load()).noAuthentication).to.equal(false);
    expect((await load({ ALLOW_INSECURE_NO_AUTH: "false", HOST: "0.0.0.0" })).noAuthentication).to.equal(false);
  });

  for (const HOST of ["", "127.0.0.1", "127.9.9.9", "::1", "localhost"]) {
    it(`starts on ${HOST || "the default address"}`, async () =>
      expect((await load({ ...open, HOST })).noAuthentication).to.equal(true));
  }

  for (const HOST of [
    "0.0.0.0",
    "::",
    "192.168.1.5",
    "nas.lan",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "fd00::1",
  ]) {
    it(`refuses HOST=${HOST}`, async () =>
      expect((await problemsOf({ ...open, HOST }))["ALLOW_INSECURE_NO_AUTH"]).to.contain("HOST=127.0.0.1"));
  }

  for (const [what, env] of [
    ["a public address", { PUBLIC_BASE_URL: "https://backup.example.com" }],
    ["further host names", { ALLOWED_HOSTS: "nas.lan" }],
    ["pages of other hosts", { DASHBOARD_ORIGINS: "http://nas.lan:3000" }],
    ["a proxy", { TRUSTED_PROXIES: "127.0.0.1" }],
    ["a preset", header],
    ["header mode", custom],
  ] as const) {
    it(`refuses ${what} beside it`, async () =>
      expect(await problemsOf({ ...open, ...env })).to.have.key("ALLOW_INSECURE_NO_AUTH"));
  }

  it("takes addresses of this machine", async () => {
    const env = {
      PUBLIC_BASE_URL: "http://localhost:8081",
      DASHBOARD_ORIGINS: "http://localhost:3000",
      ALLOWED_HOSTS: "127.0.0.2",
    };
    expect((await load({ ...open, ...env })).noAuthentication).to.equal(true);
  });
});
