import { expect } from "chai";
import { paginate } from "../../../src/http/answer/paginate.ts";

const keyOf = (item: string) => item;

describe("paginate", () => {
  it("gives pages that join to the whole list", () => {
    const items = Array.from({ length: 7 }, (_, at) => `k${at}`);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { items: shown, next } = paginate(items, keyOf, { limit: 3, cursor });
      seen.push(...shown);
      cursor = next ?? undefined;
    } while (cursor !== undefined);
    expect(seen).to.deep.equal(items);
  });

  it("ends with null, also where the last page is full", () => {
    expect(paginate(["a", "b"], keyOf, { limit: 2 })).to.deep.equal({ items: ["a", "b"], next: null });
    expect(paginate([], keyOf, {})).to.deep.equal({ items: [], next: null });
  });

  it("says so when the item of the cursor is gone", () => {
    expect(() => paginate(["a"], keyOf, { cursor: "b" }))
      .to.throw()
      .with.property("code", "invalid-input");
  });
});
