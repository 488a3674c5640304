import { expect } from "chai";
import { password } from "../support/identity.ts";
import { type Client, type IdentityApp, startIdentityApp } from "../support/identity-app.ts";
import { type PasskeyApp, startPasskeyApp } from "../support/passkey-app.ts";
import { startSso } from "../support/single-sign-on.ts";
import { enrol } from "../support/two-factor.ts";

const other = "another kühlschrank voller licht";

/** Does something while the next session is being written: all was proved, and nothing is there yet. */
function whileWriting({ sessions }: Pick<IdentityApp, "sessions">, work: () => Promise<unknown>): void {
  const { insert } = sessions;
  sessions.insert = async (...given) => {
    sessions.insert = insert;
    await work();
    return insert(...given);
  };
}

describe("what ends while a session begins", () => {
  let app: IdentityApp;
  let admin: Client;
  let uma: Client;
  let umaId: string;
  beforeEach(async () => {
    app = await startIdentityApp();
    admin = app.client();
    await admin.signIn();
    const word = app.identity.accounts.get(app.adminId)?.password ?? null;
    const user = { door: "local", subject: "uma", username: "uma", role: "viewer", password: word } as const;
    umaId = (await app.identity.accounts.create(user, null, "for a test")).id;
    uma = app.client();
  });
  afterEach(() => app.close());

  const ask = async (path: string) => {
    const reply = await admin.post(`/api/users/${umaId}/${path}`, undefined);
    expect(reply.status, path).to.be.oneOf([200, 204]);
  };
  const awayAndBack = async () => {
    await ask("deactivate");
    await ask("activate");
  };
  const status = async (client: Client) => (await client.get("/api/session")).status;
  const change = (client: Client) =>
    client.send("PUT", "/api/account/password", { body: { currentPassword: password, newPassword: other } });
  const ofUma = () => app.identity.sessions.list(umaId);

  it("deactivated and activated again: the sign-in that was under way is none, and is recorded as none", async () => {
    whileWriting(app, awayAndBack);
    const reply = await uma.signIn("uma");
    expect([reply.status, reply.json.code, await status(uma)]).to.deep.equal([401, "not-signed-in", 401]);
    expect(ofUma()).to.deep.equal([]);
    const last = app.entries.at(-1);
    expect(last).to.deep.include({ event: "session.sign-in", outcome: "denied", target: umaId });
    expect((await uma.signIn("uma")).status, "afterwards").to.equal(200);
  });

  it("signed out everywhere, or given another password, while signing in: nobody is in", async () => {
    for (const work of [() => ask("sign-out"), () => app.identity.passwords.reset(umaId, other, null)]) {
      whileWriting(app, work);
      expect([(await uma.signIn("uma")).status, await status(uma), ofUma().length]).to.deep.equal([401, 401, 0]);
    }
  });

  it("deactivated and activated between password and code: the code is due no more", async () => {
    await uma.signIn("uma");
    const factor = await enrol(app, uma);
    expect((await uma.signIn("uma")).json).to.deep.equal({ challenge: "totp" });
    await awayAndBack();
    expect((await uma.post("/api/session/totp", { code: factor.code() })).status).to.equal(401);
    expect([await status(uma), ofUma().length]).to.deep.equal([401, 0]);
  });

  it("signed out by an administrator while changing the password: who changes it is out", async () => {
    await uma.signIn("uma");
    whileWriting(app, () => ask("sign-out"));
    expect([(await change(uma)).status, await status(uma), ofUma().length]).to.deep.equal([401, 401, 0]);
  });

  it("the owner ends all others while one of them changes the password: that one is out, the owner stays", async () => {
    const owner = app.client();
    await uma.signIn("uma");
    await owner.signIn("uma");
    const { passwords } = app.identity;
    const { change: changing } = passwords;
    Object.assign(passwords, {
      change: async (request: Parameters<typeof changing>[0]) => {
        expect((await owner.send("DELETE", "/api/account/sessions")).status).to.equal(204);
        return changing(request);
      },
    });
    expect([(await change(uma)).status, await status(uma)]).to.deep.equal([401, 401]);
  });

  it("signed out while proving presence: the session does not come back", async () => {
    await uma.signIn("uma");
    whileWriting(app, () => ask("sign-out"));
    expect((await uma.post("/api/session/step-up", { password })).status).to.equal(401);
    expect([await status(uma), ofUma().length]).to.deep.equal([401, 0]);
  });

  it("signed out while a program asks for a token: it gets none", async () => {
    whileWriting(app, () => ask("sign-out"));
    const reply = await app.client().post("/api/auth/token", { username: "uma", password });
    expect([reply.status, ofUma().length]).to.deep.equal([401, 0]);
  });

  it("(nothing ends: changing the password goes on in a new session, and the others end)", async () => {
    const elsewhere = app.client();
    await elsewhere.signIn("uma");
    await uma.signIn("uma");
    const before = uma.jar.get("borgdeck");
    expect((await change(uma)).status).to.equal(204);
    expect([await status(uma), await status(elsewhere), ofUma().length]).to.deep.equal([200, 401, 1]);
    expect(uma.jar.get("borgdeck")).not.to.equal(before);
  });
});

