import { expect } from "chai";
import { password } from "../support/identity.ts";
import { type Client, type IdentityApp, proxyAddress, startIdentityApp } from "../support/identity-app.ts";

const dashboard = "https://home.example.com";
const publicBaseUrl = "https://backup.example.com";
const host = "backup.example.com";

/** What a browser says of an unsafe request that another page makes, and of some that are no browser's. */
const foreign: readonly (readonly [string, Readonly<Record<string, string | string[]>>])[] = [
  ["cross-site", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }],
  ["same-site (a sibling subdomain)", { "sec-fetch-site": "same-site", origin: dashboard }],
  ["none", { "sec-fetch-site": "none" }],
  ["same-site with an Origin that is ours", { "sec-fetch-site": "same-site", origin: publicBaseUrl }],
  ["of a foreign Origin without Sec-Fetch", { origin: "https://evil.example" }],
  ["of a dashboard's Origin", { origin: dashboard }],
  ["of Origin null", { origin: "null" }],
  ["of our Origin over http", { origin: "http://backup.example.com" }],
  ["of our Origin on another port", { origin: "https://backup.example.com:8443" }],
  ["of an Origin that begins like ours", { origin: "https://backup.example.com.evil.example" }],
  ["with two Origins", { origin: [publicBaseUrl, "https://evil.example"] }],
  ["without Sec-Fetch and Origin", {}],
  ["with only a header of its own", { "x-requested-by": "borgdeck" }],
];

/** Without what the client says by itself. */
const unsaid = { "sec-fetch-site": [] as string[] };

