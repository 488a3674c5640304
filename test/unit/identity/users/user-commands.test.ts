import { expect } from "chai";
import { clientAt, faultOf, openTestIdentity, openWithAdmin, password } from "../../../support/identity.ts";

const home = clientAt("198.51.100.7");

describe("identity/user-commands", () => {
  it("lists users, those of the proxy marked, without a hash", async () => {
    const { identity } = await openWithAdmin({ proxyAuth: { localFallback: true } });
    await identity.resolve({ client: clientAt("10.0.0.2"), headers: { "remote-user": ["admin"] }, session: null });
    const list = await identity.command({ command: "user.list", args: {} });
    expect(list).to.have.deep.members([
      { name: "admin", role: "admin", active: true, pending: false, lastSeenAt: null },
      { name: "proxy:admin", role: "viewer", active: true, pending: false, lastSeenAt: "2026-11-22T10:00:00.000Z" },
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

  it("takes lost factors off with the password, where it is asked to", async () => {
    const { identity, users, adminId } = await openWithAdmin();
    const totp = { enabledAt: "2026-11-20T10:00:00.000Z", lastStep: 0, recoveryCodes: [] };
    await users.update(adminId, (user) => ({ ...user, totp }));
    const reset = (args: object) =>
      identity.command({ command: "user.reset-password", args: { name: "admin", ...args } });
    await reset({});
    expect(users.get(adminId)?.totp).to.deep.equal(totp);
    await reset({ resetFactors: true });
    expect(users.get(adminId)?.totp).to.equal(null);
    await reset({ resetFactors: true });
  });

  it("adds a user with a password that has to be changed, or with a link", async () => {
    const { identity, users } = await openWithAdmin();
    const add = (args: Record<string, unknown>) =>
      identity.command({ command: "user.add", args: { role: "operator", allRepositoriesRole: "viewer", ...args } });
    const made = (await add({ name: "Bea" })) as { password: string; invitationUrl: null };
    const { user } = await identity.signIn({ username: "bea", password: made.password, client: home });
    expect(user).to.deep.include({ username: "Bea", role: "operator", allRepositoriesRole: "viewer" });
    expect(user.mustChangePassword).to.equal(true);
    const invited = (await add({ name: "carl", invite: true })) as { password: null; invitationUrl: string };
    expect(invited.invitationUrl).to.match(/^\/invitation#[\w-]{43}$/);
    expect(users.list().find(({ username }) => username === "carl")).to.deep.include({ password: null });
  });

  it("lets somebody try again who was made to wait", async () => {
    const test = await openWithAdmin();
    const attempt = (word: string) => test.identity.signIn({ username: "admin", password: word, client: home });
    for (let at = 0; at < 10; at += 1) await faultOf(() => attempt("wrong"));
    expect((await faultOf(() => attempt(password))).code).to.equal("wrong-credentials");
    await test.identity.command({ command: "user.unlock", args: { name: "admin" } });
    await attempt(password);
    expect(test.entries.some(({ event, target }) => event === "user.unlock" && target === test.adminId)).to.equal(true);
  });

  it("shuts somebody out and lets them in again", async () => {
    const { identity, users } = await openWithAdmin();
    const args = { name: "bea", role: "viewer", allRepositoriesRole: "none" };
    await identity.command({ command: "user.add", args });
    const bea = () => users.list().find(({ username }) => username === "bea");
    await identity.command({ command: "user.deactivate", args });
    expect(bea()?.active).to.equal(false);
    await identity.command({ command: "user.activate", args });
    expect(bea()?.active).to.equal(true);
  });

  it("brings local sign-in back, which the settings had switched off", async () => {
    const { identity, settings, entries } = await openWithAdmin({ publicBaseUrl: "https://borgdeck.example" });
    const { value } = settings.oidc.read();
    await settings.oidc.write({ ...value, enabled: true, disableLocalSignIn: true });
    const signIn = () => identity.signIn({ username: "admin", password, client: home });
    expect((await faultOf(signIn)).code).to.equal("not-found");
    const add = { name: "bea", role: "viewer", allRepositoriesRole: "none" };
    expect((await faultOf(() => identity.command({ command: "user.add", args: add }))).code).to.equal("conflict");
    expect(await identity.command({ command: "user.enable-local", args: {} })).to.deep.equal({ changed: true });
    await signIn();
    expect(await identity.command({ command: "user.enable-local", args: {} })).to.deep.equal({ changed: false });
    expect(entries.filter(({ event }) => event === "settings.change")).to.have.length(1);
  });

  it("names users of a provider so that they can be told apart", async () => {
    const { identity } = await openWithAdmin();
    const one = { door: "oidc", username: "sam", role: "viewer" } as const;
    const first = await identity.accounts.create({ ...one, subject: "https://idp 1" }, null, "test");
    const names = async () =>
      ((await identity.command({ command: "user.list", args: {} })) as { name: string }[]).map(({ name }) => name);
    expect(await names()).to.include("oidc:sam");
    await identity.command({ command: "user.set-role", args: { name: "oidc:sam", role: "operator" } });
    await identity.accounts.create({ ...one, subject: "https://idp 2" }, null, "test");
    expect(await names())
      .to.include(`id:${first.id}`)
      .and.not.include("oidc:sam");
    const ambiguous = { command: "user.set-role", args: { name: "oidc:sam", role: "admin" } };
    expect((await faultOf(() => identity.command(ambiguous))).code).to.equal("conflict");
    await identity.command({ command: "user.set-role", args: { name: `id:${first.id}`, role: "admin" } });
    expect(identity.accounts.get(first.id)?.role).to.equal("admin");
  });

  for (const [request, code] of [
    [{ command: "user.add", args: { name: "ADMIN", role: "viewer", allRepositoriesRole: "none" } }, "invalid-input"],
    [{ command: "user.add", args: { name: "proxy:x", role: "viewer", allRepositoriesRole: "none" } }, "invalid-input"],
    [{ command: "user.add", args: { name: "bea", role: "root", allRepositoriesRole: "none" } }, "invalid-input"],
    [{ command: "user.deactivate", args: { name: "admin" } }, "conflict"],
    [{ command: "user.unlock", args: { name: "id:aaaaaaaa" } }, "not-found"],
    [{ command: "constructor", args: {} }, "not-found"],
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
