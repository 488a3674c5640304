import { expect } from "chai";
import { newTotpSecret, totpStep, totpUri } from "../../../../src/identity/methods/totp.ts";
import { createSeededRandom } from "../../../support/fake-ports.ts";
import { codeAt } from "../../../support/two-factor.ts";

/** The secret of RFC 6238, appendix B, base32. */
const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

describe("identity/methods/totp", () => {
  for (const [seconds, code] of [
    [59, "287082"],
    [1111111109, "081804"],
    [1111111111, "050471"],
    [1234567890, "005924"],
    [2000000000, "279037"],
    [20000000000, "353130"],
  ] as const) {
    it(`knows the code of RFC 6238 at ${seconds} seconds, and its step`, () => {
      expect(totpStep(secret, code, seconds * 1000)).to.equal(Math.floor(seconds / 30));
    });
  }

  it("takes the step before and the one after, and tells which it was", () => {
    const now = 1_000_000_000_000;
    const step = Math.floor(now / 30_000);
    for (const away of [-1, 0, 1]) {
      expect(totpStep(secret, codeAt(secret, now + away * 30_000), now)).to.equal(step + away);
    }
    for (const away of [-3, -2, 2, 3]) {
      expect(totpStep(secret, codeAt(secret, now + away * 30_000), now), String(away)).to.equal(null);
    }
  });

  for (const code of ["", "28708", "2870822", " 287082", "287082\n", "٢٨٧٠٨٢", "0x1234", "28708a"]) {
    it(`takes nothing but six figures: ${JSON.stringify(code)}`, () => {
      expect(totpStep(secret, code, 59_000)).to.equal(null);
    });
  }

  it("makes secrets of 160 bits that differ", () => {
    const random = createSeededRandom();
    const secrets = Array.from({ length: 20 }, () => newTotpSecret(random));
    expect(new Set(secrets).size).to.equal(20);
    for (const one of secrets) expect(one).to.match(/^[A-Z2-7]{32}$/);
  });

  it("writes the address that authenticator apps read, whatever the account is called", () => {
    const uri = new URL(totpUri(secret, "anna:müller@example.com"));
    expect(uri.protocol).to.equal("otpauth:");
    expect(uri.href).to.match(/^otpauth:\/\/totp\/Borgdeck:anna%3Am%C3%BCller%40example\.com\?/);
    expect(Object.fromEntries(uri.searchParams)).to.deep.include({
      issuer: "Borgdeck",
      secret,
      digits: "6",
      period: "30",
    });
  });
});
