import { expect } from "chai";
import type { OidcSettingsRequest } from "../../schemas/sign-in-settings.ts";
import { oidcDefaults } from "../../src/settings/sign-in-settings.ts";
import { type HostileProvider, startHostileProvider } from "../support/hostile-provider.ts";
import { clientId, clientSecret } from "../support/identity-provider.ts";
import { type Browser, type Sso, startSso } from "../support/single-sign-on.ts";

const path = "/api/settings/oidc";

describe("the Test button of single sign-on's settings", () => {
  let sso: Sso;
  let hostile: HostileProvider;
  let admin: Browser;
  before(async () => {
    sso = await startSso();
    hostile = await startHostileProvider();
    await sso.app.settings.oidc.write(oidcDefaults);
    await sso.app.vault.remove("oidc/client-secret");
    admin = sso.browser();
    await admin.client.signIn();
  });
  after(async () => {
    await sso.close();
    await hostile.close();
  });
  const form = (change: Partial<OidcSettingsRequest> = {}): OidcSettingsRequest => ({
    ...oidcDefaults,
    enabled: true,
    discoveryUrl: sso.provider.issuer,
    clientId,
    clientSecret,
    ...change,
  });
  const test = async (change: Partial<OidcSettingsRequest> = {}) => {
    const reply = await admin.post(`${path}/test`, form(change));
    expect(reply.status).to.equal(200);
    const steps = reply.json.steps as { name: string; ok: boolean; detail: string }[];
    return { ok: reply.json.ok as boolean, wrong: steps.filter(({ ok }) => !ok), steps };
  };

  it("says that all is well, saves nothing", async () => {
    const { ok, steps } = await test();
    expect(steps.filter((step) => !step.ok)).to.deep.equal([]);
    expect(ok).to.equal(true);
    expect(steps.map(({ name }) => name)).to.include.members([
      "Discovery",
      "Signing keys",
      "Client secret",
      "Sign-out",
    ]);
    expect((await admin.get(path)).json).to.deep.include({ enabled: false, clientSecretSet: false });
  });

  it("tries the stored secret where none is typed", async () => {
    await sso.app.vault.put("oidc/client-secret", "oidc.client-secret", clientSecret);
    const { clientSecret: _left, ...without } = form();
    expect((await admin.post(`${path}/test`, without)).json.ok).to.equal(true);
  });

  for (const [what, change, name, words] of [
    ["a wrong secret", { clientSecret: "wrong" }, "Client secret", /invalid_client/],
    ["no secret", { clientSecret: null }, "Client secret", /not set/],
    ["a wrong client id", { clientId: "another" }, "Sign-in request", /client id/],
    [
      "a redirect URI that is not registered",
      { redirectUri: "https://x.test/cb" },
      "Sign-in request",
      /exactly https:\/\/x\.test\/cb/,
    ],
    ["a scope that is not there", { scopes: "openid groups" }, "Scopes", /groups/],
    ["a path that is no provider", { discoveryUrl: "PATH" }, "Discovery", /could not be read/],
    ["nobody there", { discoveryUrl: "NOBODY" }, "Discovery", /could not be read.*ECONNREFUSED/],
  ] as const) {
    it(`says what is wrong: ${what}`, async () => {
      const places: Record<string, string> = {
        PATH: `${sso.provider.issuer}/realms/none`,
        NOBODY: sso.provider.issuer.replace("127.0.0.1", "127.0.0.99"),
      };
      const place = "discoveryUrl" in change ? { discoveryUrl: places[change.discoveryUrl] as string } : {};
      const { ok, wrong } = await test({ ...change, ...place });
      expect(ok).to.equal(false);
      const found = wrong.find((step) => step.name === name);
      expect(found, JSON.stringify(wrong)).not.to.equal(undefined);
      expect(found?.detail).to.match(words);
    });
  }

  for (const [what, document, name, words] of [
    ["keys only of the client secret", { id_token_signing_alg_values_supported: ["HS256"] }, "ID token", /signing key/],
    ["no keys (authentik without a signing key)", { jwks_uri: "EMPTY" }, "Signing keys", /signing key/],
    ["no address for keys", { jwks_uri: undefined }, "Endpoints", /jwks_uri/],
    ["an endpoint in the clear", { token_endpoint: "http://evil.example/token" }, "Endpoints", /token_endpoint/],
    ["no PKCE with S256", { code_challenge_methods_supported: ["plain"] }, "PKCE", /S256/],
    [
      "another authentication",
      { token_endpoint_auth_methods_supported: ["private_key_jwt"] },
      "Client authentication",
      /private_key_jwt/,
    ],
    ["another name for itself", { issuer: "https://other.example" }, "Discovery", /calls itself/],
  ] as const) {
    it(`says what is wrong with a provider: ${what}`, async () => {
      const empty = "jwks_uri" in document && document.jwks_uri === "EMPTY";
      const change = empty ? { jwks_uri: `${hostile.issuer}/no-keys` } : document;
      hostile.state.lies = { document: (right) => ({ ...right, ...change }) };
      const { wrong } = await test({ discoveryUrl: hostile.issuer });
      const found = wrong.find((step) => step.name === name);
      expect(found?.detail, JSON.stringify(wrong)).to.match(words);
    });
  }

  it("shows a client secret nowhere", async () => {
    const reply = await admin.post(`${path}/test`, form({ clientSecret: "canary-secret" }));
    expect(reply.text).not.to.include("canary");
    expect(JSON.stringify(sso.app.entries)).not.to.include("canary");
  });
});
