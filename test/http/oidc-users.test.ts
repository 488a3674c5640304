import { expect } from "chai";
import type { OidcSettings } from "../../schemas/sign-in-settings.ts";
import { oidcDefaults } from "../../src/settings/sign-in-settings.ts";
import { faultOf } from "../support/identity.ts";
import { audited, type Sso, startSso } from "../support/single-sign-on.ts";

const alice = { preferred_username: "alice", email: "alice@example.com", name: "Alice Liddell" };
const mapped: Partial<OidcSettings> = {
  claims: {
    ...oidcDefaults.claims,
    role: "resource_access.borgdeck.role",
    allRepositoriesRole: "repositories",
    groups: "groups",
  },
  adminGroups: ["admins"],
};
const withRole = (role: unknown, more: object = {}) => ({ ...alice, resource_access: { borgdeck: { role } }, ...more });

describe("users of a provider", () => {
  let sso: Sso;
  before(async () => {
    sso = await startSso();
  });
  after(() => sso.close());
  beforeEach(async () => {
    for (const { id, door } of sso.app.identity.accounts.list()) {
      if (door !== "local") await sso.app.identity.accounts.remove(id, {}, null);
    }
    await sso.set({ ...oidcDefaults, enabled: true, discoveryUrl: sso.provider.issuer, newUsers: "viewer" });
    sso.app.entries.length = 0;
  });
  let count = 0;
  const newSubject = () => {
    count += 1;
    return `s-${count}`;
  };
  const arrives = async (account: object, subject = newSubject()) => {
    sso.provider.user(subject, account as Record<string, unknown>);
    const browser = sso.browser();
    const { location } = await browser.trip();
    const user = sso.app.users.list().find(({ oidc }) => oidc?.subject === subject);
    return { browser, location, user, subject };
  };
  const again = (account: object, { subject }: { subject: string }) => arrives(account, subject);

  describe("their names", () => {
    it("come from the claims that are set, by dotted paths", async () => {
      await sso.set({
        claims: { ...oidcDefaults.claims, username: "resource_access.borgdeck.login", name: "preferred_username" },
      });
      const { user } = await arrives({ ...alice, resource_access: { borgdeck: { login: "al" } } });
      expect(user).to.deep.include({ username: "al", displayName: "alice" });
    });

    it("fall back to the subject, then to the first part of the e-mail", async () => {
      expect((await arrives({ email: "bob@example.com" }, "subject-1")).user?.username).to.equal("subject-1");
      expect((await arrives({ email: "bob@example.com" }, "bad,subject")).user?.username).to.equal("bob");
      const none = await arrives({}, "bad,{subject}");
      expect(none).to.deep.include({ location: "/sign-in?problem=oidc-failed", user: undefined });
      expect(audited(sso.app, "session.sign-in", "denied").join()).to.include("no name");
    });

    it("are no names where they hold what a name must not", async () => {
      for (const name of ["a,b", "{x}", "line\nbreak", "\u202eevil", " ", 7, ["alice"], {}]) {
        const { user, subject } = await arrives({ ...alice, preferred_username: name });
        expect(user?.username, JSON.stringify(name)).to.equal(subject);
      }
    });

    it("take no e-mail that the provider calls unverified", async () => {
      expect((await arrives({ ...alice, email_verified: false })).user?.email).to.equal(null);
      expect((await arrives({ ...alice, email_verified: true })).user?.email).to.equal("alice@example.com");
    });
  });

  describe("new ones", () => {
    it("deny: nobody is made", async () => {
      await sso.set({ newUsers: "deny" });
      const { location, user, browser } = await arrives(alice);
      expect({ location, user }).to.deep.equal({ location: "/sign-in?problem=oidc-no-account", user: undefined });
      expect(sso.app.users.list()).to.have.length(1);
      expect((await browser.get("/api/session")).status).to.equal(401);
      expect(audited(sso.app, "session.sign-in", "denied").join()).to.include('"alice"');
    });

    it("viewer: with the default roles", async () => {
      await sso.set({ newUsers: "viewer", defaultRole: "operator", defaultAllRepositoriesRole: "viewer" });
      const { user, browser } = await arrives(alice);
      expect(user).to.deep.include({ role: "operator", allRepositoriesRole: "viewer", active: true, pending: false });
      expect((await browser.get("/api/session")).status).to.equal(200);
    });

    it("pending: no session before an administrator approves", async () => {
      await sso.set({ newUsers: "pending" });
      const first = await arrives(alice);
      expect(first.location).to.equal("/sign-in?problem=oidc-pending");
      expect(first.user).to.deep.include({ active: false, pending: true });
      expect((await first.browser.get("/api/status")).status).to.equal(401);
      expect((await again(alice, first)).location).to.equal("/sign-in?problem=oidc-pending");
      await sso.app.identity.accounts.patch(first.user?.id ?? "", { active: true }, {}, null);
      const approved = await again(alice, first);
      expect(approved.location).to.equal("/");
      expect(approved.user).to.deep.include({ active: true, pending: false });
      expect((await approved.browser.get("/api/session")).status).to.equal(200);
    });

    it("template: roles and grants of a user are copied, being administrator never", async () => {
      const { accounts } = sso.app.identity;
      const model = await accounts.create(
        { door: "local", subject: "model", username: "model", role: "operator", allRepositoriesRole: "viewer" },
        null,
        "test",
      );
      await accounts.setGrant(model.id, "repoaaaa", "operator", null);
      await sso.set({ newUsers: "template", templateUserId: model.id });
      const copied = await arrives(alice);
      expect(copied.user).to.deep.include({ role: "operator", allRepositoriesRole: "viewer", active: true });
      expect(copied.user?.grants).to.deep.equal([{ repositoryId: "repoaaaa", role: "operator" }]);

      await accounts.patch(model.id, { role: "admin" }, {}, null);
      expect((await arrives(alice)).user?.role).to.equal("viewer");

      await accounts.patch(model.id, { active: false }, {}, null);
      const without = await arrives(alice);
      expect(without).to.deep.include({ location: "/sign-in?problem=oidc-no-account", user: undefined });
      await accounts.remove(model.id, {}, null);
    });

    it("an account that was switched off stays out", async () => {
      const first = await arrives(alice);
      await sso.app.identity.accounts.patch(first.user?.id ?? "", { active: false }, {}, null);
      expect((await first.browser.get("/api/session")).status).to.equal(401);
      expect((await again(alice, first)).location).to.equal("/sign-in?problem=oidc-inactive");
    });

    it("many arrivals of the same new user at once make one account", async () => {
      sso.provider.user("same", alice);
      const browsers = Array.from({ length: 5 }, () => sso.browser());
      await Promise.all(browsers.map((browser) => browser.trip()));
      expect(sso.app.users.list().filter(({ oidc }) => oidc?.subject === "same")).to.have.length(1);
    });
  });

  it("are nobody's when another provider is set: sessions and links of the one before open nothing", async () => {
    const { browser, user } = await arrives(alice);
    await sso.app.identity.accounts.change(user?.id ?? "", () => ({ role: "admin" }), null, null);
    expect((await browser.get("/api/session")).status).to.equal(200);
    await sso.set({ discoveryUrl: "https://other.example" });
    expect((await browser.get("/api/session")).status).to.equal(401);
    const { adminId, identity } = sso.app;
    const refused = await faultOf(() => identity.accounts.patch(adminId, { role: "viewer" }, {}, null));
    expect(refused.code, "an administrator of the provider before is none who could sign in").to.equal("conflict");
  });

  describe("roles from claims", () => {
    beforeEach(() => sso.set(mapped));

    for (const [what, account, role] of [
      ["viewer", withRole("viewer"), "viewer"],
      ["operator", withRole("operator"), "operator"],
      ["the highest of a list", withRole(["viewer", "operator"]), "operator"],
      ["admin in an administrators' group", withRole("admin", { groups: ["users", "admins"] }), "admin"],
      ["admin without the group", withRole("admin", { groups: ["users"] }), "viewer"],
      ["admin without groups", withRole("admin"), "viewer"],
      ["an administrators' group without the claim", { ...alice, groups: ["admins"] }, "viewer"],
      ["another word", withRole("root"), "viewer"],
      ["capitals", withRole("Operator"), "viewer"],
      ["something else than text", withRole({ operator: true }), "viewer"],
      ["no claim", alice, "viewer"],
    ] as const) {
      it(`${what} → ${role}`, async () => {
        expect((await arrives(account)).user?.role).to.equal(role);
      });
    }

    for (const groups of ["not-admins", "admins2", "x|admins", "Admins", ["not-admins", "admins2"], "users,admins"]) {
      it(`${JSON.stringify(groups)} is no administrators' group`, async () => {
        expect((await arrives(withRole("admin", { groups }))).user?.role).to.equal("viewer");
        expect(audited(sso.app, "user.ignore-admin-claim", "denied")).to.deep.equal([
          "the role claim says admin, but groups names none of the administrators' groups",
        ]);
      });
    }

    it("an administrators' group is enough where no claim for the role is set", async () => {
      await sso.set({ claims: { ...oidcDefaults.claims, groups: "groups" } });
      expect((await arrives({ ...alice, groups: ["admins"] })).user?.role).to.equal("admin");
      expect((await arrives({ ...alice, groups: ["users"] })).user?.role).to.equal("viewer");
    });

    it("the role on all repositories", async () => {
      await sso.set({ defaultAllRepositoriesRole: "viewer" });
      for (const [repositories, role] of [
        ["operator", "operator"],
        ["none", "none"],
        ["admin", "viewer"],
        [undefined, "viewer"],
      ]) {
        const { user } = await arrives({ ...alice, repositories });
        expect(user?.allRepositoriesRole, String(repositories)).to.equal(role);
      }
    });

    it("are followed at each sign-in, and the journal says so", async () => {
      const first = await arrives(withRole("viewer"));
      const second = await again(withRole("operator"), first);
      expect(second.user?.role).to.equal("operator");
      expect(audited(sso.app, "user.change").join()).to.include("role viewer → operator");
      expect((await second.browser.session()).user.role).to.equal("operator");
      // No session is carried over from one role to another (ASVS 7.2.4).
      expect((await first.browser.get("/api/session")).status).to.equal(401);
    });

    it("removed from the administrators' group: demoted at the next sign-in, the local break-glass remains", async () => {
      const first = await arrives(withRole("admin", { groups: ["admins"] }));
      expect(first.user?.role).to.equal("admin");
      const second = await again(withRole("admin", { groups: [] }), first);
      expect(second.user?.role).to.equal("viewer");
      expect((await second.browser.get("/api/users")).status).to.equal(403);
      expect((await sso.app.client().signIn()).status).to.equal(200);
    });

    it("the last active administrator is never demoted, and the journal says why", async () => {
      const first = await arrives(withRole("admin", { groups: ["admins"] }));
      await sso.app.identity.accounts.patch(sso.app.adminId, { active: false }, {}, null);
      const second = await again(withRole("viewer"), first);
      expect(second).to.deep.include({ location: "/" });
      expect(second.user?.role).to.equal("admin");
      expect(audited(sso.app, "user.keep-role", "denied")).to.have.length(1);
      await sso.app.identity.accounts.patch(sso.app.adminId, { active: true }, {}, null);
    });

    it("without any of these settings roles are the administrators' business", async () => {
      await sso.set({ claims: oidcDefaults.claims, adminGroups: [] });
      const first = await arrives(alice);
      await sso.app.identity.accounts.patch(first.user?.id ?? "", { role: "operator" }, {}, null);
      expect((await again(withRole("viewer"), first)).user?.role).to.equal("operator");
    });
  });

  it("a template's user with claims: the claims decide, or the default", async () => {
    const { accounts } = sso.app.identity;
    const model = await accounts.create(
      { door: "local", subject: "m2", username: "m2", role: "operator" },
      null,
      "test",
    );
    await sso.set({ ...mapped, newUsers: "template", templateUserId: model.id });
    expect((await arrives(withRole("viewer"))).user?.role).to.equal("viewer");
    expect((await arrives(alice)).user?.role).to.equal("viewer");
    await accounts.remove(model.id, {}, null);
  });
});
