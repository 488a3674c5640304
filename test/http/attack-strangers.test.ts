import type { ServerResponse } from "node:http";
import { expect } from "chai";
import { failed, type HostileSignOn, startHostileSignOn } from "../support/hostile-sign-on.ts";
import { type Client, type IdentityApp, startIdentityApp } from "../support/identity-app.ts";
import { type PasskeyApp, startPasskeyApp } from "../support/passkey-app.ts";
import { createBrowser, publicBaseUrl, type Trip } from "../support/single-sign-on.ts";
import { enrol, halfWay } from "../support/two-factor.ts";

/** All from one address, as behind a proxy that TRUSTED_PROXIES does not name. */
const many = Array.from({ length: 150 }, (_, count) => count);

async function beginPasskeys(app: { readonly client: (from?: string) => Client }): Promise<void> {
  for (const _ of many) expect((await app.client().post("/api/auth/passkey/options", {})).status).to.equal(200);
}

describe("what strangers of the same network begin without end", () => {
  describe("pushes out nobody's", () => {
    let app: IdentityApp;
    let passkeys: PasskeyApp;
    before(async () => {
      app = await startIdentityApp();
      passkeys = await startPasskeyApp();
    });
    after(async () => {
      await app.close();
      await passkeys.close();
    });

    it("second step", async () => {
      const owner = app.client();
      await owner.signIn();
      const factor = await enrol(app, owner);
      const half = await halfWay(app);
      await beginPasskeys(app);
      expect((await half.post("/api/session/totp", { code: factor.code() })).status).to.equal(200);
    });

    it("new passkey, nor sign-in with a passkey", async () => {
      const owner = passkeys.client();
      await owner.signIn();
      const making = await passkeys.begin(owner);
      await beginPasskeys(passkeys);
      const response = passkeys.phone.create(making);
      expect((await owner.post("/api/account/passkeys", { name: "Phone", response })).status).to.equal(201);

      const client = passkeys.client();
      const begun = await client.post("/api/auth/passkey/options", {});
      await beginPasskeys(passkeys);
      expect((await client.post("/api/auth/passkey", passkeys.phone.get(begun.json))).status).to.equal(200);
    });
  });

  describe("at the provider", () => {
    let attack: HostileSignOn;
    const stranger = "127.2.0.1";
    const wrongCode = (response: ServerResponse) =>
      void response.writeHead(400, { "content-type": "application/json" }).end('{"error":"invalid_grant"}');
    beforeEach(async () => {
      attack = await startHostileSignOn();
      await attack.reset();
    });
    afterEach(() => attack.close());

    const browserAt = (from: string) => createBrowser(attack.app, attack.hostile.issuer, from);
    const bogus = async (from: string): Promise<Trip> => {
      const browser = browserAt(from);
      return browser.arrive(attack.hostile.callback(await attack.departure(browser), { code: "bogus" }));
    };

    it("pushes out nobody's trip", async () => {
      const victim = browserAt(stranger);
      const answer = attack.hostile.callback(await attack.departure(victim));
      for (const _ of many) await attack.departure(browserAt(stranger));
      expect((await victim.arrive(answer)).location).to.equal("/runs");
    });

    it("reaches it with twenty wrong codes, not with every one; another network signs in", async () => {
      attack.hostile.state.lies = { token: wrongCode };
      const trips: Trip[] = [];
      for (const _ of many.slice(0, 40)) trips.push(await bogus(stranger));
      expect(new Set(trips.map(({ location }) => location))).to.deep.equal(new Set([failed]));
      expect(attack.hostile.state.tokenRequests).to.have.length(20);
      expect((await attack.trip()).location).to.equal("/runs");
      attack.app.clock.advance(10_000);
      attack.hostile.state.lies = { token: wrongCode };
      await bogus(stranger);
      expect(attack.hostile.state.tokenRequests, "one more each ten seconds").to.have.length(22);
    });

    it("hangs at a slow one with four exchanges, not with every one", async () => {
      const hung: ServerResponse[] = [];
      attack.hostile.state.lies = { token: (response) => void hung.push(response) };
      let back = 0;
      const trips = many.slice(0, 12).map(async () => {
        const { location } = await bogus(stranger);
        back += 1;
        return location;
      });
      while (back < 8 || hung.length < 4) await new Promise<void>((resolve) => setImmediate(resolve));
      expect([back, hung.length]).to.deep.equal([8, 4]);
      expect(attack.reasons()).to.contain("too many answers of the provider are being looked at");
      for (const response of hung) wrongCode(response);
      expect(new Set(await Promise.all(trips))).to.deep.equal(new Set([failed]));
    });

    it("asks nothing of it with what the user refused, and counts none of that", async () => {
      for (const _ of many.slice(0, 30)) {
        const browser = browserAt(stranger);
        const { searchParams } = await attack.departure(browser);
        const refusal = new URL(`${publicBaseUrl}/api/auth/oidc/callback?error=access_denied`);
        refusal.searchParams.set("state", searchParams.get("state") ?? "");
        expect((await browser.arrive(refusal)).location).to.equal("/sign-in?problem=oidc-denied");
      }
      const browser = browserAt(stranger);
      const answer = attack.hostile.callback(await attack.departure(browser));
      expect((await browser.arrive(answer)).location).to.equal("/runs");
    });
  });
});
