import { expect } from "chai";
import { UserRecord } from "../../../schemas/users.ts";
import { fieldErrors } from "../../../src/validate.ts";
import { clientAt, faultOf, inTime, openTestIdentity, openWithAdmin, password } from "../../support/identity.ts";
import { browserSession, createdAt } from "../../support/records.ts";

const home = clientAt("198.51.100.7");
const by = { userId: "someone", username: "someone", ...home };
const repositoryId = "repositoryaaaaaa";
const about = { id: "a", name: "Phone", publicKey: "a", counter: 0, transports: [], createdAt, lastUsedAt: null };
const passkey = { ...about, rpId: "localhost" };

async function withSecondAdmin() {
  const opened = await openWithAdmin();
  const { accounts } = opened.identity;
  const second = await accounts.create(
    { door: "local", subject: "bert", username: "bert", role: "admin", password: { version: 1, hash: "x" } },
    by,
    "made by a test",
  );
  return { ...opened, accounts, second };
}

const sessionFor = (userId: string) => browserSession(userId, Date.parse("2026-11-22T10:00:00.000Z"));

describe("identity/accounts", () => {
  it("records who changed what, and tells the streams", async () => {
    const { accounts, second, entries, published } = await withSecondAdmin();
    const patched = await accounts.patch(second.id, { role: "operator", displayName: "Bert" }, {}, by);
    expect(patched).to.deep.include({ role: "operator", displayName: "Bert" });
    expect(fieldErrors(UserRecord, patched)).to.deep.equal({});
    expect(entries.at(-1)).to.deep.include({
      event: "user.change",
      outcome: "ok",
      target: second.id,
      address: home.address,
    });
    expect(entries.at(-1)?.detail).to.contain("role: admin → operator");
    expect(published.at(-1)).to.deep.include({ name: "access.changed", payload: { userId: second.id } });
  });

  it("does not demote or deactivate the last administrator who can sign in", async () => {
    const { identity, adminId } = await openWithAdmin();
    for (const patch of [{ role: "operator" }, { role: "viewer" }, { active: false }] as const) {
      expect((await faultOf(() => identity.accounts.patch(adminId, patch, {}, by))).code).to.equal("conflict");
    }
    expect(identity.accounts.get(adminId)).to.deep.include({ role: "admin", active: true });
    await identity.accounts.patch(adminId, { displayName: "Root", role: "admin", active: true }, {}, by);
  });

  it("does not count an administrator who cannot sign in", async () => {
    const { accounts, adminId, second, users } = await withSecondAdmin();
    const elsewhere = [{ ...passkey, rpId: "old.example.com" }];
    const linked = { issuer: "https://old.example.com", subject: "b-1", linkedAt: createdAt };
    for (const cannot of [
      { active: false },
      { password: null },
      { door: "proxy" as const },
      { password: null, passkeys: elsewhere },
      { password: null, oidc: linked },
    ]) {
      await users.update(second.id, () => ({ ...second, ...cannot }));
      expect((await faultOf(() => accounts.patch(adminId, { role: "viewer" }, {}, by))).code).to.equal("conflict");
    }
    await users.update(second.id, () => ({ ...second, password: null, passkeys: [...elsewhere, passkey] }));
    expect(await accounts.patch(adminId, { role: "viewer" }, {}, by)).to.include({ role: "viewer" });
  });

  it("leaves one when two administrators demote each other at once", async () => {
    const { accounts, adminId, second, users } = await withSecondAdmin();
    const both = await Promise.allSettled([
      accounts.patch(adminId, { role: "viewer" }, {}, by),
      accounts.patch(second.id, { role: "viewer" }, {}, by),
    ]);
    expect(both.map(({ status }) => status)).to.deep.equal(["fulfilled", "rejected"]);
    expect(users.list().filter((user) => user.role === "admin")).to.have.length(1);
  });

  it("ends the sessions of who is deactivated", async () => {
    const { accounts, second, identity, published } = await withSecondAdmin();
    await identity.sessions.begin("cookie", sessionFor(second.id), home);
    await accounts.patch(second.id, { active: false }, {}, by);
    expect(identity.sessions.read("cookie", { touch: false })).to.equal(null);
    expect(published.map(({ name }) => name)).to.include.members(["access.changed", "session.ended"]);
  });

  it("ends the sessions of who gets another role, whoever gave it", async () => {
    const { accounts, second, identity } = await withSecondAdmin();
    const begin = () => identity.sessions.begin("cookie", sessionFor(second.id), home);
    const isThere = () => identity.sessions.read("cookie", { touch: false }) !== null;
    await begin();
    await accounts.patch(second.id, { displayName: "Second" }, {}, by);
    expect(isThere()).to.equal(true);
    await accounts.patch(second.id, { role: "viewer" }, {}, by);
    expect(isThere()).to.equal(false);
    await begin();
    await accounts.change(second.id, () => ({ role: "operator" }), null, { name: "user.change", detail: "by claims" });
    expect(isThere()).to.equal(false);
  });

  for (const active of [true, false]) {
    it(`lets nobody wait any longer who was ${active ? "let in" : "refused"}`, async () => {
      const { accounts } = await withSecondAdmin();
      const stranger = { door: "oidc", subject: "issuer 1", username: "carol", role: "viewer" } as const;
      const { id } = await accounts.create({ ...stranger, active: false, pending: true }, by, "made by a test");
      expect(await accounts.patch(id, { displayName: "Carol" }, {}, by)).to.include({ active: false, pending: true });
      expect(await accounts.patch(id, { active }, {}, by)).to.include({ active, pending: false });
    });
  }

  it("grants, grants anew, and takes away; each is recorded", async () => {
    const { accounts, second, entries } = await withSecondAdmin();
    await accounts.setGrant(second.id, repositoryId, "viewer", by);
    const granted = await accounts.setGrant(second.id, repositoryId, "operator", by);
    expect(granted.grants).to.deep.equal([{ repositoryId, role: "operator" }]);
    expect((await accounts.removeGrant(second.id, repositoryId, by)).grants).to.deep.equal([]);
    expect((await faultOf(() => accounts.removeGrant(second.id, repositoryId, by))).code).to.equal("not-found");
    expect(entries.slice(-3).map(({ event }) => event)).to.deep.equal(["grant.set", "grant.set", "grant.remove"]);
  });

  it("loses none of many grants made at once", async () => {
    const { accounts, second } = await withSecondAdmin();
    const ids = Array.from({ length: 20 }, (_, index) => `repository${"abcdefghijklmnopqrst"[index]}`);
    await Promise.all(ids.map((id) => accounts.setGrant(second.id, id, "viewer", by)));
    expect(accounts.get(second.id)?.grants.map((grant) => grant.repositoryId)).to.deep.equal(ids);
  });

  it("notes who was there, but writes it once a day: a revision is a real change", async () => {
    const { identity, adminId, clock, users } = await openWithAdmin();
    const admin = () => users.get(adminId) as UserRecord;
    identity.accounts.seen(admin());
    await new Promise(setImmediate);
    const before = admin();
    const { revision } = before;
    clock.advance(60 * 60_000);
    identity.accounts.seen(admin());
    expect(admin().revision).to.equal(revision);
    expect(identity.accounts.lastSeenAt(admin())).to.equal("2026-11-22T11:00:00.000Z");
    clock.advance(24 * 60 * 60_000);
    for (let count = 0; count < 10; count += 1) identity.accounts.seen(before);
    await new Promise(setImmediate);
    expect(admin()).to.include({ lastSeenAt: "2026-11-23T11:00:00.000Z", revision: revision + 1 });
  });
});

