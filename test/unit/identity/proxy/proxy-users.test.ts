import { expect } from "chai";
import { storedSessionId } from "../../../../src/identity/sessions.ts";
import { clientAt, openTestIdentity } from "../../../support/identity.ts";
import { browserSession } from "../../../support/records.ts";

const throughProxy = clientAt("198.51.100.7", "10.0.0.2");
const groups = { groupsHeader: "Remote-Groups", adminGroups: ["admins"], operatorGroups: ["operators"] };
const request = (name: string, sent?: string) => ({
  client: throughProxy,
  headers: { "remote-user": [name], ...(sent === undefined ? {} : { "remote-groups": [sent] }) },
  session: null,
});

type Opened = Awaited<ReturnType<typeof openTestIdentity>>;
const roleOf = async ({ identity }: Pick<Opened, "identity">, name: string, sent?: string) =>
  (await identity.resolve(request(name, sent)))?.user.role;

describe("identity/proxy-users: roles", () => {
  it("follow the groups at once, in both directions, and each change is recorded", async () => {
    const opened = await openTestIdentity({ proxyAuth: groups });
    expect(await roleOf(opened, "root", "admins")).to.equal("admin");
    expect(await roleOf(opened, "anna", "users")).to.equal("viewer");
    expect(await roleOf(opened, "anna", "users,admins")).to.equal("admin");
    expect(await roleOf(opened, "anna", "operators")).to.equal("operator");
    expect(await roleOf(opened, "anna", "admins")).to.equal("admin");
    expect(await roleOf(opened, "anna"), "a missing group is the least role, never the remembered one").to.equal(
      "viewer",
    );
    const details = opened.entries.filter(({ event }) => event === "user.change").map(({ detail }) => detail);
    expect(details).to.deep.equal([
      "role: viewer → admin, as the proxy says",
      "role: admin → operator, as the proxy says",
      "role: operator → admin, as the proxy says",
      "role: admin → viewer, as the proxy says",
    ]);
    expect(opened.published.filter(({ name }) => name === "access.changed").length).to.be.at.least(4);
  });

  /** A proof of presence of whom the proxy names, as the cookie of the next request brings it. */
  const proves = async ({ identity, clock }: Opened, name: string) => {
    const userId = identity.accounts.byDoor("proxy", name)?.id ?? "";
    const change = { kind: "presence", method: "header", assurance: "proxy", proxySubject: name } as const;
    const data = browserSession(userId, clock.now(), change);
    await identity.sessions.begin(name, data, throughProxy);
    return { storedId: storedSessionId(name), data };
  };

  it("that change end a proof of presence of before, for the very request that brings them too", async () => {
    const opened = await openTestIdentity({ proxyAuth: groups });
    await roleOf(opened, "root", "admins");
    await roleOf(opened, "anna", "users");
    const session = await proves(opened, "anna");
    const before = await opened.identity.resolve({ ...request("anna", "users"), session });
    expect(before).to.include({ provedAt: session.data.provedAt, sessionId: session.storedId });
    const raised = await opened.identity.resolve({ ...request("anna", "admins"), session });
    expect(raised?.user.role).to.equal("admin");
    expect(raised).to.include({ provedAt: null, sessionId: null });
    expect(opened.sessions.list()).to.deep.equal([]);
  });

  it("that PROXY_AUTH_INITIAL_ADMIN gives end one as well", async () => {
    const opened = await openTestIdentity({ proxyAuth: {} });
    await roleOf(opened, "anna");
    const session = await proves(opened, "anna");
    const identity = await opened.openAgain({ proxyAuth: { initialAdmin: "anna" } });
    const raised = await identity.resolve({ ...request("anna"), session });
    expect(raised?.user.role).to.equal("admin");
    expect(raised).to.include({ provedAt: null, sessionId: null });
    expect(opened.sessions.list()).to.deep.equal([]);
  });

  it("write nothing while they stay", async () => {
    const opened = await openTestIdentity({ proxyAuth: groups });
    await roleOf(opened, "anna", "operators");
    const revision = opened.users.list()[0]?.revision;
    for (let count = 0; count < 50; count += 1) await roleOf(opened, "anna", "operators");
    expect(opened.users.list()[0]?.revision).to.equal(revision);
  });

  it("are kept for the last administrator who can sign in, which is recorded once, and go as soon as they may", async () => {
    const opened = await openTestIdentity({ proxyAuth: groups });
    await roleOf(opened, "anna", "admins");
    for (let count = 0; count < 5; count += 1) expect(await roleOf(opened, "anna", "users")).to.equal("admin");
    const kept = opened.entries.filter(({ event, outcome }) => event === "user.change" && outcome === "failed");
    expect(kept).to.have.length(1);
    expect(kept[0]).to.deep.include({ target: opened.users.list()[0]?.id, peer: "10.0.0.2" });
    expect(await roleOf(opened, "bert", "admins")).to.equal("admin");
    expect(await roleOf(opened, "anna", "users")).to.equal("viewer");
  });

  it("that administrators set hold where the proxy does not decide", async () => {
    const opened = await openTestIdentity({ proxyAuth: {} });
    await roleOf(opened, "anna", "admins");
    await opened.identity.accounts.patch(opened.users.list()[0]?.id ?? "", { role: "operator" }, {}, null);
    expect(await roleOf(opened, "anna", "admins")).to.equal("operator");
  });

  it("that administrators set do not hold where the proxy decides", async () => {
    const opened = await openTestIdentity({ proxyAuth: groups });
    await roleOf(opened, "anna", "users");
    await opened.identity.accounts.patch(opened.users.list()[0]?.id ?? "", { role: "operator" }, {}, null);
    expect(await roleOf(opened, "anna", "users")).to.equal("viewer");
  });

  it("on all repositories follow their own header, and leave the other role alone", async () => {
    const { identity } = await openTestIdentity({
      proxyAuth: { allRepositoriesRoleHeader: "X-All", defaultAllRepositoriesRole: "viewer" },
    });
    const userOf = async (all?: string) => {
      const headers = { "remote-user": ["anna"], ...(all === undefined ? {} : { "x-all": [all] }) };
      return (await identity.resolve({ client: throughProxy, headers, session: null }))?.user;
    };
    expect(await userOf("operator")).to.include({ role: "viewer", allRepositoriesRole: "operator" });
    expect(await userOf()).to.include({ role: "viewer", allRepositoriesRole: "none" });
  });

  it("leave the user of PROXY_AUTH_INITIAL_ADMIN administrator only while nobody else is", async () => {
    const opened = await openTestIdentity({ proxyAuth: { ...groups, initialAdmin: "anna" } });
    expect(await roleOf(opened, "anna", "users")).to.equal("admin");
    expect(await roleOf(opened, "anna", "users")).to.equal("admin");
    await roleOf(opened, "bert", "admins");
    expect(await roleOf(opened, "anna", "users")).to.equal("viewer");
  });

  it("end up as the last of a hundred requests at once says", async () => {
    const opened = await openTestIdentity({ proxyAuth: groups });
    await roleOf(opened, "root", "admins");
    await Promise.all(Array.from({ length: 100 }, (_, at) => roleOf(opened, "anna", at % 2 ? "admins" : "users")));
    expect(await roleOf(opened, "anna")).to.equal("viewer");
    expect(opened.users.list()).to.have.length(2);
  });
});