describe("what ends while a session begins, by other ways in", () => {
  it("a passkey that is removed meanwhile signs nobody in", async () => {
    const app: PasskeyApp = await startPasskeyApp();
    await app.enrolled();
    whileWriting(app, () => app.users.update(app.adminId, (user) => ({ ...user, passkeys: [] })));
    const client = app.client();
    expect((await app.signIn(client)).status).to.equal(401);
    expect((await client.get("/api/session")).status).to.equal(401);
    await app.close();
  });

  it("a user of the provider who is deactivated, signed out or unlinked meanwhile is told to begin again", async () => {
    const sso = await startSso();
    const { app, provider } = sso;
    provider.user("o-1", { preferred_username: "olga" });
    await sso.browser().trip();
    const olga = app.identity.accounts.list().find(({ username }) => username === "olga")?.id ?? "";
    for (const work of [
      () => app.identity.accounts.patch(olga, { active: false }, {}, null),
      () => app.identity.sessions.endAll(olga),
      () => app.users.update(olga, (user) => ({ ...user, oidc: null })),
    ]) {
      await app.users.update(olga, (user) => ({ ...user, active: true }));
      const browser = sso.browser();
      whileWriting(app, work);
      expect((await browser.trip()).location).to.equal("/sign-in?problem=oidc-expired");
      expect((await browser.get("/api/session")).status).to.equal(401);
    }
    await sso.close();
  });
});

describe("signing a browser in with a Bearer token", () => {
  it("is refused before anything is proved, at each door, and recorded as no sign-in", async () => {
    const app = await startIdentityApp();
    const { accessToken } = (await app.client().post("/api/auth/token", { username: "admin", password })).json;
    const headers = { authorization: `Bearer ${accessToken}` };
    const before = app.entries.length;
    for (const [path, body] of [
      ["/api/session", { username: "admin", password }],
      ["/api/session/totp", { code: "123456" }],
      ["/api/session/recovery", { code: "x" }],
      ["/api/auth/passkey/options", {}],
      ["/api/auth/passkey", {}],
      ["/api/auth/oidc/link", { password }],
    ] as const) {
      const client = app.client();
      const reply = await client.post(path, body, { headers });
      expect([reply.status, reply.json.code, client.setCookies()], path).to.deep.equal([403, "not-allowed", []]);
    }
    expect((await app.client().get("/api/auth/oidc/callback?code=x", { headers })).status).to.equal(403);
    const events = app.entries.slice(before).map(({ event, outcome }) => `${event} ${outcome}`);
    expect(new Set(events)).to.deep.equal(new Set(["request.refuse denied"]));
    await app.close();
  });
});