describe("identity/first-admin", () => {
  it("is made once, with a generated password that must be changed", async () => {
    const { identity, users } = await openTestIdentity();
    const first = await identity.ensureFirstAdmin();
    expect(first?.username).to.equal("admin");
    expect(first?.password).to.match(/^([a-z2-9]{4}-){4}[a-z2-9]{4}$/);
    expect(users.list()[0]).to.deep.include({ role: "admin", mustChangePassword: true, door: "local" });
    const { user } = await identity.signIn({ username: "admin", password: first?.password ?? "", client: home });
    expect(user.mustChangePassword).to.equal(true);
    expect(await identity.ensureFirstAdmin()).to.equal(null);
    expect(users.list()).to.have.length(1);
  });

  it("has another password in every installation, and none that is known", async () => {
    const { identity, openAgain, users } = await openTestIdentity();
    const first = await identity.ensureFirstAdmin();
    await users.remove(users.list()[0]?.id ?? "");
    const second = await (await openAgain({})).ensureFirstAdmin();
    expect(second?.password).to.be.a("string").and.not.equal(first?.password);
    for (const word of ["admin", "admin123", "password", "borgdeck"]) {
      expect((await faultOf(() => identity.signIn({ username: "admin", password: word, client: home }))).code).to.equal(
        "wrong-credentials",
      );
    }
  });

  it("takes INITIAL_ADMIN_PASSWORD, does not repeat it, and has it changed all the same", async () => {
    const { identity, users } = await openTestIdentity({ initialAdminPassword: password });
    expect(await identity.ensureFirstAdmin()).to.deep.equal({ username: "admin", password: null });
    expect(users.list()[0]?.mustChangePassword).to.equal(true);
    await identity.signIn({ username: "admin", password, client: home });
  });

  it("refuses an INITIAL_ADMIN_PASSWORD that is too short, by name", async () => {
    const { identity, users } = await openTestIdentity({ initialAdminPassword: "seven77" });
    const fault = await faultOf(() => identity.ensureFirstAdmin());
    expect(fault.code).to.equal("invalid-configuration");
    expect(fault.fields).to.have.property("INITIAL_ADMIN_PASSWORD");
    expect(fault.detail).not.to.contain("seven77");
    expect(users.list()).to.have.length(0);
  });

  it("is not made where only the proxy signs people in, nor unasked where the proxy's is named", async () => {
    for (const proxyAuth of [{}, { initialAdmin: "anna" }, { initialAdmin: "anna", localFallback: true }]) {
      const { identity, users } = await openTestIdentity({ proxyAuth });
      expect(await identity.ensureFirstAdmin()).to.equal(null);
      expect(users.list()).to.have.length(0);
    }
    const { identity } = await openTestIdentity({ proxyAuth: { localFallback: true } });
    expect(await identity.ensureFirstAdmin()).not.to.equal(null);
  });

  it("is made beside the proxy's administrator when local accounts are let in, once", async () => {
    const proxyAuth = { initialAdmin: "anna", localFallback: true };
    const { identity, users } = await openTestIdentity({ proxyAuth });
    const headers = { "remote-user": ["anna"] };
    const anna = await identity.resolve({ client: clientAt("10.0.0.2"), headers, session: null });
    expect(anna?.user.role).to.equal("admin");
    expect((await identity.ensureFirstAdmin())?.username).to.equal("admin");
    expect(await identity.ensureFirstAdmin()).to.equal(null);
    expect(users.list().map(({ door }) => door)).to.have.members(["proxy", "local"]);
  });
});

