import { expect } from "chai";
import { storedSessionId } from "../../../src/identity/sessions.ts";
import { requireRecentAuthentication } from "../../../src/identity/step-up.ts";
import { clientAt, faultOf, openTestIdentity, openWithAdmin } from "../../support/identity.ts";
import { browserSession } from "../../support/records.ts";

const throughProxy = clientAt("198.51.100.7", "10.0.0.2");
const stranger = clientAt("10.0.0.3");
const named = (name: string) => ({ "remote-user": [name] });

type Opened = Awaited<ReturnType<typeof openWithAdmin>>;

/** A session of the local administrator, begun while the proxy named somebody or nobody. */
async function sessionOfAdmin({ identity, adminId, clock }: Opened, proxySubject: string | null) {
  const id = identity.sessions.newId();
  const data = browserSession(adminId, clock.now(), { proxySubject });
  await identity.sessions.begin(id, data, throughProxy);
  const read = () => {
    const found = identity.sessions.read(id, { touch: false });
    return found && { storedId: storedSessionId(id), data: found };
  };
  return { id, read };
}

describe("identity/resolve: trusted headers", () => {
  it("signs in whom the trusted proxy names, each request by itself and without a session", async () => {
    const { identity, sessions } = await openTestIdentity({ proxyAuth: {} });
    const found = await identity.resolve({ client: throughProxy, headers: named("anna"), session: null });
    expect(found).to.include({ method: "header", assurance: "proxy", sessionId: null });
    expect(found?.user).to.deep.include({
      username: "anna",
      door: "proxy",
      role: "viewer",
      allRepositoriesRole: "none",
      grants: [],
    });
    expect(sessions.list()).to.have.length(0);
    expect(
      await identity.resolve({ client: throughProxy, headers: {}, session: null }),
      "never outlives the header",
    ).to.equal(null);
  });

  it("refuses a stranger's header: no user, no session, one entry that names the socket's peer", async () => {
    const { identity, users, sessions, entries } = await openTestIdentity({ proxyAuth: {} });
    const fault = await faultOf(() => identity.resolve({ client: stranger, headers: named("admin"), session: null }));
    expect(fault.code).to.equal("untrusted-peer");
    expect([users.list(), sessions.list()]).to.deep.equal([[], []]);
    expect(entries).to.have.length(1);
    expect(entries[0]).to.deep.include({ event: "identity.refuse", outcome: "denied", actor: null, peer: "10.0.0.3" });
  });

  it("bounds what a stranger can make it write", async () => {
    const { identity, entries } = await openTestIdentity({ proxyAuth: {} });
    for (let count = 0; count < 300; count += 1) {
      await faultOf(() => identity.resolve({ client: stranger, headers: named("admin"), session: null }));
    }
    expect(entries.length).to.be.at.most(10);
  });

  it("does not look at headers at all where no proxy authenticates", async () => {
    const { identity, users } = await openTestIdentity();
    expect(await identity.resolve({ client: throughProxy, headers: named("admin"), session: null })).to.equal(null);
    expect(users.list()).to.have.length(0);
  });

  it("makes one user of a hundred first requests at once", async () => {
    const { identity, users } = await openTestIdentity({ proxyAuth: {} });
    const request = { client: throughProxy, headers: named("anna"), session: null };
    const found = await Promise.all(Array.from({ length: 100 }, () => identity.resolve(request)));
    expect(new Set(found.map((one) => one?.user.id)).size).to.equal(1);
    expect(users.list()).to.have.length(1);
  });

  it("never takes a proxy's user for the local account of that name", async () => {
    const opened = await openWithAdmin();
    const identity = await opened.openAgain({ proxyAuth: {} });
    const found = await identity.resolve({ client: throughProxy, headers: named("admin"), session: null });
    expect(found?.user).to.deep.include({ username: "admin", door: "proxy", role: "viewer" });
    expect(found?.user.id).not.to.equal(opened.adminId);
    expect(opened.users.get(opened.adminId)).to.deep.include({ door: "local", role: "admin" });
  });

  it("follows display name and e-mail, and lets no header touch a role", async () => {
    const { identity } = await openTestIdentity({ proxyAuth: {} });
    const sent = {
      ...named("anna"),
      "remote-name": ["Anna"],
      "remote-email": ["a@example.com"],
      "remote-groups": ["admins"],
    };
    await identity.resolve({ client: throughProxy, headers: sent, session: null });
    const found = await identity.resolve({
      client: throughProxy,
      headers: { ...sent, "remote-name": ["Anna B."] },
      session: null,
    });
    expect(found?.user).to.deep.include({
      displayName: "Anna B.",
      email: "a@example.com",
      role: "viewer",
      allRepositoriesRole: "none",
    });
    const without = await identity.resolve({ client: throughProxy, headers: named("anna"), session: null });
    expect(without?.user).to.deep.include({ displayName: "Anna B." });
  });

  it("writes nothing for a user that it knows", async () => {
    const { identity, users } = await openTestIdentity({ proxyAuth: {} });
    const request = { client: throughProxy, headers: named("anna"), session: null };
    await identity.resolve(request);
    await identity.resolve(request);
    const revision = users.list()[0]?.revision;
    for (let count = 0; count < 100; count += 1) await identity.resolve(request);
    expect(users.list()[0]?.revision).to.equal(revision);
  });

  it("gives a new user the role on all repositories that the configuration says", async () => {
    const { identity } = await openTestIdentity({ proxyAuth: { defaultAllRepositoriesRole: "viewer" } });
    const found = await identity.resolve({ client: throughProxy, headers: named("anna"), session: null });
    expect(found?.user).to.deep.include({ role: "viewer", allRepositoriesRole: "viewer" });
  });

  it("refuses who is not active, and records it", async () => {
    const { identity, users, entries } = await openTestIdentity({ proxyAuth: {} });
    const request = { client: throughProxy, headers: named("anna"), session: null };
    await identity.resolve(request);
    await users.update(users.list()[0]?.id ?? "", (user) => ({ ...user, active: false }));
    expect((await faultOf(() => identity.resolve(request))).code).to.equal("inactive-user");
    expect(entries.at(-1)).to.deep.include({ event: "identity.refuse", detail: "the account is not active" });
  });
});

