import { expect } from "chai";
import { clientDataProblem } from "../../../../src/identity/methods/client-data.ts";

const expected = { type: "webauthn.get", challenge: "Y2hhbGxlbmdl", origin: "https://borg.example.com" } as const;

const encoded = (text: string) => ({ response: { clientDataJSON: Buffer.from(text).toString("base64url") } });
const problemOf = (change: object = {}) =>
  clientDataProblem(encoded(JSON.stringify({ ...expected, crossOrigin: false, ...change })), expected);

describe("identity/methods/client-data", () => {
  it("is fine where everything is ours, with crossOrigin said or not", () => {
    expect(problemOf()).to.equal(null);
    expect(problemOf({ crossOrigin: undefined })).to.equal(null);
    expect(problemOf({ somethingNew: true })).to.equal(null);
  });

  for (const [what, change, word] of [
    ["another ceremony", { type: "webauthn.create" }, "ceremony"],
    ["another challenge", { challenge: "eA" }, "challenge"],
    ["another origin", { origin: "https://borg.example.com." }, "origin"],
    ["an origin in a list", { origin: ["https://borg.example.com"] }, "origin"],
    ["a frame of another site", { crossOrigin: true }, "frame"],
    ["a frame said in other words", { crossOrigin: 1 }, "frame"],
    ["a top origin", { topOrigin: "https://borg.example.com" }, "frame"],
    ["a top origin that is null", { topOrigin: null }, "frame"],
  ] as const) {
    it(`says what is wrong with ${what}`, () => {
      expect(problemOf(change)).to.contain(word);
    });
  }

  for (const [what, response] of [
    ["nothing", {}],
    ["no response", { response: null }],
    ["a number", { response: { clientDataJSON: 7 } }],
    ["no JSON", encoded("{")],
    ["a text", encoded('"x"')],
    ["null", encoded("null")],
    ["base64 of the other kind", { response: { clientDataJSON: "e30=" } }],
    ["base64 with something between", { response: { clientDataJSON: `${encoded("{}").response.clientDataJSON}\n` } }],
  ] as const) {
    it(`cannot be read from ${what}`, () => {
      expect(clientDataProblem(response, expected)).to.equal("what the browser says cannot be read");
    });
  }

  it("is read in one way only: what others would read otherwise is refused", () => {
    const padded = encoded(JSON.stringify({ ...expected })).response.clientDataJSON.replaceAll("-", "+");
    for (const clientDataJSON of [`${padded}=`, `${padded}!`, ` ${padded}`]) {
      expect(clientDataProblem({ response: { clientDataJSON } }, expected)).to.be.a("string");
    }
  });
});
