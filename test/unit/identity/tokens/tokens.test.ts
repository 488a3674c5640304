import { expect } from "chai";
import { clientAt, faultOf, openWithAdmin } from "../../../support/identity.ts";

const dayMs = 24 * 3_600_000;
const home = clientAt("198.51.100.7");

describe("identity/tokens", () => {
  async function withToken(expiresInDays: number | null) {
    const test = await openWithAdmin();
    const actor = { userId: test.adminId, username: "admin", ...home };
    const request = { name: "t", scopes: ["status" as const], expiresInDays };
    const made = await test.identity.tokens.create(request, () => true, actor);
    const ended = () =>
      test.published.flatMap((event) => (event.name === "session.ended" ? event.payload.sessionIds : []));
    return { ...test, ...made, actor, ended };
  }

  it("tells streams when one expires, once, and shows it for thirty days more", async () => {
    const { identity, clock, token, ended, adminId } = await withToken(1);
    const stop = identity.start();
    clock.advance(dayMs - 60_000);
    expect(ended()).to.deep.equal([]);
    clock.advance(60_000);
    clock.advance(120_000);
    expect(ended()).to.deep.equal([token.id]);
    stop();
    clock.advance(30 * dayMs - 240_000);
    const stopAgain = identity.start();
    clock.advance(60_000);
    expect(identity.tokens.list(adminId)).to.have.length(1);
    clock.advance(120_000);
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(identity.tokens.list(adminId)).to.deep.equal([]);
    stopAgain();
  });

  it("keeps one without an end", async () => {
    const { identity, clock, secret, ended } = await withToken(null);
    clock.advance(4000 * dayMs);
    const stop = identity.start();
    clock.advance(120_000);
    expect(identity.tokens.find(secret)).not.to.equal(null);
    expect(ended()).to.deep.equal([]);
    stop();
  });

  it("ends the streams of one that is revoked, and of nobody else's", async () => {
    const { identity, token, actor, ended } = await withToken(null);
    const other = { ...actor, userId: "userother" };
    expect((await faultOf(() => identity.tokens.revoke(token.id, other))).code).to.equal("not-found");
    expect(ended()).to.deep.equal([]);
    await identity.tokens.revoke(token.id, actor);
    expect(ended()).to.deep.equal([token.id]);
    expect((await faultOf(() => identity.tokens.revoke(token.id, actor))).code).to.equal("not-found");
  });

  it("is nothing without its user", async () => {
    const { identity, secret, users, adminId } = await withToken(null);
    expect((await identity.resolveBearer(secret, home))?.user.id).to.equal(adminId);
    await users.update(adminId, (user) => ({ ...user, active: false }));
    expect((await faultOf(() => identity.resolveBearer(secret, home))).code).to.equal("invalid-token");
  });

  it("costs a request far less than two milliseconds, also one that is none", async () => {
    const { identity, secret } = await withToken(null);
    const wrong = `${secret.slice(0, -1)}${secret.endsWith("A") ? "B" : "A"}`;
    for (const [what, ask] of [
      ["one that holds", () => identity.resolveBearer(secret, home)],
      ["one that does not", () => identity.tokens.find(wrong)],
    ] as const) {
      const before = process.cpuUsage(); // not the clock's time: others may have the processor
      for (let count = 0; count < 1000; count += 1) await ask();
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1_000_000, what).to.be.below(2);
    }
    expect(identity.tokens.find(wrong)).to.equal(null);
  });

  it("that is signed counts only while local accounts may sign in", async () => {
    const { identity, users, adminId, settings, openAgain } = await openWithAdmin({
      publicBaseUrl: "https://borgdeck.example",
    });
    const user = users.get(adminId);
    if (!user) throw new Error("there is no administrator");
    const { accessToken } = await identity.issueBearer(user, "one-factor", home);
    expect((await identity.resolveBearer(accessToken, home))?.method).to.equal("bearer");
    const { value } = settings.oidc.read();
    await settings.oidc.write({ ...value, enabled: true, disableLocalSignIn: true });
    expect((await faultOf(() => identity.resolveBearer(accessToken, home))).code).to.equal("invalid-token");
    const fallback = await openAgain({ proxyAuth: { localFallback: true } });
    expect((await fallback.resolveBearer(accessToken, home))?.method, "it is the door that counts").to.equal("bearer");
  });
});