describe("identity/resolve: PROXY_AUTH_INITIAL_ADMIN", () => {
  const request = (name: string) => ({ client: throughProxy, headers: named(name), session: null });

  it("makes exactly that user administrator, while none could sign in", async () => {
    const { identity } = await openTestIdentity({ proxyAuth: { initialAdmin: "anna" } });
    for (const name of ["Anna", "anna2", "ann"])
      expect((await identity.resolve(request(name)))?.user.role, name).to.equal("viewer");
    expect((await identity.resolve(request("anna")))?.user.role).to.equal("admin");
  });

  it("does nothing once there is an administrator, also not for who was demoted", async () => {
    const { identity, openAgain, users } = await openTestIdentity({ proxyAuth: { initialAdmin: "anna" } });
    const anna = (await identity.resolve(request("anna")))?.user;
    const bert = (await identity.resolve(request("bert")))?.user;
    await identity.accounts.patch(bert?.id ?? "", { role: "admin" }, {}, null);
    await identity.accounts.patch(anna?.id ?? "", { role: "viewer" }, {}, null);
    expect((await identity.resolve(request("anna")))?.user.role).to.equal("viewer");
    const other = await openAgain({ proxyAuth: { initialAdmin: "carla" } });
    expect((await other.resolve(request("carla")))?.user.role).to.equal("viewer");
    expect(users.list()).to.have.length(3);
  });

  it("does not count an administrator whose door is closed", async () => {
    const opened = await openWithAdmin();
    const closed = await opened.openAgain({ proxyAuth: { initialAdmin: "anna" } });
    expect((await closed.resolve(request("anna")))?.user.role).to.equal("admin");
  });

  it("counts a local administrator who can still sign in on the side", async () => {
    const opened = await openWithAdmin();
    const open = await opened.openAgain({ proxyAuth: { initialAdmin: "anna", localFallback: true } });
    expect((await open.resolve(request("anna")))?.user.role).to.equal("viewer");
  });

  it("does not make somebody administrator who is not active", async () => {
    const { identity, openAgain, users } = await openTestIdentity({ proxyAuth: {} });
    const anna = (await identity.resolve(request("anna")))?.user;
    await users.update(anna?.id ?? "", (user) => ({ ...user, active: false }));
    const again = await openAgain({ proxyAuth: { initialAdmin: "anna" } });
    expect((await faultOf(() => again.resolve(request("anna")))).code).to.equal("inactive-user");
    expect(users.get(anna?.id ?? "")?.role).to.equal("viewer");
  });
});

