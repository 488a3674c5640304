import { expect } from "chai";
import fc from "fast-check";
import { arrayElements } from "../../../src/archives/list/array-elements.ts";

const read = (json: string) => [...arrayElements(json, "archives")].map((element) => JSON.parse(element) as unknown);

describe("archives/array-elements", () => {
  it("finds the objects, whatever is in them and beside them, and however the text is laid out", () => {
    const element = fc.dictionary(fc.string(), fc.jsonValue());
    const document = fc.record({ before: fc.jsonValue(), archives: fc.array(element), after: fc.jsonValue() });
    fc.assert(
      fc.property(document, fc.constantFrom(0, 1, 4), (value, indent) => {
        expect(read(JSON.stringify(value, null, indent))).to.deep.equal(JSON.parse(JSON.stringify(value.archives)));
      }),
    );
  });

  it("looks only at the object's own array of that name", () => {
    const elsewhere = { archives: [{ a: 1 }] };
    expect(
      read(JSON.stringify({ repository: elsewhere, note: "archives", others: [{ b: 1 }], archives: [{ c: 1 }] })),
    ).to.deep.equal([{ c: 1 }]);
  });

  it("throws where there is none, where its elements are no objects, and where the text is cut off", () => {
    const strange = [
      "",
      "{}",
      "[]",
      '{"archives":{}}',
      '{"archives":[1]}',
      '{"archives":["a"]}',
      '{"archives":[null]}',
    ];
    const cut = ['{"archives":[{"a":1}', '{"archives":[{"a":1},', '{"archives":[{"a":"', '{"before":"archives'];
    for (const json of [...strange, ...cut]) expect(() => read(json), json).to.throw(SyntaxError);
  });
});
