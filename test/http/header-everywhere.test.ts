// A stranger that names somebody, on every route that there is; and doors that are closed behind a proxy.
import { expect } from "chai";
import type { LiveStreams } from "../../src/http/live/streams.ts";
import { allRoutes } from "../../src/http/routes/all.ts";
import { createFakeClock } from "../support/fake-ports.ts";
import { password } from "../support/identity.ts";
import { type IdentityApp, proxyAddress, startIdentityApp, strangerAddress } from "../support/identity-app.ts";

const routes = allRoutes({
  streams: {} as LiveStreams,
  clock: createFakeClock(),
  version: "0",
  config: { basePath: "", publicBaseUrl: null, dashboardOrigins: [] },
});
const pathOf = (path: string) => path.replace(/:\w+/g, "x").replace(/\*.*/, "x");

describe("trusted headers: a stranger's Remote-User on every route", () => {
  let app: IdentityApp;
  before(async () => {
    app = await startIdentityApp({ proxyAuth: {}, withAdmin: false });
  });
  after(() => app.close());

  it("is seen to be tried on more than forty routes", () => expect(routes.length).to.be.greaterThan(40));

  for (const { method, path, anonymous, refusal } of routes) {
    it(`${method} ${path}: ${anonymous ? "is not looked at" : "401"}`, async () => {
      const headers = { "remote-user": "admin", "x-forwarded-for": proxyAddress, forwarded: `for=${proxyAddress}` };
      const reply = await app.client(strangerAddress).send(method, pathOf(path), { headers });
      if (anonymous) return expect(reply.json?.code).to.not.equal("untrusted-peer");
      // A picture stands for the problem, and has its code beside it.
      const told = refusal ? [200, reply.headers["borgdeck-problem"]] : [reply.status, reply.json?.code];
      expect(told).to.deep.equal([refusal ? 200 : 401, "untrusted-peer"]);
    });
  }

  it("made no user, no session and no call, and the record names the socket's peer", () => {
    expect([app.users.list(), app.sessions.list(), app.calls]).to.deep.equal([[], [], []]);
    const refusals = app.entries.filter(({ event }) => event === "identity.refuse");
    expect(refusals.length).to.be.within(1, 20);
    for (const entry of refusals) expect(entry).to.include({ peer: strangerAddress, address: strangerAddress });
  });

  it("is not looked at for files and pages, which show nothing of anybody", async () => {
    for (const path of ["/", "/plans", "/widgets/none.js", "/embed/borg-status"]) {
      const reply = await app
        .client(strangerAddress)
        .get(path, { headers: { "remote-user": "admin", accept: "text/html" } });
      expect(reply.text, path).to.not.contain("admin");
      expect(reply.headers["set-cookie"]).to.equal(undefined);
    }
  });
});

describe("trusted headers: local sign-in is off", () => {
  let app: IdentityApp;
  before(async () => {
    app = await startIdentityApp({ proxyAuth: {} });
  });
  after(() => app.close());

  const credential = { id: "x", rawId: "x", type: "public-key", response: {} };
  for (const [path, body] of [
    ["/api/session", { username: "admin", password }],
    ["/api/session/totp", { code: "123456" }],
    ["/api/session/recovery", { code: "abcd-efgh" }],
    ["/api/auth/passkey/options", {}],
    ["/api/auth/passkey", credential],
    ["/api/auth/token", { username: "admin", password }],
  ] as const) {
    it(`POST ${path}: 404, from the proxy and from elsewhere`, async () => {
      for (const from of [proxyAddress, strangerAddress]) {
        const reply = await app.client(from).post(path, body);
        expect([reply.status, reply.json?.code], from).to.deep.equal([404, "not-found"]);
      }
    });
  }
});