describe("identity/resolve: sessions", () => {
  it("knows a session's user, and not one who is not active any more", async () => {
    const opened = await openWithAdmin();
    const session = await sessionOfAdmin(opened, null);
    const request = () => ({ client: throughProxy, headers: {}, session: session.read() });
    expect(await opened.identity.resolve(request())).to.include({ method: "password", assurance: "one-factor" });
    await opened.users.update(opened.adminId, (user) => ({ ...user, active: false }));
    expect(await opened.identity.resolve(request())).to.equal(null);
  });

  it("ignores a session in header mode without the local fallback", async () => {
    const opened = await openWithAdmin();
    const session = await sessionOfAdmin(opened, null);
    const identity = await opened.openAgain({ proxyAuth: {} });
    expect(await identity.resolve({ client: throughProxy, headers: {}, session: session.read() })).to.equal(null);
    const found = await identity.resolve({ client: throughProxy, headers: named("anna"), session: session.read() });
    expect(found?.user.username).to.equal("anna");
  });

  it("lets a local account sign in on the side of the proxy's user", async () => {
    const opened = await openWithAdmin({ proxyAuth: { localFallback: true } });
    const session = await sessionOfAdmin(opened, "anna");
    const found = await opened.identity.resolve({
      client: throughProxy,
      headers: named("anna"),
      session: session.read(),
    });
    expect(found?.user).to.deep.include({ username: "admin", door: "local" });
  });

  for (const [what, headers, then] of [
    ["another user", named("bert"), "bert"],
    ["nobody any more", {}, null],
  ] as const) {
    it(`ends a session when the proxy names ${what}`, async () => {
      const opened = await openWithAdmin({ proxyAuth: { localFallback: true } });
      const session = await sessionOfAdmin(opened, "anna");
      const found = await opened.identity.resolve({ client: throughProxy, headers, session: session.read() });
      expect(found?.user.username ?? null).to.equal(then);
      expect(session.read()).to.equal(null);
      expect(opened.published.map((event) => event.name)).to.include("session.ended");
    });
  }

  it("refuses a stranger's header though there is a session beside it", async () => {
    const opened = await openWithAdmin({ proxyAuth: { localFallback: true } });
    const session = await sessionOfAdmin(opened, null);
    const fault = await faultOf(() =>
      opened.identity.resolve({ client: stranger, headers: named("admin"), session: session.read() }),
    );
    expect(fault.code).to.equal("untrusted-peer");
    expect(
      (await opened.identity.resolve({ client: stranger, headers: {}, session: session.read() }))?.user.username,
    ).to.equal("admin");
  });
});

describe("identity/step-up", () => {
  const now = Date.parse("2026-11-22T10:00:00Z");
  const identity = (ageMs: number, assurance: "one-factor" | "proxy" = "one-factor") => ({
    assurance,
    provedAt: assurance === "proxy" ? null : new Date(now - ageMs).toISOString(),
    limits: null,
  });

  it("takes a sign-in of the last five minutes", () => {
    requireRecentAuthentication(identity(0), now);
    requireRecentAuthentication(identity(5 * 60_000), now);
  });

  for (const [what, ageMs, assurance] of [
    ["an older one", 5 * 60_000 + 1, "one-factor"],
    ["one from the future", -1, "one-factor"],
    ["the proxy's word, and says what to do instead", 0, "proxy"],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const fault = await faultOf(() => requireRecentAuthentication(identity(ageMs, assurance), now));
      expect(fault.code).to.equal("step-up-required");
      expect(fault.detail).to.match(assurance === "proxy" ? /passkey or a one-time code/ : /Confirm that it is you/);
    });
  }
});
