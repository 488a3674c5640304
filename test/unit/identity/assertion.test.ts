import { createHmac } from "node:crypto";
import { expect } from "chai";
import type { JWTPayload } from "jose";
import {
  type AssertionOptions,
  audience,
  createSigner,
  issuer,
  jwksUrl,
  openAssertion,
  refusalOf,
  rulesOf,
  type Signer,
} from "../../support/assertions.ts";

const trusted = "10.0.0.2";
const stranger = "10.0.0.3";
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("identity/methods/assertion", () => {
  let signer: Signer;
  let attacker: Signer;
  let ecSigner: Signer;
  before(async () => {
    signer = await createSigner();
    attacker = await createSigner();
    ecSigner = await createSigner("key-ec", "ES256");
  });

  const open = (rules = rulesOf("cloudflare"), config: AssertionOptions = {}) =>
    openAssertion([signer, ecSigner], rules, config);

  it("takes whom a checked assertion names, known by issuer and subject", async () => {
    const { read, claims, keys } = open();
    expect(await read(await signer.sign(claims({ name: "Alice A." })))).to.deep.equal({
      method: "assertion",
      subject: `${issuer},7335d417`,
      username: "alice@example.com",
      adminNames: ["7335d417", "alice@example.com"],
      displayName: "Alice A.",
      email: "alice@example.com",
      roles: {},
    });
    expect(keys.asked).to.deep.equal([jwksUrl]);
  });

  describe("trust boundary", () => {
    it("takes nobody by a plain header, of a stranger and of the trusted peer without an assertion", async () => {
      const { method } = open();
      for (const peer of [stranger, trusted]) {
        const plain = { "cf-access-authenticated-user-email": ["admin@example.com"], "remote-user": ["admin"] };
        expect(await method.read(peer, plain)).to.equal(null);
      }
      expect(await method.read(trusted, { "cf-access-jwt-assertion": [" "] })).to.equal(null);
    });

    it("refuses a stranger's assertion, though it is right: it may have been taken from somebody", async () => {
      const { read, claims, keys } = open();
      const token = await signer.sign(claims());
      expect(await refusalOf(() => read(token, { peer: stranger }))).to.match(/^untrusted-peer: .*10\.0\.0\.3/);
      expect(await refusalOf(() => read(["x", "y"], { peer: stranger }))).to.match(/^untrusted-peer/);
      expect(keys.asked).to.deep.equal([]);
    });

    it("asks for the proxy's secret as well, where there is one", async () => {
      const secret = { header: "X-Proxy-Secret", value: "0123456789abcdef0123456789abcdef" };
      const { read, claims } = open(rulesOf("cloudflare"), { secret });
      const token = await signer.sign(claims());
      expect(await refusalOf(() => read(token)))
        .to.match(/^untrusted-peer/)
        .and.not.contain(secret.value);
      expect((await read(token, { "x-proxy-secret": secret.value }))?.username).to.equal("alice@example.com");
    });

    it("takes alice by the assertion beside Remote-User: admin", async () => {
      const { read, claims } = open();
      const claim = await read(await signer.sign(claims()), {
        "remote-user": "admin",
        "cf-access-authenticated-user-email": "admin",
      });
      expect(claim?.username).to.equal("alice@example.com");
    });

    it("refuses two assertions with 400", async () => {
      const { read, claims } = open();
      const token = await signer.sign(claims());
      expect(await refusalOf(() => read([token, token]))).to.match(/^invalid-request/);
      expect(await refusalOf(() => read(`${token}, ${token}`))).to.match(/^invalid-assertion/);
    });
  });

  describe("signature", () => {
    it("refuses alg none, in every spelling", async () => {
      const { read, claims } = open();
      for (const alg of ["none", "None", "NONE", ""]) {
        const token = `${base64({ alg, typ: "JWT" })}.${base64(claims())}.`;
        expect(await refusalOf(() => read(token)), alg).to.match(/^invalid-assertion/);
      }
    });

    it("refuses HS256 keyed with the public key", async () => {
      const { read, claims } = open();
      const signed = `${base64({ alg: "HS256", typ: "JWT", kid: "key-1" })}.${base64(claims())}`;
      const signature = createHmac("sha256", signer.publicPem).update(signed).digest("base64url");
      expect(await refusalOf(() => read(`${signed}.${signature}`))).to.match(/^invalid-assertion: .*algorithm/);
    });

    it("refuses another key's signature, a changed claim, and what is no token", async () => {
      const { read, claims } = open();
      expect(await refusalOf(async () => read(await attacker.sign(claims())))).to.contain("its signature is wrong");
      const [header, , signature] = (await signer.sign(claims())).split(".");
      const changed = `${header}.${base64(claims({ email: "admin@example.com" }))}.${signature}`;
      expect(await refusalOf(() => read(changed))).to.contain("its signature is wrong");
      for (const token of ["x", "a.b.c", "..", "bdk_something", "\u00e9", "a.b.c.d.e"]) {
        expect(await refusalOf(() => read(token)), token)
          .to.match(/^invalid-assertion/)
          .and.not.contain(token.padEnd(4, "?"));
      }
    });

    it("refuses keys that the token brings along (jwk, jku, x5u, odd kid), and asks nobody but the pinned address", async () => {
      const { read, claims, keys } = open();
      for (const header of [
        { jwk: attacker.jwk },
        { jku: "https://evil.example/keys" },
        { x5u: "https://evil.example/cert" },
        { jku: "https://evil.example/keys", jwk: attacker.jwk, kid: "attacker" },
        { kid: "../../x" },
        { kid: "https://evil.example/keys" },
      ]) {
        const token = await attacker.sign(claims(), header);
        expect(await refusalOf(() => read(token)), JSON.stringify(header)).to.match(/^invalid-assertion/);
      }
      expect(keys.asked, "one question, for the pinned keys").to.deep.equal([jwksUrl]);
    });

    it("refuses an algorithm that the preset does not use, though the key is right", async () => {
      const cloudflare = open();
      expect(await refusalOf(async () => cloudflare.read(await ecSigner.sign(cloudflare.claims())))).to.contain(
        "algorithm",
      );
      const pomerium = open(rulesOf("pomerium"));
      expect(await refusalOf(async () => pomerium.read(await signer.sign(pomerium.claims())))).to.contain("algorithm");
      expect((await pomerium.read(await ecSigner.sign(pomerium.claims())))?.username).to.equal("alice@example.com");
    });
  });

  describe("claims", () => {
    const wrong: [string, Readonly<Record<string, unknown>>, RegExp][] = [
      ["another issuer", { iss: "https://evil.example" }, /PROXY_AUTH_JWT_ISSUER/],
      ["the issuer with a slash", { iss: `${issuer}/` }, /PROXY_AUTH_JWT_ISSUER/],
      ["no issuer", { iss: undefined }, /PROXY_AUTH_JWT_ISSUER|cannot|claim/],
      ["a sibling app's audience", { aud: ["sibling"] }, /PROXY_AUTH_JWT_AUDIENCE/],
      ["no audience", { aud: undefined }, /PROXY_AUTH_JWT_AUDIENCE|claim/],
      ["no expiry", { exp: undefined }, /expires/],
      ["an expiry in the past", { exp: 1000 }, /expired/],
      ["an expiry that is text", { exp: "9999999999" }, /refused/],
      ["no time of issue", { iat: undefined }, /issued/],
      ["no subject", { sub: undefined }, /about/],
      ["an empty subject", { sub: "" }, /no subject/],
      ["a subject in a list", { sub: ["7335d417"] }, /no subject/],
      ["a subject that is a number", { sub: 7335 }, /no subject/],
      ["a subject that is an object", { sub: { id: "7335d417", length: 1 } }, /no subject/],
      ["an endless subject", { sub: "x".repeat(256) }, /no subject/],
      ["another type", { type: "org" }, /claim type/],
      ["no type", { type: undefined }, /claim type/],
      ["an event", { events: { "http://schemas.openid.net/event/backchannel-logout": {} } }, /event/],
      ["no name", { email: undefined }, /email/],
      ["a name that cannot be one", { email: "a,b" }, /email/],
      ["a name that is a list", { email: ["alice@example.com"] }, /email/],
      ["an e-mail address that nobody checked", { email_verified: false }, /email/],
    ];
    for (const [what, change, why] of wrong) {
      it(`refuses ${what}`, async () => {
        const { read, claims } = open();
        const text = await refusalOf(async () => read(await signer.sign(claims(change))));
        expect(text)
          .to.match(/^invalid-assertion/)
          .and.match(why);
      });
    }

    it("refuses what is valid or issued in the future only, and forgives clocks half a minute", async () => {
      const { read, claims, clock } = open();
      const now = Math.floor(clock.now() / 1000);
      for (const change of [{ nbf: now + 31 }, { iat: now + 31 }, { exp: now - 31 }]) {
        const text = await refusalOf(async () => read(await signer.sign(claims(change))));
        expect(text, JSON.stringify(change)).to.match(/^invalid-assertion/);
      }
      for (const change of [{ nbf: now + 29 }, { iat: now + 29 }, { exp: now - 29 }]) {
        expect((await read(await signer.sign(claims(change))))?.username).to.equal("alice@example.com");
      }
    });

    it("refuses the token of a service, which has no e-mail and an empty subject", async () => {
      const { read, claims } = open();
      const service = claims({ sub: "", email: undefined, common_name: "e367826f93b8.access" });
      expect(await refusalOf(async () => read(await signer.sign(service)))).to.contain("as that of a service does");
    });

    for (const [what, header, change] of [
      ["its header says (at+jwt)", { typ: "at+jwt" }, {}],
      ["its header says in full", { typ: "application/at+jwt" }, {}],
      ["Keycloak says", {}, { typ: "Bearer" }],
      ["Cognito says", {}, { token_use: "access" }],
      ["azp is another client", {}, { azp: "sibling" }],
    ] as const) {
      it(`refuses an access token where an ID token is expected: ${what}`, async () => {
        const { read, claims } = open(rulesOf("oauth2-proxy"));
        const token = await signer.sign(claims(change), header);
        expect(await refusalOf(() => read(token))).to.match(/^invalid-assertion/);
        const idToken = await signer.sign(claims({ azp: audience, typ: "ID" }), { typ: undefined });
        expect((await read(idToken))?.email).to.equal("alice@example.com");
      });
    }

    it("refuses a token that ends sessions", async () => {
      const { read, claims } = open(rulesOf("authentik"));
      expect(await refusalOf(async () => read(await signer.sign(claims(), { typ: "logout+jwt" })))).to.match(
        /^invalid-assertion/,
      );
    });

    it("names by preferred_username, e-mail, subject, as the preset says", async () => {
      const { read, claims } = open(rulesOf("authentik"));
      const username = async (change: JWTPayload) => (await read(await signer.sign(claims(change))))?.username;
      expect(await username({ preferred_username: "alice" })).to.equal("alice");
      expect(await username({})).to.equal("alice@example.com");
      expect(await username({ email_verified: false })).to.equal("7335d417");
    });
  });

  describe("roles", () => {
    const groups = { adminGroups: ["admins"], operatorGroups: ["operators"] };

    it("come from groups of the token by exact names, and never from headers", async () => {
      const { read, claims } = open(rulesOf("pomerium"), groups);
      const rolesOf = async (change: Readonly<Record<string, unknown>>) =>
        (
          await read(await ecSigner.sign(claims(change)), {
            "remote-groups": "admins",
            "x-pomerium-claim-groups": "admins",
          })
        )?.roles;
      expect(await rolesOf({ groups: ["users", "admins"] })).to.deep.equal({ role: "admin" });
      expect(await rolesOf({ groups: "operators" })).to.deep.equal({ role: "operator" });
      for (const wrong of [
        ["not-admins", "admins2"],
        "users,admins",
        "users|admins",
        { admins: true },
        null,
        [["admins"]],
        1,
      ]) {
        expect(await rolesOf({ groups: wrong }), JSON.stringify(wrong)).to.deep.equal({ role: "viewer" });
      }
      expect(await rolesOf({}), "a missing group is the least role").to.deep.equal({ role: "viewer" });
    });

    it("are left to administrators where no group has a meaning", async () => {
      const { read, claims } = open();
      expect((await read(await signer.sign(claims({ groups: ["admins"] }))))?.roles).to.deep.equal({});
    });

    it("come from Cloudflare's custom claims too", async () => {
      const { read, claims } = open(rulesOf("cloudflare"), groups);
      expect((await read(await signer.sign(claims({ custom: { groups: ["admins"] } }))))?.roles).to.deep.equal({
        role: "admin",
      });
    });
  });
});
