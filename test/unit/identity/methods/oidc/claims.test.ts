import { expect } from "chai";
import { claimAt, profileOf } from "../../../../../src/identity/methods/oidc/claims.ts";
import { oidcDefaults } from "../../../../../src/settings/sign-in-settings.ts";

describe("claims", () => {
  const claims = {
    sub: "s",
    resource_access: { borgdeck: { role: "operator", roles: ["viewer"] } },
    "https://example.com/role": "named with dots",
  };
  for (const [path, value] of [
    ["sub", "s"],
    ["resource_access.borgdeck.role", "operator"],
    ["resource_access.borgdeck.roles", ["viewer"]],
    ["https://example.com/role", "named with dots"],
    ["resource_access.other.role", undefined],
    ["sub.length", undefined],
    ["missing", undefined],
    ["constructor", undefined],
    ["__proto__.toString", undefined],
    ["resource_access.constructor.name", undefined],
  ] as const) {
    it(`${path}: ${JSON.stringify(value) ?? "nothing"}`, () => {
      expect(claimAt(claims, path)).to.deep.equal(value);
    });
  }

  it("give a name, an address and a full name, or null", () => {
    expect(profileOf({ sub: "s" }, oidcDefaults.claims)).to.deep.equal({
      username: "s",
      displayName: null,
      email: null,
    });
    const odd = { sub: "s", email: "no address", name: "x".repeat(300), preferred_username: " Zoë " };
    const profile = profileOf(odd, oidcDefaults.claims);
    expect(profile).to.deep.include({ username: "Zoë", email: null });
    expect(profile.displayName).to.have.length(200);
  });
});
