import { expect } from "chai";
import { inTime, password } from "../support/identity.ts";
import {
  type Client,
  type IdentityApp,
  proxyAddress,
  startIdentityApp,
  strangerAddress,
} from "../support/identity-app.ts";
import { codeAt, type Enrolled, enrol, halfWay, stepMs } from "../support/two-factor.ts";

const minute = 60_000;
const totp = (client: Client, code: string) => client.post("/api/session/totp", { code });
const recover = (client: Client, code: string) => client.post("/api/session/recovery", { code });

describe("signing in with a second factor", () => {
  let app: IdentityApp;
  let factor: Enrolled;
  beforeEach(async () => {
    app = await startIdentityApp();
    const client = app.client();
    await client.signIn();
    factor = await enrol(app, client);
    await client.send("DELETE", "/api/session");
  });
  afterEach(() => app.close());

  /** From fifty addresses, so that nothing but the code itself refuses them. */
  const halvesFrom = async (network: string) => {
    const halves: Client[] = [];
    for (let count = 1; count <= 50; count += 1) halves.push(await halfWay(app, `${network}.${count}`));
    return halves;
  };

  it("asks for a code after the right password, and only then", async () => {
    expect((await app.client().signIn("admin", "wrong")).json.code).to.equal("wrong-credentials");
    const client = app.client();
    const reply = await client.signIn();
    expect([reply.status, reply.json]).to.deep.equal([200, { challenge: "totp" }]);
    expect([...client.jar.keys()]).to.deep.equal(["borgdeck-pending"]);
    expect(client.setCookies().join()).to.match(
      /^borgdeck-pending=[\w-]{43}; path=\/; expires=[^;]+; samesite=lax; httponly$/i,
    );
    expect(app.sessions.list()).to.deep.equal([]);
    expect(app.entries.at(-1)).to.deep.include({ event: "session.challenge", outcome: "ok", target: app.adminId });
  });

  it("signs in with a code of the app", async () => {
    const client = await halfWay(app);
    const reply = await totp(client, factor.code());
    expect(reply.status).to.equal(200);
    expect(reply.json.session).to.deep.include({ method: "password", assurance: "two-factor", obligation: null });
    expect([...client.jar.keys()]).to.deep.equal(["borgdeck", "borgdeck-device"]);
    expect((await client.get("/api/session")).json.user.username).to.equal("admin");
    const entry = app.entries.at(-1);
    expect(entry).to.deep.include({ event: "session.sign-in", outcome: "ok", detail: "password and code" });
    expect(entry).to.deep.include({ peer: "127.0.0.1", address: "127.0.0.1", target: app.adminId });
  });

  it("signs in with a recovery code, however it is typed, once", async () => {
    const [code = ""] = factor.recoveryCodes;
    expect((await recover(await halfWay(app), code.toUpperCase().replaceAll("-", " "))).status).to.equal(200);
    expect((await recover(await halfWay(app), code)).status).to.equal(401);
    expect(app.identity.accounts.get(app.adminId)?.totp?.recoveryCodes).to.have.length(9);
    const used = app.entries.find(({ event }) => event === "recovery-code.use");
    expect([used?.outcome, used?.actor?.username, used?.address]).to.deep.equal(["ok", "admin", "127.0.0.1"]);
  });

  it("Half-authenticated session on API or factor enrolment is 401; it dies in five minutes", async () => {
    const half = await halfWay(app);
    for (const [method, path, body] of [
      ["GET", "/api/session", undefined],
      ["GET", "/api/status", undefined],
      ["GET", "/api/events", undefined],
      ["GET", "/api/users", undefined],
      ["POST", "/api/account/totp", { password }],
      ["POST", "/api/account/totp/confirm", { code: factor.code() }],
      ["DELETE", "/api/account/totp", { password, code: factor.code() }],
      ["POST", "/api/account/passkeys/options", { password }],
      ["PUT", "/api/account/password", { currentPassword: password, newPassword: "eine ganz neue losung" }],
      ["POST", "/api/session/step-up", { password }],
    ] as const) {
      const reply = await half.send(method, path, body === undefined ? {} : { body });
      expect([path, reply.status, reply.json?.code]).to.deep.equal([path, 401, "not-signed-in"]);
    }
    app.clock.advance(5 * minute);
    const late = await totp(half, factor.code());
    expect([late.status, late.json.code]).to.deep.equal([401, "challenge-expired"]);
  });

  it("does not take the pending cookie for a session, nor another browser's", async () => {
    const half = await halfWay(app);
    const forged = app.client();
    forged.jar.set("borgdeck", half.jar.get("borgdeck-pending") ?? "");
    expect((await forged.get("/api/session")).status).to.equal(401);
    for (const value of ["", "x", "A".repeat(43)]) {
      const other = app.client();
      other.jar.set("borgdeck-pending", value);
      expect((await totp(other, factor.code())).json.code).to.equal("challenge-expired");
    }
    expect((await totp(app.client(), factor.code())).json.code).to.equal("challenge-expired");
    expect((await totp(half, factor.code())).status).to.equal(200);
  });

  it("TOTP completion gives a new id: a planted session id stays dead, and so does the pending one", async () => {
    const client = app.client();
    client.jar.set("borgdeck", "A".repeat(43));
    await client.signIn();
    const before = new Map(client.jar);
    await totp(client, factor.code());
    expect(client.jar.get("borgdeck")).not.to.be.oneOf([...before.values()]);
    const old = app.client();
    for (const [name, value] of before) old.jar.set(name, value);
    expect((await old.get("/api/session")).status).to.equal(401);
    app.clock.advance(stepMs);
    expect((await totp(old, factor.code())).json.code).to.equal("challenge-expired");
  });

  it("keeps who is signed in signed in until the second step is done", async () => {
    const client = await halfWay(app);
    await totp(client, factor.code());
    await client.signIn();
    expect((await client.get("/api/session")).status).to.equal(200);
  });

  it("TOTP code twice in sequence: one success", async () => {
    const code = factor.code();
    expect((await totp(await halfWay(app), code)).status).to.equal(200);
    const second = await totp(await halfWay(app), code);
    expect([second.status, second.json.code]).to.deep.equal([401, "wrong-credentials"]);
    expect(app.sessions.list()).to.have.length(1);
  });

  it("TOTP code fifty times at once: one success", async () => {
    const halves = await halvesFrom("127.0.1");
    const code = factor.code();
    const replies = await inTime(app, Promise.all(halves.map((half) => totp(half, code))));
    const succeeded = replies.filter(({ status }) => status === 200);
    expect(succeeded).to.have.length(1);
    expect(new Set(replies.map(({ status }) => status))).to.deep.equal(new Set([200, 401]));
    expect(app.sessions.list()).to.have.length(1);
  });

  it("a recovery code fifty times at once: one success", async () => {
    const [code = ""] = factor.recoveryCodes;
    const halves = await halvesFrom("127.0.2");
    const replies = await inTime(app, Promise.all(halves.map((half) => recover(half, code))));
    expect(replies.filter(({ status }) => status === 200)).to.have.length(1);
    expect(app.identity.accounts.get(app.adminId)?.totp?.recoveryCodes).to.have.length(9);
  });

  it("Older step after newer is refused, within the window of one step", async () => {
    app.clock.advance(10 * stepMs);
    const now = app.clock.now();
    for (const away of [-2, 2])
      expect((await totp(await halfWay(app), codeAt(factor.secret, now + away * stepMs))).status).to.equal(401);
    expect((await totp(await halfWay(app), codeAt(factor.secret, now + stepMs))).status).to.equal(200);
    for (const away of [0, -1])
      expect((await totp(await halfWay(app), codeAt(factor.secret, now + away * stepMs))).status).to.equal(401);
  });

  it("is of six figures and a string: everything else is 422", async () => {
    const half = await halfWay(app);
    for (const code of ["12345", "1234567", "12345a", " 12345", 123456, ["123456"], null, ""]) {
      const reply = await half.post("/api/session/totp", { code });
      expect([reply.status, Object.keys(reply.json.fields)], JSON.stringify(code)).to.deep.equal([422, ["/code"]]);
    }
    expect((await half.post("/api/session/recovery", { code: "x".repeat(101) })).status).to.equal(422);
  });

  it("takes each kind of code on its own path only", async () => {
    const half = await halfWay(app);
    expect((await recover(half, factor.code())).status).to.equal(401);
    expect((await totp(half, factor.code())).status).to.equal(200);
  });

  it("does not tell a code that is wrong from one that was used, nor from being throttled", async () => {
    const used = factor.code();
    await totp(await halfWay(app), used);
    app.clock.advance(stepMs);
    const half = await halfWay(app, strangerAddress);
    const first = await totp(half, factor.wrong());
    expect(first.json).to.deep.include({ status: 401, code: "wrong-credentials" });
    expect((await totp(half, used)).json).to.deep.equal(first.json);
    for (let count = 0; count < 8; count += 1) await totp(half, factor.wrong());
    const throttled = await totp(half, factor.code());
    expect([throttled.status, throttled.json]).to.deep.equal([first.status, first.json]);
  });

  it("TOTP and recovery codes share one failure budget, also with the password", async () => {
    const attacker = await halfWay(app, strangerAddress);
    for (let count = 0; count < 4; count += 1) {
      expect((await totp(attacker, factor.wrong())).status).to.equal(401);
      expect((await recover(attacker, "abcd-efgh-ijkm-npqr-stuv-wxyz")).status).to.equal(401);
    }
    for (let count = 0; count < 2; count += 1) await app.client(strangerAddress).signIn("admin", "wrong");
    const inAll = async () => [
      await totp(attacker, factor.code()),
      await recover(attacker, factor.recoveryCodes[0] ?? ""),
      await app.client(strangerAddress).signIn(),
    ];
    expect((await inAll()).map(({ status }) => status)).to.deep.equal([401, 401, 401]);
    const home = await inTime(app, halfWay(app));
    expect((await inTime(app, totp(home, factor.code()))).status).to.equal(200);
  });

  it("does not give the budget back because the password was right again and again", async () => {
    const attacker = await halfWay(app, strangerAddress);
    for (let count = 0; count < 10; count += 1) {
      await inTime(app, app.client(strangerAddress).signIn());
      await totp(attacker, factor.wrong());
    }
    expect((await totp(attacker, factor.code())).status).to.equal(401);
  });

  it("lets fifty wrong codes from everywhere be tried and then one each quarter of an hour", async () => {
    const known = await halfWay(app);
    await totp(known, factor.code());
    app.clock.advance(stepMs);
    const pending = (await halfWay(app)).jar.get("borgdeck-pending") ?? "";
    const from = (count: number) => {
      const bot = app.client(`127.0.3.${count}`);
      bot.jar.set("borgdeck-pending", pending);
      return bot;
    };
    const wrong = factor.wrong();
    await inTime(app, Promise.all(Array.from({ length: 50 }, (_, count) => totp(from(count + 1), wrong))));
    expect((await inTime(app, totp(from(60), factor.code()))).status).to.equal(401);
    expect((await known.signIn()).json, "a device that was here before has its own").to.deep.equal({
      challenge: "totp",
    });
    expect((await totp(known, factor.code())).status).to.equal(200);
    app.clock.advance(15 * minute);
    const late = await inTime(app, halfWay(app, "127.0.3.61"));
    expect((await inTime(app, totp(late, factor.code()))).status).to.equal(200);
  });

  it("records each refusal with where it came from, and never a code", async () => {
    const half = await halfWay(app, strangerAddress);
    const wrong = factor.wrong();
    await totp(half, wrong);
    await recover(half, "abcd-efgh-ijkm-npqr-stuv-wxyz");
    const denied = app.entries.filter(({ event }) => event === "second-factor.prove");
    expect(denied.map(({ outcome, address, target }) => [outcome, address, target])).to.deep.equal([
      ["denied", strangerAddress, app.adminId],
      ["denied", strangerAddress, app.adminId],
    ]);
    expect(JSON.stringify(app.entries)).not.to.match(new RegExp(`${wrong}"|abcd-efgh`));
  });

  it("is void once the password is another", async () => {
    const half = await halfWay(app);
    await app.identity.passwords.reset(app.adminId, "eine ganz neue losung", null);
    expect((await totp(half, factor.code())).json.code).to.equal("challenge-expired");
  });

  it("is void once the account is not active, or two-factor was taken off", async () => {
    const half = await halfWay(app);
    const stored = app.users.get(app.adminId)?.totp ?? null;
    await app.users.update(app.adminId, (user) => ({ ...user, active: false }));
    expect((await totp(half, factor.code())).status).to.be.oneOf([401, 403]);
    expect(app.sessions.list()).to.have.length(0);
    await app.users.update(app.adminId, (user) => ({ ...user, active: true, totp: null }));
    expect((await totp(half, factor.code())).json.code).to.equal("challenge-expired");
    await app.users.update(app.adminId, (user) => ({ ...user, totp: stored }));
  });

  it("Cross-site POST of a code is 403", async () => {
    const half = await halfWay(app);
    for (const headers of [{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }] as const) {
      expect((await half.post("/api/session/totp", { code: factor.code() }, { headers })).status).to.equal(403);
    }
  });

  it("is asked for by signed tokens as well, and a code is not good for both", async () => {
    const client = app.client();
    const sent = { username: "admin", password };
    expect((await client.post("/api/auth/token", sent)).status).to.be.oneOf([401, 403]);
    expect((await client.post("/api/auth/token", { ...sent, code: factor.wrong() })).status).to.equal(401);
    const code = factor.code();
    expect((await client.post("/api/auth/token", { ...sent, code })).status).to.equal(200);
    expect((await client.post("/api/auth/token", { ...sent, code })).status).to.equal(401);
    expect((await totp(await halfWay(app), code)).status).to.equal(401);
    expect((await client.post("/api/auth/token", { ...sent, code: factor.recoveryCodes[5] })).status).to.equal(200);
  });

  it("keeps the last step over a restart", async () => {
    const code = factor.code();
    await totp(await halfWay(app), code);
    const again = await app.openAgain({});
    const user = again.accounts.get(app.adminId);
    if (!user) throw new Error("no user");
    const client = { peer: null, address: null, userAgent: null };
    const fault = await again.proveSecondFactor(user, code, client).catch((error: { code: string }) => error);
    expect(fault).to.include({ code: "wrong-credentials" });
  });
});

describe("a second factor where only the proxy signs people in", () => {
  it("is not offered for signing in", async () => {
    const app = await startIdentityApp({ proxyAuth: {} });
    const client = app.client(proxyAddress);
    for (const path of ["/api/session/totp", "/api/session/recovery"]) {
      expect((await client.post(path, { code: "123456" })).status, path).to.equal(404);
    }
    await app.close();
  });
});
