import { expect } from "chai";
import type { UserRecord } from "../../../../schemas/users.ts";
import type { OpenDoors } from "../../../../src/identity/doors.ts";
import { createFactorGuard } from "../../../../src/identity/factors/factor-guard.ts";
import type { Identity } from "../../../../src/identity/identity.ts";
import { isoTime } from "../../../../src/ports/clock.ts";
import { createFakeClock } from "../../../support/fake-ports.ts";
import { clientAt, faultOf } from "../../../support/identity.ts";
import { user as userRecord } from "../../../support/records.ts";

const home = clientAt("198.51.100.7");
const hash = { version: 1, hash: "x" } as const;
const alone: OpenDoors = {
  password: true,
  header: false,
  oidc: true,
  admits: (account) => account !== null,
  takes: () => true,
};
const behindProxy: OpenDoors = { ...alone, password: false, header: true, oidc: false, admits: () => false };
const ssoOnly: OpenDoors = { ...alone, password: false };

describe("identity/factor-guard", () => {
  const clock = createFakeClock();
  const guardOf = (doors: OpenDoors) =>
    createFactorGuard({ signIn: { provesPassword: async (_user, word) => word === "right" }, doors, clock });

  const identityOf = (change: Partial<UserRecord>, provedMinutesAgo: number | null = null): Identity => ({
    user: { ...userRecord("anna"), ...change },
    method: "password",
    assurance: "one-factor",
    authenticatedAt: isoTime(clock.now()),
    provedAt: provedMinutesAgo === null ? null : isoTime(clock.now() - provedMinutesAgo * 60_000),
    sessionId: null,
    limits: null,
  });

  it("asks users with a password for it, however fresh their sign-in is", async () => {
    const anna = identityOf({ password: hash }, 0);
    expect(await guardOf(alone).confirm(anna, "right", home)).to.equal("password");
    for (const word of ["wrong", undefined]) {
      const fault = await faultOf(() => guardOf(alone).confirm(anna, word, home));
      expect(fault.code).to.equal("invalid-input");
      expect(fault.fields).to.have.key("/password");
    }
  });

  it("asks users without one for presence in the last five minutes", async () => {
    const oidc = { issuer: "https://id.example.com", subject: "7", linkedAt: isoTime(clock.now()) };
    const change = { password: null, oidc, door: "oidc" } as const;
    expect(await guardOf(alone).confirm(identityOf(change, 4), undefined, home)).to.equal("presence");
    for (const minutes of [6, null]) {
      const fault = await faultOf(() => guardOf(alone).confirm(identityOf(change, minutes), "right", home));
      expect(fault.code).to.equal("step-up-required");
    }
  });

  it("takes the first factor on trust where there is nothing to prove presence with", async () => {
    const hanna = identityOf({ door: "proxy", password: null });
    expect(await guardOf(behindProxy).confirm(hanna, undefined, home)).to.equal("first-use");
  });

  it("does not take a second one on trust", async () => {
    const totp = { enabledAt: isoTime(clock.now()), lastStep: 1, recoveryCodes: [] };
    const hanna = identityOf({ door: "proxy", password: null, totp });
    const fault = await faultOf(() => guardOf(behindProxy).confirm(hanna, undefined, home));
    expect(fault.code).to.equal("step-up-required");
  });

  it("is closed where single sign-on has closed the local door, and for local users behind a proxy", async () => {
    for (const doors of [ssoOnly, behindProxy]) {
      const fault = await faultOf(() => guardOf(doors).confirm(identityOf({ password: hash }, 0), "right", home));
      expect(fault.code).to.equal("not-found");
    }
  });

  it("lets no token add a factor, not even with the password", async () => {
    const program = { ...identityOf({ password: hash }, 0), limits: { scopes: null, repositoryIds: null } };
    const fault = await faultOf(() => guardOf(alone).confirm(program, "right", home));
    expect(fault.code).to.equal("not-allowed");
  });
});
