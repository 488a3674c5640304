import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import type { Lies } from "../support/hostile-provider.ts";
import { failed, type HostileSignOn, startHostileSignOn } from "../support/hostile-sign-on.ts";
import { setOidc } from "../support/single-sign-on.ts";

describe("attacks on single sign-on (auth.md, OIDC): whom and what to believe", () => {
  let attack: HostileSignOn;
  before(async () => {
    attack = await startHostileSignOn();
  });
  after(() => attack.close());
  beforeEach(() => attack.reset());

  describe("takeover", () => {
    const claims = { preferred_username: "victor", email: "victor@example.com", email_verified: true };
    const users = () => attack.app.users.list().filter(({ username }) => username === "victor");
    beforeEach(async () => {
      for (const { id, door } of attack.app.identity.accounts.list()) {
        if (door === "oidc") await attack.app.identity.accounts.remove(id, {}, null);
      }
      await attack.trip({ idToken: { sub: "victor" }, userInfo: { ...claims, sub: "victor" } });
      attack.browser = attack.newBrowser();
    });

    it("same email and name, different sub ⇒ another account", async () => {
      await attack.trip({ idToken: { sub: "attacker" }, userInfo: { ...claims, sub: "attacker" } });
      expect(users().map(({ oidc }) => oidc?.subject)).to.have.members(["victor", "attacker"]);
      expect((await attack.browser.session()).user.id).to.equal(
        users().find(({ oidc }) => oidc?.subject === "attacker")?.id,
      );
    });

    it("email_verified: false ⇒ the address is not taken at all", async () => {
      await attack.trip({ idToken: { sub: "liar" }, userInfo: { ...claims, email_verified: false, sub: "liar" } });
      expect((await attack.browser.session()).user.email).to.equal(null);
    });

    it("same sub, other issuer ⇒ another account", async () => {
      await setOidc(attack.app, { discoveryUrl: attack.provider.issuer });
      attack.provider.user("victor", claims);
      const other = attack.realBrowser();
      await other.trip();
      expect(users()).to.have.length(2);
      expect(new Set(users().map(({ oidc }) => oidc?.issuer)).size).to.equal(2);
    });

    it("pre-created pending account with the victim's email ⇒ not merged", async () => {
      const waiting = await attack.app.identity.accounts.create(
        {
          door: "local",
          subject: "planted",
          username: "planted",
          role: "viewer",
          email: "new@example.com",
          active: false,
          pending: true,
        },
        null,
        "test",
      );
      await attack.trip({
        idToken: { sub: "new" },
        userInfo: { sub: "new", preferred_username: "newcomer", email: "new@example.com" },
      });
      expect((await attack.browser.session()).user.id).not.to.equal(waiting.id);
      expect(attack.app.users.get(waiting.id)?.oidc).to.equal(null);
    });

    it("a name that looks like the administrator's asks for linking, in whatever script or case", async () => {
      for (const name of ["ADMIN", "ａｄｍｉｎ"]) {
        const reply = await attack.trip({ idToken: { sub: "n" }, userInfo: { sub: "n", preferred_username: name } });
        expect(reply.location, name).to.equal("/link");
        await attack.noSession();
      }
    });
  });

  describe("discovery", () => {
    const refused = async (reason: RegExp) => {
      expect((await attack.departure()).pathname + (await attack.departure()).search).to.equal(failed);
      expect(attack.reasons()).to.match(reason);
      await attack.noSession();
    };
    const lie = async (document: Lies["document"]) => {
      await attack.reset();
      attack.hostile.state.lies = document ? { document } : {};
    };

    it("issuer mismatch ⇒ refused", async () => {
      await lie((document) => ({ ...document, issuer: "https://other.example" }));
      await refused(/calls itself "https:\/\/other\.example"/);
    });

    it("HTTP issuer ⇒ refused, and never asked", async () => {
      await setOidc(attack.app, { discoveryUrl: "http://192.0.2.1/realm" });
      await refused(/must be https/);
    });

    for (const name of ["token_endpoint", "jwks_uri", "userinfo_endpoint"]) {
      it(`${name} in the clear or at a metadata address ⇒ not asked`, async () => {
        await lie((document) => ({ ...document, [name]: "http://169.254.169.254/latest/meta-data" }));
        expect((await attack.browser.arrive(attack.hostile.callback(await attack.departure()))).location).to.equal(
          failed,
        );
        expect(attack.reasons()).to.match(/169\.254\.169\.254.*is not asked/);
      });
    }

    it("an authorization endpoint in the clear, or that is no address ⇒ nobody is sent there", async () => {
      for (const authorization_endpoint of ["http://evil.example/auth", "javascript:alert(1)", "data:text/html,x"]) {
        await lie((document) => ({ ...document, authorization_endpoint }));
        expect((await attack.departure()).pathname).to.equal("/sign-in");
      }
    });

    it("redirect to metadata IP ⇒ not followed", async () => {
      const asked: string[] = [];
      const inside: Server = createServer((request, response) => {
        asked.push(request.url ?? "");
        response.end("{}");
      });
      await new Promise<void>((resolve) => void inside.listen(0, "127.0.0.1", resolve));
      const target = `http://127.0.0.1:${(inside.address() as AddressInfo).port}/latest/meta-data`;
      await lie(() => (response) => void response.writeHead(302, { location: target }).end());
      await refused(/could not be read/);
      expect(asked).to.deep.equal([]);
      inside.close();
    });

    it("huge document ⇒ refused", async () => {
      await lie(() => (response) => {
        response.setHeader("content-type", "application/json");
        response.on("error", () => {});
        response.end(`{"issuer":"${"x".repeat(600 * 1024)}"}`);
      });
      await refused(/more than 512 KiB/);
    });

    it("no JSON, another status ⇒ refused", async () => {
      await lie(() => (response) => void response.setHeader("content-type", "text/html").end("<html>"));
      await refused(/could not be read/);
      await lie(() => (response) => void response.writeHead(500).end());
      await refused(/could not be read/);
    });
  });
});
