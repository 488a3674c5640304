// The attack corpus of passwords: one test a case, named after it. Codes are in second-factor, invitations in invitations.
import { expect } from "chai";
import { inTime, openTestIdentity, password } from "../support/identity.ts";
import { type Client, type IdentityApp, proxyAddress, startIdentityApp } from "../support/identity-app.ts";
import { eventually } from "../support/service.ts";

const deviceCookie = "borgdeck-device";
/** Every address of 127.0.0.0/8 is this host's. */
const addressOf = (n: number) => `127.1.${n >> 8}.${n & 255}`;

describe("attacks on passwords", () => {
  let app: IdentityApp;
  beforeEach(async () => {
    app = await startIdentityApp();
  });
  afterEach(() => app.close());

  const answer = (reply: { readonly status: number; readonly json: unknown }) => [reply.status, reply.json];

  /** Wrong passwords from one address. */
  const fail = async (count: number, from: string, name = "admin") => {
    const attacker = app.client(from);
    const replies = [];
    for (let turn = 0; turn < count; turn += 1) replies.push(await inTime(app, attacker.signIn(name, "wrong")));
    return replies;
  };

  it("Unknown vs known user ⇒ same body, status, headers", async () => {
    const [client, names] = [app.client(), ["admin", "nobody", "ADMIN", "no body", "x".repeat(128)]];
    const replies = [];
    for (const name of names) replies.push(await client.signIn(name, "wrong"));
    expect(new Set(replies.map((reply) => JSON.stringify(answer(reply)))).size).to.equal(1);
    const headers = replies.map((reply) => Object.keys(reply.headers).sort().join());
    expect(new Set(headers).size).to.equal(1);
  });

  it("20 failures from IP A ⇒ A throttled; admin succeeds from IP B", async () => {
    await fail(20, "127.0.0.66");
    expect((await inTime(app, app.client("127.0.0.66").signIn())).status).to.equal(401);
    expect((await inTime(app, app.client("127.0.0.77").signIn())).status).to.equal(200);
  });

  it("20 failures from IP A ⇒ admin succeeds from a known device, at A itself too", async () => {
    const laptop = app.client("127.0.0.66");
    await laptop.signIn();
    await laptop.send("DELETE", "/api/session");
    expect([...laptop.jar.keys()]).to.deep.equal([deviceCookie]);
    await fail(25, "127.0.0.66");
    const stranger = app.client("127.0.0.66");
    expect((await inTime(app, stranger.signIn())).status).to.equal(401);
    expect((await laptop.signIn()).status).to.equal(200);
  });

  it("Failures from everywhere ⇒ admin waits for five seconds at most, and not at all at a known device", async () => {
    const laptop = app.client("127.0.0.5");
    await laptop.signIn();
    for (let n = 0; n < 60; n += 1) await fail(2, addressOf(n));
    const before = app.clock.now();
    expect((await laptop.signIn()).status).to.equal(200);
    expect(app.clock.now(), "without waiting").to.equal(before);
    expect((await inTime(app, app.client("127.0.0.6").signIn())).status).to.equal(200);
    expect(app.clock.now() - before).to.be.within(1, 6000);
    const alarms = app.entries.filter(({ event }) => event === "account.alarm");
    expect(alarms.map(({ target, outcome }) => [target, outcome])).to.deep.equal([[app.adminId, "ok"]]);
  });

  it("A flood of strangers ⇒ known devices and who is signed in go first; what was not looked at is recorded, and not counted", async function () {
    this.timeout(60_000); // as many hashes as it takes to fill every lane
    const laptop = app.client("127.0.0.5");
    await laptop.signIn();
    const signedIn = app.client("127.0.0.6");
    signedIn.jar.set("borgdeck", laptop.jar.get("borgdeck") ?? ""); // a browser without the note, as of single sign-on
    laptop.jar.delete("borgdeck");
    const others = Array.from({ length: 24 }, (_, n) => addressOf(1000 + n));
    const flood = Promise.all(
      others.flatMap((from) =>
        Array.from({ length: 6 }, (_, n) => app.client(from).signIn(`nobody at ${from} ${n}`, "wrong")),
      ),
    );
    const tooMany = () => app.entries.filter(({ detail }) => detail?.includes("too many at once"));
    await eventually(
      async () => tooMany().length,
      (count) => count >= 40,
    );
    expect((await app.client("127.0.0.7").signIn()).status, "a stranger finds no room").to.equal(429);
    expect((await laptop.signIn()).status, "a known device").to.equal(200);
    expect((await signedIn.post("/api/session/step-up", { password })).status, "step-up").to.equal(200);
    const newPassword = "ein ganz neues wort";
    const change = { currentPassword: password, newPassword };
    expect((await signedIn.send("PUT", "/api/account/password", { body: change })).status).to.equal(204);

    const statuses = (await flood).map(({ status }) => status);
    expect(new Set(statuses)).to.deep.equal(new Set([401, 429]));
    expect(tooMany()[0]).to.deep.include({ event: "session.sign-in", outcome: "denied", target: null });
    expect(tooMany().filter(({ target }) => target === app.adminId)).to.have.length(1);
    await fail(9, "127.0.0.7");
    const last = await app.client("127.0.0.7").signIn("admin", newPassword);
    expect(last.status, "the tenth that is looked at").to.equal(200);
  });

  it("A device cookie that is made up, of another account, or stolen ⇒ no more than ten attempts", async () => {
    const laptop = app.client("127.0.0.5");
    await laptop.signIn();
    const note = laptop.jar.get(deviceCookie) ?? "";
    const [id, issuedAt] = note.split(".");
    const tryWith = async (cookie: string, name: string, from: string) => {
      const attacker = app.client(from);
      attacker.jar.set(deviceCookie, cookie);
      for (let turn = 0; turn < 30; turn += 1) await inTime(app, attacker.signIn(name, "wrong"));
      return app.entries.filter(({ address, detail }) => address === from && detail !== "too many attempts").length;
    };
    const forged = `${id}.${issuedAt}.${"A".repeat(43)}`;
    expect(await tryWith(forged, "admin", "127.0.0.66")).to.equal(10);
    expect(await tryWith(note, "nobody", "127.0.0.67")).to.equal(10);
    app.clock.advance(3_600_000);
    await tryWith(note, "admin", "127.0.0.68");
    expect((await inTime(app, laptop.signIn())).status, "its bucket is used up, its owner's address is not").to.equal(
      200,
    );
  });

  it("A device cookie signs nobody in and proves nothing", async () => {
    const laptop = app.client();
    await laptop.signIn();
    const other = app.client();
    other.jar.set(deviceCookie, laptop.jar.get(deviceCookie) ?? "");
    expect((await other.get("/api/session")).status).to.equal(401);
    expect((await other.signIn("admin", "wrong")).status).to.equal(401);
    expect(JSON.stringify(app.entries)).not.to.contain(laptop.jar.get(deviceCookie));
  });

  it("Case, email alias and width ⇒ same bucket", async () => {
    const attacker = app.client("127.0.0.66");
    const names = ["admin", "ADMIN", " Admin ", "ａdmin", "aDMIN"];
    for (let turn = 0; turn < 10; turn += 1)
      await inTime(app, attacker.signIn(names[turn % names.length] ?? "", "wrong"));
    expect((await inTime(app, attacker.signIn("aDmIn", password))).status).to.equal(401);
    // There is no signing in by e-mail address, so there are no aliases of one.
    await app.users.update(app.adminId, (user) => ({ ...user, email: "admin@example.com" }));
    for (const alias of ["admin@example.com", "admin+1@example.com"])
      expect((await inTime(app, app.client("127.0.0.67").signIn(alias))).status).to.equal(401);
  });

  it("XFF rotation ⇒ same bucket, from a stranger and through a trusted proxy", async () => {
    const behind = await startIdentityApp({ proxyAuth: { localFallback: true } });
    for (const [from, last] of [
      ["127.0.0.66", ""],
      [proxyAddress, ", 203.0.113.9"],
    ] as const) {
      const attacker = behind.client(from);
      const signIn = (n: number, word: string) =>
        inTime(behind, attacker.signIn("admin", word, { headers: { "x-forwarded-for": `198.51.100.${n}${last}` } }));
      for (let n = 0; n < 10; n += 1) await signIn(n, "wrong");
      expect((await signIn(99, password)).status, from).to.equal(401);
    }
    const home = { headers: { "x-forwarded-for": "198.51.100.7, 203.0.113.10" } };
    expect((await inTime(behind, behind.client(proxyAddress).signIn("admin", password, home))).status).to.equal(200);
    await behind.close();
  });

  it("IPv6 /64 rotation ⇒ same bucket", async () => {
    const behind = await startIdentityApp({ proxyAuth: { localFallback: true } });
    const from = (address: string, word: string) =>
      inTime(behind, behind.client(proxyAddress).signIn("admin", word, { headers: { "x-forwarded-for": address } }));
    for (let n = 0; n < 10; n += 1) await from(`2001:db8:0:1:${n}::${n}`, "wrong");
    expect((await from("2001:db8:0:1:ffff::1", password)).status).to.equal(401);
    expect((await from("2001:db8:0:2::1", password)).status).to.equal(200);
    await behind.close();
  });

  it("Correct password while throttled ⇒ indistinguishable from wrong", async () => {
    const [first] = await fail(10, "127.0.0.66");
    const attacker = app.client("127.0.0.66");
    const [wrong, right] = [await attacker.signIn("admin", "wrong"), await attacker.signIn()];
    const faceOf = ({ status, headers, json }: Awaited<ReturnType<Client["signIn"]>>) => [
      status,
      json,
      Object.keys(headers).sort(),
    ];
    expect(faceOf(right)).to.deep.equal(faceOf(wrong));
    expect(first && faceOf(first)).to.deep.equal(faceOf(wrong));
    expect(attacker.jar.size).to.equal(0);
  });

  it("Restart of the service ⇒ what was counted still counts", async () => {
    await fail(10, "127.0.0.66");
    const stop = app.identity.start();
    stop();
    await eventually(
      async () => app.store.throttle.get("pairs")?.used,
      (used) => used?.[0]?.missing === 10,
    );
    const again = await app.openAgain({});
    const client = { address: "127.0.0.66", peer: "127.0.0.66", userAgent: null };
    const refused = await again.signIn({ username: "admin", password, client }).catch((error) => error);
    expect(refused).to.include({ code: "wrong-credentials" });
  });

  it("Unlock on the host ⇒ the account can be tried again, at once and from where it was tried", async () => {
    await fail(25, "127.0.0.66");
    await app.identity.command({ command: "user.unlock", args: { name: "admin" } });
    expect((await app.client("127.0.0.66").signIn()).status).to.equal(200);
  });

  it("Common, breached and contextual passwords ⇒ refused; no composition rule", async () => {
    const client = app.client();
    await client.signIn();
    const change = async (newPassword: string) =>
      (await client.send("PUT", "/api/account/password", { body: { currentPassword: password, newPassword } })).status;
    for (const weak of [
      "password",
      "12345678",
      "qwertyuiop",
      "iloveyou1",
      "adminadmin",
      "borgdeck1",
      "aaaaaaaa",
      "short",
    ])
      expect(await change(weak), weak).to.equal(422);
    expect(await change("nur kleine buchstaben")).to.equal(204);
  });

  it("No default credentials; the generated initial secret is one-time", async () => {
    const opened = await openTestIdentity();
    const first = await opened.identity.ensureFirstAdmin();
    const generated = first?.password ?? "";
    expect(generated.length).to.be.at.least(16);
    expect((await opened.identity.ensureFirstAdmin())?.password ?? null, "shown once").to.equal(null);
    const client = { address: "192.0.2.1", peer: "192.0.2.1", userAgent: null };
    for (const guess of ["admin", "admin123", "password", "borgdeck", ""]) {
      const refused = await opened.identity
        .signIn({ username: "admin", password: guess, client })
        .catch((error) => error);
      expect(refused, guess).to.include({ code: "wrong-credentials" });
    }
    const { user } = await opened.identity.signIn({ username: "admin", password: generated, client });
    expect(user.mustChangePassword).to.equal(true);
    const elsewhere = await openTestIdentity();
    expect((await elsewhere.identity.ensureFirstAdmin())?.password).to.be.a("string");
  });
});
