import { expect } from "chai";
import { passkeyPlace } from "../../../../src/identity/methods/passkey-place.ts";

describe("identity/passkey-place", () => {
  for (const [publicBaseUrl, rpId, origin] of [
    ["https://borg.example.com", "borg.example.com", "https://borg.example.com"],
    ["https://borg.example.com:8443/borg", "borg.example.com", "https://borg.example.com:8443"],
    ["https://nas", "nas", "https://nas"],
    ["http://localhost:8081", "localhost", "http://localhost:8081"],
    ["http://borg.localhost:8081/x", "borg.localhost", "http://borg.localhost:8081"],
  ] as const) {
    it(`is the site of ${publicBaseUrl}`, () => {
      expect(passkeyPlace(publicBaseUrl, 1)).to.deep.equal({ rpId, origin });
    });
  }

  for (const publicBaseUrl of [
    "http://borg.example.com",
    "http://localhost.example.com",
    "http://127.0.0.1:8081",
    "https://192.0.2.7",
    "https://[2001:db8::7]",
    "http://[::1]:8081",
  ]) {
    it(`is nowhere under ${publicBaseUrl}, where browsers offer no passkeys`, () => {
      expect(passkeyPlace(publicBaseUrl, 8081)).to.equal(null);
    });
  }

  it("is localhost at our port where there is no public address", () => {
    expect(passkeyPlace(null, 8081)).to.deep.equal({ rpId: "localhost", origin: "http://localhost:8081" });
    expect(passkeyPlace(null, 0)).to.equal(null);
  });
});
