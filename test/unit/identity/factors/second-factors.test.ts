import { expect } from "chai";
import type { TotpFactor, UserRecord } from "../../../../schemas/users.ts";
import { totpVault } from "../../../../src/identity/factors/second-factors.ts";
import { recoveryCodeDigest } from "../../../../src/identity/methods/recovery-codes.ts";
import { isoTime } from "../../../../src/ports/clock.ts";
import { clientAt, faultOf, openWithAdmin } from "../../../support/identity.ts";
import { codeAt, stepMs } from "../../../support/two-factor.ts";

const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const recoveryCode = "abcd-efgh-ijkm-npqr-stuv-wxyz";
const home = clientAt("198.51.100.7");

/** Identity with an administrator who has two-factor. */
async function openEnrolled() {
  const opened = await openWithAdmin();
  const { users, clock, secrets, adminId, identity } = opened;
  const totp: TotpFactor = {
    enabledAt: isoTime(clock.now()),
    lastStep: 0,
    recoveryCodes: [recoveryCodeDigest(recoveryCode)],
  };
  secrets.set(totpVault.idOf(adminId), secret);
  const user = (await users.update(adminId, (record) => ({ ...record, totp }))) as UserRecord;
  return { ...opened, user, code: () => codeAt(secret, clock.now()), prove: identity.proveSecondFactor };
}

describe("identity/second-factors", () => {
  it("takes a code and notes its step", async () => {
    const { prove, user, code, users, adminId, clock } = await openEnrolled();
    expect(await prove(user, code(), home)).to.equal("totp");
    expect(users.get(adminId)?.totp?.lastStep).to.equal(Math.floor(clock.now() / stepMs));
  });

  it("takes a code in two groups, as apps show it", async () => {
    const { prove, user, code } = await openEnrolled();
    expect(await prove(user, ` ${code().slice(0, 3)} ${code().slice(3)} `, home)).to.equal("totp");
  });

  it("says what it took, and takes only what is asked for", async () => {
    const { prove, user, code } = await openEnrolled();
    expect((await faultOf(() => prove(user, recoveryCode, home, ["totp"]))).code).to.equal("wrong-credentials");
    expect((await faultOf(() => prove(user, code(), home, ["recovery-code"]))).code).to.equal("wrong-credentials");
    expect(await prove(user, recoveryCode, home, ["recovery-code"])).to.equal("recovery-code");
    expect(await prove(user, code(), home, ["totp"])).to.equal("totp");
  });

  it("does not take a code of a record that has meanwhile been set up anew", async () => {
    const { prove, user, code, users, adminId } = await openEnrolled();
    const anew = { enabledAt: "2026-11-22T10:30:00.000Z", lastStep: 0, recoveryCodes: [] };
    await users.update(adminId, (record) => ({ ...record, totp: anew }));
    expect((await faultOf(() => prove(user, code(), home))).code).to.equal("wrong-credentials");
    expect((await faultOf(() => prove(user, recoveryCode, home))).code).to.equal("wrong-credentials");
    expect(users.get(adminId)?.totp).to.deep.equal(anew);
  });

  it("refuses everything for who has no two-factor, or is gone", async () => {
    const { prove, user, code, users, adminId } = await openEnrolled();
    expect((await faultOf(() => prove({ ...user, totp: null }, code(), home))).code).to.equal("wrong-credentials");
    await users.remove(adminId);
    expect((await faultOf(() => prove(user, code(), home))).code).to.equal("wrong-credentials");
  });

  it("lets a recovery code in where the secret was lost, and says what is wrong with the app's code", async () => {
    const { prove, user, code, secrets, adminId } = await openEnrolled();
    secrets.delete(totpVault.idOf(adminId));
    const fault = await faultOf(() => prove(user, code(), home));
    expect(fault.code).to.equal("secret-unreadable");
    expect(fault.detail).to.match(/recovery code/);
    expect(await prove(user, recoveryCode, home)).to.equal("recovery-code");
  });

  it("does not count what was right", async () => {
    const { prove, user, code, clock } = await openEnrolled();
    for (let count = 0; count < 120; count += 1) {
      expect(await prove(user, code(), home), String(count)).to.equal("totp");
      clock.advance(stepMs);
    }
  });
});
