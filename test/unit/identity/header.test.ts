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
        roles: undefined,
        subject: "anna",
        username: "anna",
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
      roles: undefined,
      subject: "anna",
      username: "anna",
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