describe("requests that another site causes", () => {
  let app: IdentityApp;
  let client: Client;

  for (const [mode, proxyAuth] of [
    ["with a session", null],
    ["in header mode", {}],
  ] as const) {
    describe(mode, () => {
      const ambient: Record<string, string> = { host, ...(proxyAuth && { "remote-user": "anna" }) };
      before(async () => {
        app = await startIdentityApp({ proxyAuth, config: { publicBaseUrl, dashboardOrigins: [dashboard] } });
        client = app.client(proxyAuth ? proxyAddress : undefined);
        if (proxyAuth) {
          await client.get("/api/session", { headers: ambient });
          const anna = app.identity.accounts.byDoor("proxy", "anna");
          await app.users.update(anna?.id ?? "", (user) => ({ ...user, role: "admin" }));
        } else await client.signIn("admin", password, { headers: ambient });
      });
      after(() => app.close());

      for (const [what, headers] of foreign) {
        it(`refuses a change that is ${what}`, async () => {
          for (const [method, path] of [
            ["POST", "/api/plans/planhome/run"],
            ["DELETE", "/api/plans/planhome"],
            ["PATCH", `/api/users/${app.adminId}`],
            ["DELETE", "/api/session"],
          ] as const) {
            const reply = await client.send(method, path, { headers: { ...ambient, ...unsaid, ...headers } });
            expect([path, reply.status, reply.json.code]).to.deep.equal([path, 403, "cross-site"]);
          }
          expect(app.calls).to.deep.equal([]);
        });
      }

      it("takes a change from its own pages: by Sec-Fetch-Site, or by Origin where no browser says that", async () => {
        for (const headers of [{ "sec-fetch-site": "same-origin" }, { ...unsaid, origin: publicBaseUrl }]) {
          expect(
            (await client.send("POST", "/api/plans/planhome/run", { headers: { ...ambient, ...headers } })).status,
          ).to.equal(202);
        }
      });

      it("refuses bodies that a form can send", async () => {
        for (const type of ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"]) {
          const headers = { ...ambient, "content-type": type };
          const reply = await client.send("POST", "/api/session", { headers, body: "username=admin&password=x" });
          expect([415, 404]).to.include(reply.status);
          const cross = await client.send("POST", "/api/session", {
            headers: { ...headers, "sec-fetch-site": "cross-site" },
            body: "x",
          });
          expect(cross.status).to.equal(403);
        }
      });

      it("is not read by other sites, its stream and its downloads least of all", async () => {
        for (const site of ["cross-site", "same-site"]) {
          for (const path of [
            "/api/events",
            "/api/status",
            "/api/session",
            "/api/repositories/repohome/archives/one/download?path=x",
          ]) {
            const headers = {
              ...ambient,
              "sec-fetch-site": site,
              "sec-fetch-mode": "cors",
              origin: "https://evil.example",
            };
            const reply = await client.get(path, { headers });
            expect([path, reply.status, reply.json.code]).to.deep.equal([path, 403, "cross-site"]);
            expect(reply.headers).not.to.have.any.keys(
              "access-control-allow-origin",
              "access-control-allow-credentials",
            );
          }
        }
      });

      it("does not start a download because another site links to it", async () => {
        const headers = {
          ...ambient,
          "sec-fetch-site": "cross-site",
          "sec-fetch-mode": "navigate",
          "sec-fetch-dest": "document",
        };
        const reply = await client.get("/api/repositories/repohome/archives/one/download?path=x", { headers });
        expect(reply.status).to.equal(403);
        expect(app.calls.filter(([name]) => name === "archives.download")).to.deep.equal([]);
      });

      it("lets the dashboards of DASHBOARD_ORIGINS read the status, and nothing else", async () => {
        const headers = { ...ambient, "sec-fetch-site": "same-site", "sec-fetch-mode": "cors", origin: dashboard };
        const status = await client.get("/api/status", { headers });
        expect([status.status, status.headers["access-control-allow-origin"]]).to.deep.equal([200, dashboard]);
        for (const path of ["/api/session", "/api/users", "/api/repositories"]) {
          const reply = await client.get(path, { headers });
          expect([path, reply.status]).to.deep.equal([path, 403]);
          expect(reply.headers).not.to.have.property("access-control-allow-origin");
        }
      });

      it("does not let a Bearer header open what a cookie or a proxy would", async () => {
        const headers = { ...ambient, ...unsaid, authorization: "Bearer made-up", origin: "https://evil.example" };
        const reply = await client.send("POST", "/api/plans/planhome/run", { headers });
        expect([reply.status, reply.json.code]).to.deep.equal([401, "invalid-token"]);
        const before = app.calls.length;
        const basic = { ...headers, authorization: "Basic bWFkZTp1cA==" };
        const other = await client.send("POST", "/api/plans/planhome/run", { headers: basic });
        expect([other.status, other.json.code]).to.deep.equal([403, "cross-site"]);
        expect(app.calls).to.have.length(before);
      });
    });
  }
});

describe("signing in from another site", () => {
  for (const [what, headers] of foreign) {
    it(`is refused ${what}`, async () => {
      const app = await startIdentityApp({ config: { publicBaseUrl } });
      const client = app.client();
      const reply = await client.signIn("admin", password, { headers: { host, ...unsaid, ...headers } });
      expect([reply.status, reply.json.code]).to.deep.equal([403, "cross-site"]);
      expect(client.jar.size).to.equal(0);
      expect(app.sessions.list()).to.deep.equal([]);
      await app.close();
    });
  }
});

describe("without PUBLIC_BASE_URL", () => {
  it("takes the Origin of the address that was asked, and no other", async () => {
    const app = await startIdentityApp();
    const { port } = new URL(app.origin);
    const tries = [
      [`http://localhost:${port}`, 200],
      [`https://localhost:${port}`, 403],
      ["http://localhost", 403],
      [`http://127.0.0.1:${port}`, 403],
      ["http://evil.example", 403],
    ] as const;
    for (const [origin, status] of tries) {
      const reply = await app.client().signIn("admin", password, { headers: { ...unsaid, origin } });
      expect([origin, reply.status]).to.deep.equal([origin, status]);
    }
    await app.close();
  });

  it("does not take a foreign name for its own, though it resolves to here", async () => {
    const app = await startIdentityApp();
    const headers = { ...unsaid, host: "rebound.example", origin: "http://rebound.example" };
    expect((await app.client().signIn("admin", password, { headers })).status).to.equal(421);
    await app.close();
  });
});
