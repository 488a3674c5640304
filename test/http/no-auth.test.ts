import { expect } from "chai";
import { createClientMiddleware } from "../../src/http/middleware/client.ts";
import { openTestIdentity } from "../support/identity.ts";
import { type IdentityApp, startIdentityApp } from "../support/identity-app.ts";

describe("without authentication (ALLOW_INSECURE_NO_AUTH)", () => {
  let app: IdentityApp;
  before(async () => {
    app = await startIdentityApp({ noAuthentication: true, withAdmin: false });
    await app.identity.ensureFirstAdmin();
  });
  after(() => app.close());

  it("everybody on this machine is administrator, and the session says so for the banner", async () => {
    const client = app.client();
    const { json } = await client.get("/api/session");
    expect(json).to.include({ method: "none", assurance: "none", banner: "no-authentication" });
    expect(json.user).to.include({ username: "everybody", role: "admin" });
    expect((await client.get("/api/users")).status).to.equal(200);
    expect((await client.get("/api/auth/methods")).json).to.include({
      password: false,
      header: false,
      signedIn: true,
      banner: "no-authentication",
    });
    expect(client.jar.size).to.equal(0);
  });

  it("everybody is administrator again after a start, whatever was done to that user", async () => {
    const everybody = app.users.list()[0];
    await app.identity.accounts.patch(everybody?.id ?? "", { role: "viewer", active: false }, {}, null);
    await app.identity.ensureFirstAdmin();
    expect(app.users.list()[0]).to.include({ role: "admin", active: true });
  });

  it("no header makes somebody else of it, and no name and password", async () => {
    const client = app.client();
    const reply = await client.get("/api/session", { headers: { "remote-user": "anna", "x-forwarded-user": "anna" } });
    expect(reply.json.user.username).to.equal("everybody");
    expect((await client.signIn()).status).to.equal(404);
    expect(app.users.list()).to.have.length(1);
  });

  it("other sites and other host names are refused as ever", async () => {
    const client = app.client();
    expect((await client.get("/api/status", { headers: { host: "evil.example" } })).status).to.equal(421);
    const headers = { "sec-fetch-site": "cross-site", origin: "https://evil.example" };
    expect((await client.send("POST", "/api/plans/planhome/run", { headers })).status).to.equal(403);
    const simple = { "sec-fetch-site": "", origin: "https://evil.example", "content-type": "text/plain" };
    expect((await client.send("POST", "/api/plans/planhome/run", { headers: simple })).status).to.equal(403);
    expect((await client.get("/api/status", { headers })).status).to.equal(403);
  });

  it("nobody makes a token: it would be an administrator's when authentication is back", async () => {
    const body = { name: "kept", scopes: ["operate"], expiresInDays: null };
    const reply = await app.client().post("/api/account/tokens", body);
    expect([reply.status, reply.json.code]).to.deep.equal([409, "conflict"]);
    expect(app.tokens.list()).to.deep.equal([]);
  });

  for (const peer of ["192.168.1.5", "::ffff:192.168.1.5", "fd00::1", "172.17.0.1", undefined]) {
    it(`${peer ?? "a peer without an address"} is nobody, should it reach the port all the same`, async () => {
      const ctx = {
        req: { headers: {}, socket: { remoteAddress: peer, server: { address: () => null } } },
        state: {} as never,
      };
      void createClientMiddleware(app.identity)(ctx as never, async () => undefined);
      const { client } = ctx.state as { client: never };
      expect(await app.identity.resolve({ client, headers: {}, session: null })).to.equal(null);
    });
  }

  it("the user that everybody was cannot sign in once authentication is back, and the first administrator is made", async () => {
    const opened = await openTestIdentity({ noAuthentication: true });
    await opened.identity.ensureFirstAdmin();
    const [everybody] = opened.users.list();
    const by = { userId: everybody?.id ?? "", username: "everybody", peer: null, address: null, userAgent: null };
    const request = { name: "kept", scopes: ["operate" as const], expiresInDays: null };
    await opened.identity.tokens.create(request, () => true, by); // as earlier versions let it
    const again = await opened.openAgain({});
    const first = await again.ensureFirstAdmin();
    expect(first?.username).to.equal("admin");
    expect(first?.password).to.be.a("string");
    expect(opened.users.get(by.userId)?.active).to.equal(false);
    expect(again.tokens.list(by.userId)).to.deep.equal([]);
    expect(
      await again.resolve({
        client: { peer: "127.0.0.1", address: "127.0.0.1", userAgent: null },
        headers: {},
        session: null,
      }),
    ).to.equal(null);
  });
});
