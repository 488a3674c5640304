import { expect } from "chai";
import { createHeaderMethod, type ProxyHeaders } from "../../../src/identity/methods/header.ts";
import type { DistinctHeaders } from "../../../src/identity/methods/proxy-claim.ts";
import { authelia, faultOf } from "../../support/identity.ts";

const trusted = "10.0.0.2";
const secret = { header: "X-Proxy-Secret", value: "0123456789abcdef0123456789abcdef" };

function read(
  headers: Record<string, string | string[]>,
  peer: string | null = trusted,
  config: Partial<ProxyHeaders> = {},
) {
  const distinct = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat()]),
  );
  return createHeaderMethod({ ...authelia, ...config }).read(peer, distinct as DistinctHeaders);
}

/** The text as Node shows UTF-8 bytes of a header. */
const asSent = (text: string) => Buffer.from(text, "utf8").toString("latin1");

describe("identity/methods/header: trust boundary", () => {
  it("takes the name that a trusted peer sends", () => {
    expect(read({ "Remote-User": "anna", "Remote-Name": "Anna A.", "Remote-Email": "anna@example.com" })).to.deep.equal(
      {
        method: "header",
        roles: {},
        subject: "anna",
        username: "anna",
        adminNames: ["anna"],
        displayName: "Anna A.",
        email: "anna@example.com",
      },
    );
  });

  for (const peer of ["10.0.0.3", "127.0.0.1", "::1", "172.17.0.1", "unix", null]) {
    it(`refuses the header of ${peer ?? "a peer without an address"}, and names that peer`, async () => {
      const fault = await faultOf(() => read({ "Remote-User": "admin" }, peer));
      expect(fault.code).to.equal("untrusted-peer");
      expect(fault.detail)
        .to.contain(peer ?? "unknown peer")
        .and.not.contain("admin");
    });
  }

  it("does not look at anything else of an untrusted peer", () => {
    expect(
      read(
        { "X-Forwarded-For": trusted, Forwarded: `for=${trusted}`, "X-Real-IP": trusted, "CF-Connecting-IP": trusted },
        "10.0.0.3",
      ),
    ).to.equal(null);
  });

  it("refuses an untrusted peer that names a trusted one in every forwarding header", async () => {
    const headers = {
      "X-Forwarded-For": trusted,
      Forwarded: `for=${trusted}`,
      "X-Real-IP": trusted,
      "CF-Connecting-IP": trusted,
    };
    expect((await faultOf(() => read({ ...headers, "Remote-User": "admin" }, "10.0.0.3"))).code).to.equal(
      "untrusted-peer",
    );
  });

  it("refuses even an empty identity header of an untrusted peer", async () => {
    expect((await faultOf(() => read({ "Remote-User": "" }, "10.0.0.3"))).code).to.equal("untrusted-peer");
  });

  it("takes nobody where the trusted peer sends no name, or a blank one", () => {
    expect(read({})).to.equal(null);
    expect(read({ "Remote-User": "" })).to.equal(null);
    expect(read({ "Remote-User": "  \t" })).to.equal(null);
  });

  for (const [what, sent] of [
    ["a missing", {}],
    ["a wrong", { "X-Proxy-Secret": "fedcba9876543210fedcba9876543210" }],
    ["a shortened", { "X-Proxy-Secret": secret.value.slice(1) }],
    ["an empty", { "X-Proxy-Secret": "" }],
  ] as const) {
    it(`refuses a trusted peer with ${what} secret, without telling the secret`, async () => {
      const fault = await faultOf(() => read({ "Remote-User": "anna", ...sent }, trusted, { secret }));
      expect(fault.code).to.equal("untrusted-peer");
      expect(fault.detail).not.to.contain(secret.value);
    });
  }

  it("refuses a right secret sent beside a wrong one", async () => {
    const headers = { "Remote-User": "anna", "X-Proxy-Secret": [secret.value, "x"] };
    expect((await faultOf(() => read(headers, trusted, { secret }))).code).to.equal("invalid-request");
  });

  it("takes the right secret, and does not let it make an untrusted peer trusted", async () => {
    const headers = { "Remote-User": "anna", "X-Proxy-Secret": secret.value };
    expect(read(headers, trusted, { secret })?.subject).to.equal("anna");
    expect((await faultOf(() => read(headers, "10.0.0.3", { secret }))).code).to.equal("untrusted-peer");
  });

  it("checks the secret of each request, also of a name that it knows", async () => {
    const method = createHeaderMethod({ ...authelia, secret });
    const headers = { "remote-user": ["anna"], "x-proxy-secret": [secret.value] };
    expect(method.read(trusted, headers)?.subject).to.equal("anna");
    expect((await faultOf(() => method.read(trusted, { "remote-user": ["anna"] }))).code).to.equal("untrusted-peer");
  });
});

