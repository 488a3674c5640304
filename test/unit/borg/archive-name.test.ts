import { expect } from "chai";
import fc from "fast-check";
import {
  looksLikePlanArchive,
  planArchiveGlob,
  planArchiveName,
  planOfArchive,
} from "../../../src/borg/archive-name.ts";

const letters = "abcdefghijklmnopqrstuvwxyz234567".split("");
const planId = fc.array(fc.constantFrom(...letters), { minLength: 8, maxLength: 40 }).map((parts) => parts.join(""));
/** The years that are written with four digits. */
const time = fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(9999, 11, 31) });
/** Names that a plan could have given, changed a little, and any others that borg takes. */
const anyName = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 80 }),
  fc
    .tuple(
      planId,
      time,
      fc.constantFrom("", ".checkpoint", ".checkpoint.1", "-", "\n", " "),
      fc.constantFrom("", " ", "x-"),
    )
    .map(([id, at, behind, ahead]) => `${ahead}${planArchiveName(id, at)}${behind}`),
  fc.tuple(planId, fc.string({ unit: "binary", minLength: 19, maxLength: 30 })).map(([id, rest]) => `${id}-${rest}`),
);

/** borg's glob (Python's fnmatch): a question mark is any one character, a star any number of them. */
function globMatches(glob: string, name: string): boolean {
  const source = glob.replaceAll("?", ".").replace(/\*$/, ".*"); // it has no other signs
  expect(glob).to.match(/^[-a-z2-7T:?]+\*$/);
  return new RegExp(`^(?:${source})$`, "su").test(name);
}

describe("borg/archive-name", () => {
  it("gives every plan's archive back to its plan, and its glob takes it", () => {
    fc.assert(
      fc.property(planId, time, (id, at) => {
        const name = planArchiveName(id, at);
        expect(name).to.match(/^[a-z2-7]+-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
        expect(planOfArchive(name)).to.equal(id);
        expect(looksLikePlanArchive(name)).to.equal(true);
        expect(globMatches(planArchiveGlob(id), name)).to.equal(true);
        expect(globMatches(planArchiveGlob(id), `${name}.checkpoint`)).to.equal(true);
      }),
    );
  });

  it("never gives an archive of one plan to another, not even where one id begins the other", () => {
    fc.assert(
      fc.property(planId, planId, fc.nat(32), time, (one, other, cut, at) => {
        for (const [id, stranger] of [
          [one, other],
          [one, `${one}${other}`.slice(0, 40)],
          [one, one.slice(0, 8 + (cut % 33))],
        ] as const) {
          if (id === stranger) continue;
          expect(planOfArchive(planArchiveName(stranger, at))).to.equal(stranger);
          expect(globMatches(planArchiveGlob(id), planArchiveName(stranger, at))).to.equal(false);
        }
      }),
    );
  });

  it("prunes nothing whose name it would not refuse to give: the glob and the warning agree on every name", () => {
    fc.assert(
      fc.property(anyName, planId, (name, other) => {
        const before = name.split("-")[0] ?? "";
        const ids = /^[a-z2-7]{8,40}$/.test(before) ? [before, other] : [other];
        const pruned = ids.some((id) => globMatches(planArchiveGlob(id), name));
        expect(looksLikePlanArchive(name)).to.equal(pruned);
        if (planOfArchive(name) !== null) expect(pruned).to.equal(true);
      }),
      { numRuns: 500 },
    );
  });

  it("refuses to prune by what is no plan's id", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (id) => {
        if (/^[a-z2-7]{8,40}$/.test(id)) return;
        expect(() => planArchiveGlob(id)).to.throw(RangeError);
      }),
    );
    for (const id of ["plan\naaaa", "planaaaa\n", "planaaa*", "PLANAAAA"]) {
      expect(() => planArchiveGlob(id), JSON.stringify(id)).to.throw(RangeError);
    }
  });
});
