import { expect } from "chai";
import { newRecoveryCodes, recoveryCodeDigest } from "../../../../src/identity/methods/recovery-codes.ts";
import { createSeededRandom } from "../../../support/fake-ports.ts";

describe("identity/methods/recovery-codes", () => {
  it("makes ten that differ, each of 24 letters out of 32: 120 bits", () => {
    const random = createSeededRandom();
    const codes = [...newRecoveryCodes(random), ...newRecoveryCodes(random)];
    expect(codes).to.have.length(20);
    expect(new Set(codes).size).to.equal(20);
    for (const code of codes) expect(code).to.match(/^(?:[a-km-np-z2-9]{4}-){5}[a-km-np-z2-9]{4}$/);
  });

  it("knows a code however it is typed", () => {
    const code = "abcd-efgh-ijkm-npqr-stuv-wxyz";
    for (const typed of [
      code.toUpperCase(),
      code.replaceAll("-", ""),
      ` ${code.replaceAll("-", " ")} `,
      code.replaceAll("-", "–"),
    ]) {
      expect(recoveryCodeDigest(typed), typed).to.equal(recoveryCodeDigest(code));
    }
    expect(recoveryCodeDigest("abcd-efgh-ijkm-npqr-stuv-wxy2")).not.to.equal(recoveryCodeDigest(code));
  });

  it("stores a digest, not the code", () => {
    expect(recoveryCodeDigest("abcd-efgh-ijkm-npqr-stuv-wxyz")).to.match(/^[0-9a-f]{64}$/);
  });
});
