import { expect } from "chai";
import { clientAt, faultOf, openTestIdentity, openWithAdmin, password } from "../../support/identity.ts";

const home = clientAt("198.51.100.7");

describe("identity/user-commands", () => {
  it("lists users, those of the proxy marked, without a hash", async () => {
    const { identity } = await openWithAdmin({ proxyAuth: { localFallback: true } });
    await identity.resolve({ client: clientAt("10.0.0.2"), headers: { "remote-user": ["admin"] }, session: null });
    const list = await identity.command({ command: "user.list", args: {} });
    expect(list).to.have.deep.members([
      { name: "admin", role: "admin", active: true, lastSeenAt: null },
      { name: "proxy:admin", role: "viewer", active: true, lastSeenAt: "2026-11-22T10:00:00.000Z" },
    ]);
  });

  it("makes a user of the proxy administrator, and active again", async () => {
    const { identity, users } = await openTestIdentity({ proxyAuth: {} });
    await identity.resolve({ client: clientAt("10.0.0.2"), headers: { "remote-user": ["anna"] }, session: null });
    await users.update(users.list()[0]?.id ?? "", (user) => ({ ...user, active: false }));
    await identity.command({ command: "user.set-role", args: { name: "proxy:anna", role: "admin" } });
    expect(users.list()[0]).to.deep.include({ role: "admin", active: true });
  });

  it("gives a new password that must be changed, and ends the sessions", async () => {
    const { identity, users, adminId, entries } = await openWithAdmin();
    const reply = (await identity.command({ command: "user.reset-password", args: { name: "ADMIN" } })) as {
      password: string;
    };
    await identity.signIn({ username: "admin", password: reply.password, client: home });
    expect(users.get(adminId)?.mustChangePassword).to.equal(true);
    expect((await faultOf(() => identity.signIn({ username: "admin", password, client: home }))).code).to.equal(
      "wrong-credentials",
    );
    expect(JSON.stringify(entries)).not.to.contain(reply.password);
  });

  for (const [request, code] of [
    [{ command: "user.reset-password", args: { name: "nobody" } }, "not-found"],
    [{ command: "user.reset-password", args: {} }, "not-found"],
    [{ command: "user.set-role", args: { name: "admin", role: "root" } }, "invalid-input"],
    [{ command: "user.set-role", args: { name: "admin", role: "viewer" } }, "conflict"],
    [{ command: "user.destroy", args: { name: "admin" } }, "not-found"],
  ] as const) {
    it(`refuses ${JSON.stringify(request)}`, async () => {
      const { identity } = await openWithAdmin();
      expect((await faultOf(() => identity.command(request))).code).to.equal(code);
    });
  }
});