describe("identity/methods/header: parsing", () => {
  for (const name of ["Remote-User", "Remote-Name", "Remote-Email"]) {
    it(`refuses ${name} sent twice`, async () => {
      const fault = await faultOf(() => read({ "Remote-User": "alice", [name]: ["alice", "admin"] }));
      expect(fault.code).to.equal("invalid-request");
    });
  }

  it("ignores the headers of other presets, and look-alikes", () => {
    const headers = {
      "X-Forwarded-User": "admin",
      "X-Authentik-Username": "admin",
      Remote_User: "admin",
      "Remote-User2": "admin",
      "Tailscale-User-Login": "admin",
    };
    expect(read(headers)).to.equal(null);
    expect(read({ ...headers, "Remote-User": "anna" })?.subject).to.equal("anna");
  });

  it("never looks at groups: roles do not come from headers", () => {
    expect(read({ "Remote-User": "anna", "Remote-Groups": "admins" })).to.deep.equal({
      method: "header",
      roles: {},
      subject: "anna",
      username: "anna",
      adminNames: ["anna"],
      displayName: null,
      email: null,
    });
  });

  it("takes a name in UTF-8 and in Latin-1 for the same user, shown the same", () => {
    const utf8 = read({ "Remote-User": asSent("José"), "Remote-Name": asSent("José Núñez") });
    const latin1 = read({ "Remote-User": "José", "Remote-Name": "José Núñez" });
    expect(utf8).to.deep.equal(latin1);
    expect(utf8?.subject).to.equal("José");
  });

  it("takes composed and decomposed letters for the same user", () => {
    expect(read({ "Remote-User": asSent("Jose\u0301") })?.subject).to.equal("Jos\u00e9");
  });

  it("keeps capitals: whether Admin is admin is for the provider to say", () => {
    expect(read({ "Remote-User": "Admin" })?.subject).to.equal("Admin");
  });

  for (const name of [
    "alice, admin",
    "alice,admin",
    "{http.reverse_proxy.header.Remote-User}",
    "{{user}}",
    "a\u0000b",
    "a\u0007b",
    asSent("a\u202eb"),
    asSent("a\u200bb"),
    asSent("a\ufeffb"),
    "\u0085x\u0085",
    "x".repeat(129),
  ]) {
    it(`refuses ${JSON.stringify(name.slice(0, 40))} as a name, without repeating it`, async () => {
      const fault = await faultOf(() => read({ "Remote-User": name }));
      expect(fault.code).to.equal("invalid-request");
      expect(fault.detail).not.to.contain(name);
    });
  }

  it("leaves out a display name or e-mail that is a placeholder, has control characters or is endless", () => {
    for (const text of [
      "{http.reverse_proxy.header.Remote-Name}",
      "a\u0007b",
      "x".repeat(10_000),
      asSent("\u202egro.live"),
      "",
    ]) {
      const claim = read({ "Remote-User": "anna", "Remote-Name": text, "Remote-Email": text });
      expect(claim, text).to.deep.include({ displayName: null, email: null });
    }
  });

  it("keeps a bounded number of names in mind", () => {
    const method = createHeaderMethod(authelia);
    for (let count = 0; count < 5000; count += 1) method.read(trusted, { "remote-user": [`u${count}`] });
    expect(method.read(trusted, { "remote-user": ["u0"] })?.subject).to.equal("u0");
  });

  it("does not mix up what was cached for another display name", () => {
    const method = createHeaderMethod(authelia);
    method.read(trusted, { "remote-user": ["anna"], "remote-name": ["A"] });
    expect(method.read(trusted, { "remote-user": ["anna"], "remote-name": ["B"] })?.displayName).to.equal("B");
    expect(method.read(trusted, { "remote-user": ["anna"] })?.displayName).to.equal(null);
  });
});

