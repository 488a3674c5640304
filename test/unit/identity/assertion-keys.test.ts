import { createHmac } from "node:crypto";
import { expect } from "chai";
import { createSigner, openAssertion, refusalOf, type Signer } from "../../support/assertions.ts";

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("identity/methods/assertion: keys", () => {
  let signer: Signer;
  let attacker: Signer;
  before(async () => {
    signer = await createSigner();
    attacker = await createSigner();
  });
  const open = () => openAssertion([signer]);

  it("are asked for once by a hundred first requests", async () => {
    const { read, claims, keys } = open();
    const token = await signer.sign(claims());
    await Promise.all(Array.from({ length: 100 }, () => read(token)));
    expect(keys.asked).to.have.length(1);
  });

  it("rotate: an unknown key is asked for once in half a minute", async () => {
    const { read, claims, keys, clock } = open();
    await read(await signer.sign(claims()));
    const next = await createSigner("key-2");
    keys.publish(signer, next);
    const token = await next.sign(claims());
    for (let count = 0; count < 51; count += 1)
      expect(await refusalOf(() => read(token))).to.match(/^invalid-assertion/);
    expect(keys.asked).to.have.length(1);
    clock.advance(30_000);
    expect((await read(token))?.username).to.equal("alice@example.com");
    for (let count = 0; count < 51; count += 1) {
      const made = await attacker.sign(claims(), { kid: `made-up-${count}` });
      expect(await refusalOf(() => read(made))).to.match(/^invalid-assertion/);
    }
    expect(keys.asked).to.have.length(2);
  });

  it("that are withdrawn do not hold any more after ten minutes", async () => {
    const { read, claims, keys, clock } = open();
    await read(await signer.sign(claims()));
    keys.publish(await createSigner("key-2"));
    clock.advance(10 * 60_000);
    expect(await refusalOf(async () => read(await signer.sign(claims())))).to.match(/^invalid-assertion/);
  });

  const failures: [string, () => Response | Promise<Response>][] = [
    ["refuses connections", () => Promise.reject(new TypeError("fetch failed"))],
    ["answers 500", () => new Response("{}", { status: 500 })],
    ["redirects", () => new Response(null, { status: 302, headers: { location: "https://evil.example/" } })],
    ["answers with a page", () => new Response("<html>")],
    ["answers with no keys at all", () => new Response("{}")],
    ["answers without end", () => new Response("x".repeat(300_000))],
    ["answers with nonsense for keys", () => new Response('{"keys":[1,null]}')],
  ];
  for (const [what, answer] of failures) {
    it(`whose address ${what} let nobody in`, async () => {
      const { read, claims, keys, clock } = open();
      keys.answer = answer;
      const token = await signer.sign(claims());
      for (let count = 0; count < 20; count += 1)
        expect(await refusalOf(() => read(token))).to.match(/^keys-unavailable/);
      expect(keys.asked, "not asked with every request").to.have.length(1);
      keys.publish(signer);
      clock.advance(5000);
      expect((await read(token))?.username, "and in again once they are there").to.equal("alice@example.com");
    });
  }

  it("hold for an hour while their address fails, and no longer", async () => {
    const { read, claims, keys, clock } = open();
    await read(await signer.sign(claims()));
    keys.answer = () => Promise.reject(new TypeError("fetch failed"));
    clock.advance(59 * 60_000);
    expect((await read(await signer.sign(claims())))?.username).to.equal("alice@example.com");
    expect(await refusalOf(async () => read(await attacker.sign(claims())))).to.match(/^invalid-assertion/);
    clock.advance(60_000);
    expect(await refusalOf(async () => read(await signer.sign(claims())))).to.match(/^keys-unavailable/);
  });

  it("with a shared secret among them are no keys", async () => {
    const { read, claims, keys } = open();
    const k = Buffer.from("secret-secret-secret-secret-secret").toString("base64url");
    keys.answer = () => new Response(JSON.stringify({ keys: [{ kty: "oct", kid: "key-1", k }] }));
    const signed = `${base64({ alg: "HS256", kid: "key-1" })}.${base64(claims())}`;
    const signature = createHmac("sha256", "secret-secret-secret-secret-secret").update(signed).digest("base64url");
    expect(await refusalOf(() => read(`${signed}.${signature}`))).to.match(/^invalid-assertion/);
    expect(await refusalOf(async () => read(await signer.sign(claims())))).to.match(/^invalid-assertion/);
  });
});
