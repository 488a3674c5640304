// Each preset of plain headers, over sockets: what it reads, and what it does not.
import { expect } from "chai";
import { type PresetName, proxyPresets } from "../../schemas/proxy-presets.ts";
import { type IdentityApp, proxyAddress, startIdentityApp, strangerAddress } from "../support/identity-app.ts";

const plain = ["authelia", "authentik", "oauth2-proxy", "tailscale"] as const satisfies PresetName[];

function configOf(preset: (typeof plain)[number], groups: readonly string[] = []) {
  const {
    user,
    name,
    email,
    groups: groupsHeader,
    groupSeparator,
    encodedWords,
    refused,
  } = proxyPresets[preset].headers;
  return {
    preset,
    userHeader: user,
    nameHeader: name,
    emailHeader: email,
    encodedWords,
    refusedHeader: refused,
    groupsHeader: groups.length > 0 ? groupsHeader : null,
    groupSeparator,
    adminGroups: groups,
  };
}

/** The headers by which every other preset names somebody. */
function othersThan(preset: PresetName): Record<string, string> {
  const rows = Object.entries(proxyPresets).filter(([name]) => name !== preset);
  const names = rows.flatMap(([, { headers, assertion }]) => [headers.user, assertion?.header ?? headers.user]);
  const own = proxyPresets[preset].headers.user;
  return Object.fromEntries(
    names.filter((name) => name !== own && name !== "Authorization").map((name) => [name, "admin"]),
  );
}

for (const preset of plain) {
  describe(`trusted headers: the preset ${preset}`, () => {
    const { user, name, groups, groupSeparator } = proxyPresets[preset].headers;
    let app: IdentityApp;
    before(async () => {
      app = await startIdentityApp({ proxyAuth: configOf(preset), withAdmin: false });
    });
    after(() => app.close());

    it("signs in whom its own header names, as a viewer", async () => {
      const headers = { [user]: "anna", ...(name && { [name]: "Anna A." }), ...(groups && { [groups]: "admins" }) };
      const reply = await app.client(proxyAddress).get("/api/session", { headers });
      expect(reply.json).to.include({ method: "header", assurance: "proxy" });
      expect(reply.json.user).to.include({ username: "anna", displayName: name && "Anna A.", role: "viewer" });
    });

    it("ignores the headers of all other presets", async () => {
      const headers = othersThan(preset);
      const client = app.client(proxyAddress);
      expect((await client.get("/api/session", { headers })).status).to.equal(401);
      const reply = await client.get("/api/session", { headers: { ...headers, [user]: "anna" } });
      expect(reply.json.user).to.include({ username: "anna", role: "viewer" });
      expect(app.users.list().map((record) => record.username)).to.deep.equal(["anna"]);
    });

    it("refuses its header of a stranger, and two of them with 400", async () => {
      const stranger = await app.client(strangerAddress).get("/api/session", { headers: { [user]: "admin" } });
      expect([stranger.status, stranger.json.code]).to.deep.equal([401, "untrusted-peer"]);
      const twice = await app.client(proxyAddress).get("/api/session", { headers: { [user]: ["anna", "admin"] } });
      expect([twice.status, twice.json.code]).to.deep.equal([400, "invalid-request"]);
    });

    if (groups !== null) {
      it("gives roles by exact names of groups where that is configured, and takes them back at once", async () => {
        const mapped = await startIdentityApp({ proxyAuth: configOf(preset, ["admins"]), withAdmin: false });
        try {
          const roleOf = async (who: string, sent?: string) => {
            const headers = { [user]: who, ...(sent === undefined ? {} : { [groups]: sent }) };
            return (await mapped.client(proxyAddress).get("/api/session", { headers })).json.user.role;
          };
          expect(await roleOf("root", "admins")).to.equal("admin");
          expect(await roleOf("anna", ["users", "admins"].join(groupSeparator))).to.equal("admin");
          const other = groupSeparator === "," ? "|" : ",";
          for (const sent of ["not-admins", "admins2", `x${other}admins`, "", undefined]) {
            expect(await roleOf("anna", sent), String(sent)).to.equal("viewer");
          }
        } finally {
          await mapped.close();
        }
      });
    }
  });
}

describe("trusted headers: Tailscale Funnel", () => {
  it("is refused with 401: T + Tailscale-Funnel-Request + user", async () => {
    const app = await startIdentityApp({ proxyAuth: configOf("tailscale"), withAdmin: false });
    const headers = { "tailscale-user-login": "admin@example.com", "tailscale-funnel-request": "?1" };
    for (const path of ["/api/session", "/api/status", "/api/auth/methods"]) {
      const reply = await app.client(proxyAddress).get(path, { headers });
      expect([reply.status, reply.json.code], path).to.deep.equal([401, "untrusted-peer"]);
    }
    expect(app.users.list()).to.deep.equal([]);
    expect(app.entries.at(-1)).to.include({ event: "identity.refuse", outcome: "denied", peer: proxyAddress });
    await app.close();
  });
});

describe("client addresses without header mode", () => {
  it("are told by TRUSTED_PROXIES alone, and by nobody else", async () => {
    const app = await startIdentityApp({ trustedProxies: [`${proxyAddress}/32`] });
    const forwarded = { headers: { "x-forwarded-for": "1.1.1.1, 198.51.100.6", "remote-user": "admin" } };
    for (const [from, address] of [
      [proxyAddress, "198.51.100.6"],
      [strangerAddress, strangerAddress],
    ] as const) {
      expect((await app.client(from).signIn("admin", "wrong", forwarded)).status).to.equal(401);
      expect(app.entries.at(-1)).to.include({ event: "session.sign-in", outcome: "denied", peer: from, address });
    }
    await app.close();
  });
});