describe("identity/methods/header: roles", () => {
  const groups = { groupsHeader: "Remote-Groups", adminGroups: ["admins", "Büro"], operatorGroups: ["operators"] };
  const roleOf = (sent: string | undefined, config: Partial<ProxyHeaders> = groups) =>
    read({ "Remote-User": "anna", ...(sent === undefined ? {} : { "Remote-Groups": sent }) }, trusted, config)?.roles;

  for (const [sent, role] of [
    ["admins", "admin"],
    ["users,admins", "admin"],
    ["users, admins , x", "admin"],
    ["operators,admins", "admin"],
    ["operators", "operator"],
    [asSent("Büro"), "admin"],
    [asSent("Bu\u0308ro"), "admin"],
    ["Büro", "admin"],
    ["not-admins", "viewer"],
    ["admins2", "viewer"],
    ["x|admins", "viewer"],
    ["Admins", "viewer"],
    ["admins;x", "viewer"],
    ["{http.reverse_proxy.header.Remote-Groups}", "viewer"],
    ["", "viewer"],
    [undefined, "viewer"],
  ] as const) {
    it(`makes ${role} of ${sent === undefined ? "no groups header" : JSON.stringify(sent)}`, () =>
      expect(roleOf(sent)).to.deep.equal({ role }));
  }

  it("splits where the preset does: authentik's groups by |, so that a comma is part of a name", () => {
    const authentik = { ...groups, groupSeparator: "|" } as const;
    expect(roleOf("users|admins", authentik)).to.deep.equal({ role: "admin" });
    expect(roleOf("users,admins", authentik)).to.deep.equal({ role: "viewer" });
  });

  it("takes no roles from groups that nothing gives a meaning", () => {
    expect(roleOf("admins", {})).to.deep.equal({});
    expect(roleOf("admins", { groupsHeader: "Remote-Groups" })).to.deep.equal({});
  });

  it("refuses groups sent twice", async () => {
    const headers = { "Remote-User": "anna", "Remote-Groups": ["users", "admins"] };
    expect((await faultOf(() => read(headers, trusted, groups))).code).to.equal("invalid-request");
  });

  it("reads role headers only where they are configured, and takes what they do not know for the least", () => {
    const config = { roleHeader: "X-Role", allRepositoriesRoleHeader: "X-All" };
    const sent = (role: string, all: string) =>
      read({ "Remote-User": "anna", "X-Role": role, "X-All": all }, trusted, config)?.roles;
    expect(sent("admin", "operator")).to.deep.equal({ role: "admin", allRepositoriesRole: "operator" });
    expect(sent(" operator ", "viewer")).to.deep.equal({ role: "operator", allRepositoriesRole: "viewer" });
    for (const nonsense of ["", "Admin", "root", "admin,viewer", "owner"]) {
      expect(sent(nonsense, nonsense), nonsense).to.deep.equal({ role: "viewer", allRepositoriesRole: "none" });
    }
    expect(read({ "Remote-User": "anna" }, trusted, config)?.roles).to.deep.equal({
      role: "viewer",
      allRepositoriesRole: "none",
    });
    expect(read({ "Remote-User": "anna", "X-Role": "admin", "X-All": "operator" })?.roles).to.deep.equal({});
  });

  it("does not remember a role that was cached for other groups", () => {
    const method = createHeaderMethod({ ...authelia, ...groups });
    const roles = (sent: Record<string, string[]>) => method.read(trusted, { "remote-user": ["anna"], ...sent })?.roles;
    expect(roles({ "remote-groups": ["admins"] })).to.deep.equal({ role: "admin" });
    expect(roles({})).to.deep.equal({ role: "viewer" });
  });
});

describe("identity/methods/header: Tailscale Serve", () => {
  const tailscale = {
    userHeader: "Tailscale-User-Login",
    nameHeader: "Tailscale-User-Name",
    emailHeader: null,
    encodedWords: true,
    refusedHeader: "Tailscale-Funnel-Request",
  };
  const readTailscale = (headers: Record<string, string>, peer = trusted) => read(headers, peer, tailscale);

  it("takes a name in RFC 2047, UTF-8 and Latin-1 for the same user, shown the same", () => {
    for (const name of [
      "=?utf-8?q?Jos=C3=A9?=",
      "=?UTF-8?Q?Jos=c3=a9?=",
      "=?iso-8859-1?q?Jos=E9?=",
      asSent("José"),
      "José",
    ]) {
      const claim = readTailscale({ "Tailscale-User-Login": name, "Tailscale-User-Name": name });
      expect(claim, name).to.include({ subject: "José", displayName: "José" });
    }
  });

  it("joins a name of several encoded words", () => {
    const name = "=?utf-8?q?Jos=C3=A9_?= =?utf-8?q?N=C3=BA=C3=B1ez?=";
    expect(readTailscale({ "Tailscale-User-Login": "jose@x", "Tailscale-User-Name": name })?.displayName).to.equal(
      "José Núñez",
    );
  });

  it("checks a name after decoding, so that none is smuggled in", async () => {
    for (const name of ["=?utf-8?q?a=2Cb?=", "=?utf-8?q?a=00b?=", "=?utf-8?q?=E2=80=AEb?=", "=?utf-8?q?{x}?="]) {
      expect((await faultOf(() => readTailscale({ "Tailscale-User-Login": name }))).code, name).to.equal(
        "invalid-request",
      );
    }
  });

  it("decodes them in this preset only", () => {
    const name = "=?utf-8?q?Jos=C3=A9?=";
    expect(read({ "Remote-User": name })?.subject).to.equal(name);
  });

  it("refuses what came through Funnel, with a name and without", async () => {
    for (const headers of [{ "Tailscale-User-Login": "anna@x" }, {}]) {
      const sent = { ...headers, "Tailscale-Funnel-Request": "?1" };
      expect((await faultOf(() => readTailscale(sent))).code).to.equal("untrusted-peer");
    }
    expect(readTailscale({ "Tailscale-Funnel-Request": "?1" }, "10.0.0.3"), "a stranger's is not looked at").to.equal(
      null,
    );
  });
});
