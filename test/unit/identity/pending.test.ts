import { expect } from "chai";
import { createPending, type Pending, pendingMs } from "../../../src/identity/pending.ts";
import { createFakeClock, createSeededRandom } from "../../support/fake-ports.ts";
import { faultOf } from "../../support/identity.ts";

const totp = (userId: string): Pending => ({ kind: "totp", userId, passwordHash: "hash" });
const ceremony = (userId: string | null): Pending => ({
  kind: "passkey",
  purpose: userId === null ? "sign-in" : "step-up",
  challenge: "a challenge",
  userId,
});
const trip = (returnTo: string): Pending => ({
  ...{ kind: "oidc", purpose: "sign-in", state: "s".repeat(43), nonce: "n".repeat(43), verifier: "v".repeat(43) },
  ...{ returnTo, issuer: "https://auth.example.com", userId: null, beganAt: 0 },
});
const link = (subject: string): Pending => ({
  ...{ kind: "oidc-link", userId: "anna", issuer: "https://auth.example.com", subject, sid: null, returnTo: "/" },
});

function setUp() {
  const clock = createFakeClock();
  return { clock, pending: createPending({ clock, random: createSeededRandom() }) };
}

describe("identity/pending", () => {
  it("is known by its value, for its kind, until it ends", () => {
    const { clock, pending } = setUp();
    const id = pending.begin(totp("anna"));
    expect(Buffer.from(id, "base64url")).to.have.length(32);
    expect(pending.peek(id, "totp")).to.deep.equal(totp("anna"));
    expect(pending.peek(id, "passkey")).to.equal(null);
    expect(pending.peek(`${id}x`, "totp")).to.equal(null);
    clock.advance(pendingMs);
    expect(pending.peek(id, "totp")).to.equal(null);
  });

  for (const data of [totp("anna"), ceremony(null), ceremony("anna")]) {
    it(`is taken once: ${data.kind}, ${data.userId}`, () => {
      const { pending } = setUp();
      const id = pending.begin(data);
      expect(pending.peek(id, data.kind)).to.deep.equal(data);
      expect(pending.take(id, data.kind)).to.deep.equal(data);
      expect([pending.take(id, data.kind), pending.peek(id, data.kind)]).to.deep.equal([null, null]);
    });

    it(`is over when it was ended: ${data.kind}, ${data.userId}`, () => {
      const { pending } = setUp();
      const id = pending.begin(data);
      pending.end(id);
      expect(pending.take(id, data.kind)).to.equal(null);
    });
  }

  it("is kept by the browser where nobody is known, sealed and for as long as it lasts", () => {
    const { clock, pending } = setUp();
    const id = pending.begin(ceremony(null));
    expect(Buffer.from(id, "base64url").toString("latin1")).not.to.contain("challenge");
    expect(pending.peek(id, "totp"), "of another kind").to.equal(null);
    for (let at = 2; at < id.length; at += 7) {
      const changed = id.slice(0, at) + (id[at] === "A" ? "B" : "A") + id.slice(at + 1);
      expect(pending.take(changed, "passkey"), `changed at ${at}`).to.equal(null);
    }
    expect(pending.take("s.", "passkey")).to.equal(null);
    const restarted = createPending({ clock, random: createSeededRandom("another start") });
    expect(restarted.take(id, "passkey"), "after a restart").to.equal(null);
    clock.advance(pendingMs - 1);
    expect(pending.peek(id, "passkey")).to.deep.equal(ceremony(null));
    clock.advance(1);
    expect(pending.take(id, "passkey")).to.equal(null);
  });

  it("fits in a cookie with the longest address to return to", () => {
    expect(setUp().pending.begin(trip(`/${"x".repeat(2400)}`)).length).to.be.below(3900);
  });

  it("is not pushed out by anonymous beginnings, however many: second step, ceremony, trip", () => {
    const { pending } = setUp();
    const [step, made, question] = [totp("anna"), ceremony("anna"), link("anna")].map((data) => pending.begin(data));
    const [anonymous, away] = [ceremony(null), trip("/runs")].map((data) => pending.begin(data));
    for (let count = 0; count < 6000; count += 1) {
      pending.begin(ceremony(null));
      pending.begin(trip("/"));
    }
    expect(pending.take(step ?? "", "totp")).to.deep.equal(totp("anna"));
    expect(pending.take(made ?? "", "passkey")).to.deep.equal(ceremony("anna"));
    expect(pending.take(question ?? "", "oidc-link")).to.deep.equal(link("anna"));
    expect(pending.take(anonymous ?? "", "passkey")).to.deep.equal(ceremony(null));
    expect(pending.take(away ?? "", "oidc")).to.deep.equal(trip("/runs"));
  });

  it("keeps twenty of a user: who begins without end pushes out its own", () => {
    const { pending } = setUp();
    const hers = pending.begin(totp("anna"));
    const ids = Array.from({ length: 21 }, () => pending.begin(totp("eve")));
    expect(pending.peek(hers, "totp")).to.deep.equal(totp("anna"));
    expect(ids.map((id) => pending.peek(id, "totp") !== null)).to.deep.equal([false, ...Array(20).fill(true)]);
  });

  it("does not let whoever takes a name at the provider push out others of that name", () => {
    const { pending } = setUp();
    const hers = pending.begin(link("anna"));
    for (let count = 0; count < 100; count += 1) pending.begin(link("mallory"));
    expect(pending.peek(hers, "oidc-link")).to.deep.equal(link("anna"));
  });

  it("refuses when full, of that kind alone, and has room again when what is kept is over", async () => {
    const { clock, pending } = setUp();
    const first = pending.begin(totp("anna"));
    for (let count = 1; count < 5000; count += 1) pending.begin(totp(`user ${count}`));
    expect((await faultOf(() => pending.begin(totp("zoe")))).code).to.equal("too-many-requests");
    expect(pending.peek(first, "totp")).to.deep.equal(totp("anna"));
    pending.begin(ceremony("zoe"));
    clock.advance(pendingMs);
    expect(pending.peek(pending.begin(totp("zoe")), "totp")).to.deep.equal(totp("zoe"));
  });
});
