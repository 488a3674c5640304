import { parse } from "node:querystring";
import { expect } from "chai";
import Type from "typebox";
import { queryReader } from "../../../src/http/read/query.ts";

const schema = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
  deep: Type.Optional(Type.Boolean()),
  path: Type.String({ minLength: 1 }),
});

describe("queryReader", () => {
  const read = queryReader(schema);

  it("converts what its schema says is a number or a boolean, and nothing else", () => {
    expect(read(parse("limit=3&deep=true&path=12"))).to.deep.equal({
      query: { limit: 3, deep: true, path: "12" },
      fields: {},
    });
  });

  it("leaves out what it does not know, names of prototypes too", () => {
    const { query } = read(parse("path=a&__proto__=x&constructor=y&utm=z"));
    expect(query).to.deep.equal({ path: "a" });
    expect(Object.getPrototypeOf(query)).to.equal(Object.prototype);
  });

  it("names all that is wrong", () => {
    for (const limit of ["0", "6", "1.5", "1e1", "x", "", " 1", "99999999999999999999"]) {
      expect(read(parse(`limit=${encodeURIComponent(limit)}&path=a`)).fields, limit).to.have.all.keys("?limit");
    }
    expect(read(parse("deep=yes&path=a&path=b")).fields).to.have.all.keys("?deep", "?path");
    expect(read(parse("")).fields).to.deep.equal({ "?path": "is missing" });
  });

  it("makes a list of what may be given more than once", () => {
    const many = queryReader(
      Type.Object({ path: Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: 2 }) }),
    );
    expect(many(parse("path=a")).query).to.deep.equal({ path: ["a"] });
    expect(many(parse("path=a&path=b")).query).to.deep.equal({ path: ["a", "b"] });
    expect(many(parse("path=a&path=")).fields).to.have.all.keys("?path/1");
    expect(many(parse("path=a&path=b&path=c")).fields).to.have.all.keys("?path");
    expect(many(parse("")).fields).to.deep.equal({ "?path": "is missing" });
  });

  it("takes nothing without a schema", () => {
    expect(queryReader(undefined)(parse("a=1"))).to.deep.equal({ query: {}, fields: {} });
  });
});
