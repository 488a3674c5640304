import { expect } from "chai";
import { clientAt, faultOf, inTime, openWithAdmin, password } from "../../support/identity.ts";

type Opened = Awaited<ReturnType<typeof openWithAdmin>>;
const home = clientAt("198.51.100.7");
const attacker = clientAt("192.0.2.66");

const attempt = ({ identity }: Opened, username: string, word: string, client = home) =>
  identity.signIn({ username, password: word, client }).then(
    () => "in",
    (fault: { code: string; detail: string }) => `${fault.code}: ${fault.detail}`,
  );

describe("identity/sign-in", () => {
  it("signs in, however the name is written, and records it", async () => {
    const opened = await openWithAdmin();
    for (const name of ["admin", "ADMIN", " Admin ", "\uff21dmin"])
      expect(await attempt(opened, name, password)).to.equal("in");
    const last = opened.entries.at(-1);
    expect(last).to.deep.include({ event: "session.sign-in", outcome: "ok", peer: home.peer, address: home.address });
    expect(last?.actor).to.deep.equal({ userId: opened.adminId, username: "admin" });
  });

  it("answers an unknown name exactly as a wrong password", async () => {
    const opened = await openWithAdmin();
    const unknown = await attempt(opened, "nobody", "wrong password");
    expect(unknown).to.match(/^wrong-credentials/);
    expect(await attempt(opened, "admin", "wrong password")).to.equal(unknown);
  });

  it("does not write down an unknown name: it may be a password in the wrong field", async () => {
    const opened = await openWithAdmin();
    await attempt(opened, "my secret password", "x");
    expect(JSON.stringify(opened.entries)).not.to.contain("my secret password");
    expect(opened.entries.at(-1)).to.deep.include({ event: "session.sign-in", outcome: "denied", target: null });
  });

  it("throttles an address after its failures, with the same answer as for a wrong password, right or not", async () => {
    const opened = await openWithAdmin();
    const wrong = await attempt(opened, "admin", "wrong", attacker);
    for (let count = 0; count < 30; count += 1)
      expect(await inTime(opened, attempt(opened, "admin", "wrong", attacker))).to.equal(wrong);
    const { clock } = opened;
    for (let count = 0; count < 12; count += 1) await inTime(opened, attempt(opened, "admin", "wrong", attacker));
    const before = clock.now();
    expect(await attempt(opened, "admin", password, attacker)).to.equal(wrong);
    expect(clock.now(), "a throttled attempt is answered at once").to.equal(before);
  });

  it("does not let the old password in that was being checked while it was changed", async () => {
    const opened = await openWithAdmin();
    const begun = attempt(opened, "admin", password);
    const { accounts } = opened.identity;
    const by = { userId: opened.adminId, username: "admin", ...home };
    await accounts.setPassword(opened.adminId, { version: 1, hash: "changed" }, { mustChange: false }, by);
    expect(await begun).to.match(/^wrong-credentials/);
  });

  it("never locks the account out for who comes from elsewhere: five seconds at most", async () => {
    const opened = await openWithAdmin();
    for (let count = 0; count < 300; count += 1) {
      const from = clientAt(`10.${count >> 8}.${count & 255}.1`);
      await inTime(opened, attempt(opened, "admin", "wrong", from));
    }
    const before = opened.clock.now();
    expect(await inTime(opened, attempt(opened, "admin", password, home))).to.equal("in");
    expect(opened.clock.now() - before).to.be.at.most(5500);
  });

  it("makes an account that is tried from everywhere answer later, before it compares anything", async () => {
    const opened = await openWithAdmin();
    for (let count = 0; count < 50; count += 1)
      await inTime(opened, attempt(opened, "admin", "wrong", clientAt(`10.0.0.${count}`)));
    const before = opened.clock.now();
    await inTime(opened, attempt(opened, "admin", "wrong", clientAt("10.0.1.1")));
    expect(opened.clock.now() - before).to.be.at.least(4000);
  });

  it("counts before it hashes: a hundred at once are a hundred", async () => {
    const opened = await openWithAdmin();
    const all = await inTime(
      opened,
      Promise.all(Array.from({ length: 100 }, () => attempt(opened, "admin", "wrong", attacker))),
    );
    const codes = all.map((answer) => answer.split(":")[0]);
    // Those that found no room to wait were not looked at, and are told so.
    expect(new Set(codes)).to.deep.equal(new Set(["wrong-credentials", "too-many-requests"]));
    expect(codes.filter((code) => code === "too-many-requests").length).to.be.at.most(10);
    const denied = opened.entries.filter((entry) => entry.detail?.startsWith("wrong password"));
    expect(denied.length).to.be.at.most(10);
  });

  it("does not let capitals, widths, or another address of the same IPv6 network begin anew", async () => {
    const opened = await openWithAdmin();
    const names = ["admin", "ADMIN", "Admin", "\uff41dmin"];
    for (let count = 0; count < 10; count += 1) {
      await inTime(opened, attempt(opened, names[count % 4] as string, "wrong", clientAt(`2001:db8:0:1::${count}`)));
    }
    expect(await attempt(opened, "aDmin", password, clientAt("2001:db8:0:1:ffff::1"))).to.match(/^wrong/);
    expect(await inTime(opened, attempt(opened, "admin", password, clientAt("2001:db8:0:2::1")))).to.equal("in");
  });

  it("does not count what was right", async () => {
    const opened = await openWithAdmin();
    for (let count = 0; count < 100; count += 1) expect(await attempt(opened, "admin", password)).to.equal("in");
  });

  it("lets an address in again after a while", async () => {
    const opened = await openWithAdmin();
    for (let count = 0; count < 25; count += 1) await inTime(opened, attempt(opened, "admin", "wrong", attacker));
    opened.clock.advance(15 * 60_000);
    expect(await inTime(opened, attempt(opened, "admin", password, attacker))).to.equal("in");
  });

  it("tells who is not active only after the right password, and records it", async () => {
    const opened = await openWithAdmin();
    await opened.users.update(opened.adminId, (user) => ({ ...user, active: false }));
    expect(await attempt(opened, "admin", "wrong")).to.match(/^wrong-credentials/);
    expect(await attempt(opened, "admin", password)).to.match(/^inactive-user/);
    expect(opened.entries.at(-1)).to.deep.include({ outcome: "denied", detail: "the account is not active" });
  });

  it("does not know a user of the proxy by that name", async () => {
    const opened = await openWithAdmin({ proxyAuth: { localFallback: true } });
    await opened.identity.resolve({
      client: clientAt("10.0.0.2"),
      headers: { "remote-user": ["anna"] },
      session: null,
    });
    expect(await attempt(opened, "anna", password)).to.match(/^wrong-credentials/);
  });

  it("is absent where only the proxy signs people in", async () => {
    const opened = await openWithAdmin();
    const identity = await opened.openAgain({ proxyAuth: {} });
    expect((await faultOf(() => identity.signIn({ username: "admin", password, client: home }))).code).to.equal(
      "not-found",
    );
    expect(identity.doors).to.include({ password: false, header: true, oidc: false });
  });
});
