import { expect } from "chai";
import fc from "fast-check";
import type { Passkey } from "../../../../schemas/users.ts";
import { createPasskeyMethod } from "../../../../src/identity/methods/passkey.ts";
import { createAuthenticator, type Twist } from "../../../support/webauthn.ts";

const place = { rpId: "borg.example.com", origin: "https://borg.example.com" };
const challenge = Buffer.alloc(32, 3);
const asked = challenge.toString("base64url");
const webauthnId = Buffer.alloc(64, 4).toString("base64url");

describe("identity/methods/passkey", () => {
  const method = createPasskeyMethod(place);

  const make = async (twist: Twist = {}) => {
    const device = createAuthenticator(place.origin);
    const user = { webauthnId, name: "anna", displayName: "Anna" };
    const options = await method.registrationOptions({ challenge, user, known: [] });
    return { device, checked: await method.checkRegistration(device.create(options, twist), asked) };
  };

  const made = async () => {
    const { device, checked } = await make();
    if ("refused" in checked) throw new Error(checked.refused);
    return { device, passkey: checked.value, options: await method.signInOptions(challenge, null) };
  };

  it("takes a passkey without attestation, or attested by itself", async () => {
    for (const twist of [{}, { attestation: "self" }] as const) {
      const { device, checked } = await make(twist);
      expect(checked).to.have.property("value");
      expect((checked as { value: object }).value).to.deep.include({ id: device.passkeys[0]?.id, counter: 0 });
    }
  });

  it("refuses an id that is another than the authenticator's", async () => {
    const { device } = await make();
    const options = { challenge: asked, rp: { id: place.rpId }, user: { id: webauthnId } };
    const id = Buffer.alloc(32).toString("base64url");
    const checked = await method.checkRegistration({ ...device.create(options), id, rawId: id }, asked);
    expect(checked).to.deep.equal({ refused: "the passkey is called by two names" });
  });

  it("refuses an id that is longer than WebAuthn allows", async () => {
    const { checked } = await make({ id: Buffer.alloc(1024, 1).toString("base64url") });
    expect(checked).to.deep.equal({ refused: "the passkey is too large" });
  });

  it("keeps those transports that it knows, in one order", async () => {
    const { device } = await make();
    const options = { challenge: asked, rp: { id: place.rpId }, user: { id: webauthnId } };
    const answer = device.create(options);
    const response = { ...(answer["response"] as object), transports: ["usb", "telepathy", 7, "nfc"] };
    const checked = await method.checkRegistration({ ...answer, response }, asked);
    expect((checked as { value: Passkey }).value.transports).to.deep.equal(["nfc", "usb"]);
  });

  it("gives the counter of a right answer", async () => {
    const { device, passkey, options } = await made();
    const checked = await method.checkSignIn(device.get(options, { counter: 41 }), asked, passkey);
    expect(checked).to.deep.equal({ value: { counter: 41 } });
  });

  it("refuses an answer in which a single bit of what was signed is wrong, wherever", async () => {
    const { device, passkey, options } = await made();
    const parts = ["clientDataJSON", "authenticatorData"] as const;
    const answer = device.get(options);
    const right = answer["response"] as Record<(typeof parts)[number], string>;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...parts), fc.nat(), async (part, at) => {
        const bytes = Buffer.from(right[part], "base64url");
        const bit = at % (bytes.length * 8);
        bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        const response = { ...right, [part]: bytes.toString("base64url") };
        expect(await method.checkSignIn({ ...answer, response }, asked, passkey)).to.have.property("refused");
      }),
      { numRuns: 300 },
    );
  });
});
