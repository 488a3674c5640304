import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { expect } from "chai";
import type { Lies } from "../support/hostile-provider.ts";
import { expired, failed, type HostileSignOn, startHostileSignOn } from "../support/hostile-sign-on.ts";
import { clientId } from "../support/identity-provider.ts";
import { publicBaseUrl, setOidc, startSso } from "../support/single-sign-on.ts";

const callback = "/api/auth/oidc/callback";

describe("attacks on single sign-on (auth.md, OIDC)", () => {
  let attack: HostileSignOn;
  before(async () => {
    attack = await startHostileSignOn();
  });
  after(() => attack.close());
  beforeEach(() => attack.reset());

  it("(the provider is believed where it does not lie)", async () => {
    expect((await attack.trip()).location).to.equal("/runs");
    expect((await attack.browser.session()).user.username).to.equal("mallory");
  });

  describe("callback: missing, foreign-browser, reused state", () => {
    it("missing: nothing was begun", async () => {
      const { location } = await attack.browser.arrive(new URL(`${publicBaseUrl}${callback}?code=c0de`));
      expect(location).to.equal(expired);
      expect(attack.hostile.state.asked).to.deep.equal([]);
      await attack.noSession();
    });

    it("missing: begun, but the answer has none", async () => {
      await attack.departure();
      const { location } = await attack.browser.arrive(new URL(`${publicBaseUrl}${callback}?code=c0de`));
      expect(location).to.equal(expired);
      expect(attack.hostile.state.tokenRequests).to.have.length(0);
      await attack.noSession();
    });

    it("foreign browser: one cannot be made to finish what another began", async () => {
      const victim = attack.newBrowser();
      const answer = attack.hostile.callback(await attack.departure());
      expect((await victim.arrive(answer)).location).to.equal(expired);
      const own = await attack.departure(victim);
      expect(own.searchParams.get("state")).not.to.equal(answer.searchParams.get("state"));
      expect((await victim.arrive(answer)).location).to.equal(expired);
      expect(attack.hostile.state.tokenRequests).to.have.length(0);
      await attack.noSession(victim);
    });

    it("reused: an answer counts once, in sequence and in parallel", async () => {
      const answer = attack.hostile.callback(await attack.departure());
      const cookies = [...attack.browser.client.jar].map(([name, value]) => `${name}=${value}`).join("; ");
      const once = () => attack.app.client().get(answer.pathname + answer.search, { headers: { cookie: cookies } });
      const replies = await Promise.all([once(), once(), once(), once()]);
      expect(replies.map(({ headers }) => headers.location).sort()).to.deep.equal(["/runs", expired, expired, expired]);
      expect((await once()).headers.location).to.equal(expired);
      expect(attack.hostile.state.tokenRequests).to.have.length(1);
    });

    it("old: after ten minutes", async () => {
      const old = await startSso();
      old.provider.user("o-1", { preferred_username: "olga" });
      const browser = old.browser();
      const { callback: answer } = await browser.leave("/api/auth/oidc/login");
      old.app.clock.advance(10 * 60_000);
      expect((await browser.arrive(answer)).location).to.equal(expired);
      expect((await browser.get("/api/session")).status).to.equal(401);
      await old.close();
    });

    it("twice in one answer", async () => {
      const answer = attack.hostile.callback(await attack.departure());
      answer.searchParams.append("state", "another");
      expect((await attack.browser.arrive(answer)).location).to.equal(expired);
    });

    it("of a provider that was replaced meanwhile, and of another issuer (mix-up)", async () => {
      const answer = attack.hostile.callback(await attack.departure());
      await setOidc(attack.app, { discoveryUrl: attack.provider.issuer });
      expect((await attack.browser.arrive(answer)).location).to.equal(expired);
      await setOidc(attack.app, { discoveryUrl: attack.hostile.issuer });
      expect((await attack.trip({}, { iss: "https://other.example" })).location).to.equal(failed);
      await attack.noSession();
    });
  });

  describe("missing S256 challenge or verifier", () => {
    it("the verifier is sent, and is that of the challenge", async () => {
      const left = await attack.departure();
      await attack.browser.arrive(attack.hostile.callback(left));
      const verifier = attack.hostile.state.tokenRequests[0]?.get("code_verifier") ?? "";
      expect(verifier).to.match(/^[\w-]{43,}$/);
      expect(left.searchParams.get("code_challenge")).to.equal(
        createHash("sha256").update(verifier).digest("base64url"),
      );
      expect(attack.hostile.state.tokenRequests[0]?.get("redirect_uri")).to.equal(`${publicBaseUrl}${callback}`);
    });

    for (const [what, change] of [
      ["without the challenge", (url: URL) => url.searchParams.delete("code_challenge")],
      ["with the challenge of another", (url: URL) => url.searchParams.set("code_challenge", "A".repeat(43))],
    ] as const) {
      it(`${what} a real provider gives nobody`, async () => {
        await setOidc(attack.app, { discoveryUrl: attack.provider.issuer });
        attack.provider.user("p-1", { preferred_username: "pat" });
        const real = attack.realBrowser();
        const left = await attack.departure(real);
        change(left);
        expect((await real.arrive(await real.throughProvider(left))).location).to.equal(failed);
        await attack.noSession(real);
      });
    }
  });

  describe("ID token", () => {
    const now = () => Math.floor(Date.now() / 1000);
    for (const [what, lies] of [
      ["bad signature", { signedWith: "another key" }],
      ["alg none", { signedWith: "nothing" }],
      ["alg HS256 with the client secret", { signedWith: "the client secret" }],
      ["alg HS256 with the public key", { signedWith: "the public key" }],
      ["alg that the key is not for", { header: { alg: "PS256" } }],
      ["an unknown key", { header: { kid: "k2" } }],
      ["wrong aud", { idToken: { aud: "another" } }],
      ["several aud without azp", { idToken: { aud: [clientId, "another"] } }],
      ["wrong azp", { idToken: { azp: "another" } }],
      ["wrong azp among several aud", { idToken: { aud: [clientId, "another"], azp: "another" } }],
      ["wrong iss", { idToken: { iss: "https://other.example" } }],
      ["expired", { idToken: { exp: now() - 60 } }],
      ["no exp", { idToken: { exp: undefined } }],
      ["not yet valid", { idToken: { nbf: now() + 86_400 } }],
      ["another nonce", { idToken: { nonce: "another" } }],
      ["no nonce", { idToken: { nonce: undefined } }],
      ["no sub", { idToken: { sub: undefined } }],
      ["an endless sub", { idToken: { sub: "x".repeat(256) }, userInfo: { sub: "x".repeat(256) } }],
    ] as const satisfies readonly (readonly [string, Lies])[]) {
      it(`${what} ⇒ reject`, async () => {
        const before = attack.app.users.list().length;
        expect((await attack.trip(lies)).location).to.equal(failed);
        expect(attack.app.users.list()).to.have.length(before);
        expect(attack.reasons()).not.to.equal("");
        await attack.noSession();
      });
    }

    it("none at all ⇒ reject", async () => {
      const token = (response: ServerResponse) =>
        void response
          .setHeader("content-type", "application/json")
          .end(JSON.stringify({ access_token: "at", token_type: "Bearer" }));
      expect((await attack.trip({ token })).location).to.equal(failed);
    });
  });

  it("error_description=<script> ⇒ a generic page that holds none of it", async () => {
    const left = await attack.departure();
    const answer = attack.hostile.callback(left, {
      error: "server_error",
      error_description: "<script>alert(1)</script>\u001b[31m",
    });
    answer.searchParams.delete("code");
    const { location, reply } = await attack.browser.arrive(answer);
    expect(location).to.equal(failed);
    expect(reply.text + JSON.stringify(reply.headers)).not.to.match(/script>|server_error/);
    expect(attack.reasons()).to.include("server_error").and.not.to.include("\u001b");
  });

  it("UserInfo sub differs ⇒ reject", async () => {
    expect((await attack.trip({ userInfo: { sub: "somebody else" } })).location).to.equal(failed);
    expect(attack.reasons()).to.include("UserInfo");
    await attack.noSession();
  });

  it("claims of the ID token cannot be overruled by UserInfo, which is not signed", async () => {
    await attack.trip({
      idToken: { sub: "u-2", preferred_username: "signed" },
      userInfo: { sub: "u-2", preferred_username: "forged" },
    });
    expect((await attack.browser.session()).user.username).to.equal("signed");
  });

  it("return_to elsewhere ⇒ /", async () => {
    const wanted = [
      "//evil",
      "/\\evil",
      "/\t/evil",
      "https://good@evil",
      "javascript:alert(1)",
      "/..//evil",
      "https://evil.example/",
    ];
    for (const returnTo of [...wanted, "evil", "/api/auth/oidc/login", ""]) {
      const headers = { "sec-fetch-site": "same-origin" };
      const query = new URLSearchParams({ returnTo });
      const { headers: answered } = await attack.browser.client.get(`/api/auth/oidc/login?${query}`, { headers });
      const { location } = await attack.browser.arrive(attack.hostile.callback(new URL(answered.location ?? "")));
      expect(location, returnTo).to.equal("/");
    }
  });

  it("a fixed session id, planted before, is not the one that is signed in", async () => {
    attack.browser.client.jar.set("__Host-borgdeck", "planted");
    await attack.trip();
    expect(attack.browser.client.jar.get("__Host-borgdeck")).not.to.equal("planted");
    expect((await attack.browser.get("/api/session")).status).to.equal(200);
  });

  it("X-Forwarded-Host and Host change no address that the provider or the browser is given", async () => {
    const { headers } = await attack.browser.client.get("/api/auth/oidc/login", {
      headers: { "x-forwarded-host": "evil.example", "x-forwarded-proto": "http", forwarded: "host=evil.example" },
    });
    expect(new URL(headers.location ?? "").searchParams.get("redirect_uri")).to.equal(`${publicBaseUrl}${callback}`);
    const foreign = await attack.browser.client.get("/api/auth/oidc/login", { headers: { host: "evil.example" } });
    expect(foreign.status).to.equal(421);
  });
});
