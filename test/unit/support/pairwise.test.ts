import { expect } from "chai";
import fc from "fast-check";
import { type Factors, pairwise } from "../../support/pairwise.ts";

/** What two values of two factors stand in no row together. */
function unmet(factors: Factors, rows: readonly Record<string, unknown>[]): unknown[] {
  const names = Object.keys(factors);
  return names.flatMap((a, index) =>
    names
      .slice(index + 1)
      .flatMap((b) =>
        factors[a]!.flatMap((x) =>
          factors[b]!.filter((y) => !rows.some((row) => row[a] === x && row[b] === y)).map((y) => [a, x, b, y]),
        ),
      ),
  );
}

describe("pairwise", () => {
  it("has any two values of any two factors meet, whatever the factors", () => {
    const factors = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 7 });
    fc.assert(
      fc.property(factors, (sizes) => {
        const all = Object.fromEntries(
          sizes.map((size, index) => [`f${index}`, Array.from({ length: size }, (_, at) => at)]),
        );
        const rows = pairwise(all);
        expect(unmet(all, rows)).to.deep.equal([]);
        expect(rows.length).to.be.at.most(sizes.reduce((product, size) => product * size, 1));
      }),
    );
  });

  it("takes a tenth of all combinations for what a widget is looked at in, and the same each time", () => {
    const factors = {
      width: [180, 320, 640, 1200],
      scheme: ["light", "dark"],
      density: ["comfortable", "compact"],
      dir: ["ltr", "rtl"],
      forced: [false, true],
      calm: [false, true],
    } as const;
    const rows = pairwise(factors);
    expect(rows.length).to.be.within(8, 12);
    expect(rows).to.deep.equal(pairwise(factors));
  });

  it("makes nothing of one factor alone", () => {
    expect(pairwise({ only: [1, 2] })).to.deep.equal([]);
  });
});
