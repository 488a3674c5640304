import { expect } from "chai";
import { createPending, type Pending, pendingMs } from "../../../src/identity/pending.ts";
import { createFakeClock, createSeededRandom } from "../../support/fake-ports.ts";

const totp = (userId: string): Pending => ({ kind: "totp", userId, passwordHash: "hash" });
const home = "198.51.100.7";

function setUp() {
  const clock = createFakeClock();
  return { clock, pending: createPending({ clock, random: createSeededRandom() }) };
}

describe("identity/pending", () => {
  it("is known by its value, for its kind, until it ends", () => {
    const { clock, pending } = setUp();
    const id = pending.begin(totp("anna"), home);
    expect(Buffer.from(id, "base64url")).to.have.length(32);
    expect(pending.peek(id, "totp")).to.deep.equal(totp("anna"));
    expect(pending.peek(id, "passkey")).to.equal(null);
    expect(pending.peek(`${id}x`, "totp")).to.equal(null);
    clock.advance(pendingMs);
    expect(pending.peek(id, "totp")).to.equal(null);
  });

  it("is taken once", () => {
    const { pending } = setUp();
    const id = pending.begin(totp("anna"), home);
    expect(pending.take(id, "totp")).to.deep.equal(totp("anna"));
    expect(pending.take(id, "totp")).to.equal(null);
  });

  it("is not pushed out by a network that begins without end", () => {
    const { pending } = setUp();
    const id = pending.begin(totp("anna"), home);
    let last = "";
    for (let count = 0; count < 6000; count += 1) last = pending.begin(totp("eve"), `2001:db8::${count.toString(16)}`);
    expect(pending.peek(id, "totp")).to.deep.equal(totp("anna"));
    expect(pending.peek(last, "totp")).to.deep.equal(totp("eve"));
  });

  it("is bounded, whoever begins", () => {
    const { pending } = setUp();
    const first = pending.begin(totp("anna"), home);
    for (let count = 0; count < 5000; count += 1) pending.begin(totp("eve"), `10.${count >> 8}.${count & 255}.1`);
    expect(pending.peek(first, "totp")).to.equal(null);
  });
});