describe("identity/change-password", () => {
  const next = "eine ganz neue losung";
  const change = async (
    opened: Awaited<ReturnType<typeof openWithAdmin>>,
    currentPassword: string,
    newPassword: string,
  ) =>
    opened.identity.passwords.change({
      user: opened.users.get(opened.adminId) as UserRecord,
      currentPassword,
      newPassword,
      client: home,
    });

  it("takes the new one, no longer the old one, ends every session and records it", async () => {
    const opened = await openWithAdmin();
    const { identity, adminId, users, entries } = opened;
    await users.update(adminId, (user) => ({ ...user, mustChangePassword: true }));
    await identity.sessions.begin("one", sessionFor(adminId), home);
    await identity.sessions.begin("two", sessionFor(adminId), home);
    await change(opened, password, next);
    expect(users.get(adminId)?.mustChangePassword).to.equal(false);
    expect(identity.sessions.list(adminId)).to.have.length(0);
    expect(entries.at(-1)).to.deep.include({ event: "password.change", outcome: "ok", target: adminId });
    await identity.signIn({ username: "admin", password: next, client: home });
    expect((await faultOf(() => identity.signIn({ username: "admin", password, client: home }))).code).to.equal(
      "wrong-credentials",
    );
  });

  for (const [what, newPassword] of [
    ["the same", password],
    ["the same in other letters", password.normalize("NFD")],
    ["a short", "seven77"],
    ["a common", "password123"],
    ["a contextual", "admin-borgdeck"],
    ["an endless", "x1 ".repeat(400)],
  ] as const) {
    it(`refuses ${what} password by its field, and changes nothing`, async () => {
      const opened = await openWithAdmin();
      await opened.identity.sessions.begin("one", sessionFor(opened.adminId), home);
      const fault = await faultOf(() => change(opened, password, newPassword));
      expect(fault.code).to.equal("invalid-input");
      expect(fault.fields).to.have.all.keys("/newPassword");
      expect(fault.detail).not.to.contain(newPassword);
      expect(opened.identity.sessions.list(opened.adminId)).to.have.length(1);
      await opened.identity.signIn({ username: "admin", password, client: home });
    });
  }

  it("refuses a wrong current one by its field, and throttles that like a sign-in", async () => {
    const opened = await openWithAdmin();
    for (let count = 0; count < 12; count += 1) {
      const fault = await inTime(
        opened,
        faultOf(() => change(opened, "wrong", next)),
      );
      expect(fault.fields).to.have.all.keys("/currentPassword");
    }
    const fault = await inTime(
      opened,
      faultOf(() => change(opened, password, next)),
    );
    expect(fault.fields, "right, but throttled").to.have.all.keys("/currentPassword");
  });

  for (const [what, localFallback, code] of [
    ["has no password here", true, "conflict"],
    ["could not sign in with it", false, "not-found"],
  ] as const) {
    it(`is not for who ${what}`, async () => {
      const { identity } = await openTestIdentity({ proxyAuth: { localFallback } });
      const headers = { "remote-user": ["anna"] };
      const found = await identity.resolve({ client: clientAt("10.0.0.2"), headers, session: null });
      const request = { user: found?.user as UserRecord, currentPassword: "x", newPassword: next, client: home };
      expect((await faultOf(() => identity.passwords.change(request))).code).to.equal(code);
    });
  }

  it("is set anew from the host, to be changed at the next sign-in", async () => {
    const { identity, adminId, users } = await openWithAdmin();
    await identity.sessions.begin("one", sessionFor(adminId), home);
    await identity.passwords.reset(adminId, next, null);
    expect(users.get(adminId)?.mustChangePassword).to.equal(true);
    expect(identity.sessions.list(adminId)).to.have.length(0);
    await identity.signIn({ username: "admin", password: next, client: home });
  });
});
