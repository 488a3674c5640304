import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";

/** What only elements use of which there is no card. */
const unused = [
  "countDays",
  "dayStates",
  "formatDays",
  "historyOf",
  "linePoints",
  "storageOf",
  "timelineOf",
  "trustOf",
];

/** Names that a module exports, but types. Read, not imported: what it stands on is for browsers. */
function exportsOf(file: string): string[] {
  const text = readFileSync(resolve(import.meta.dirname, "../../../../widgets", file), "utf8");
  const lists = [...text.matchAll(/^export \{([^}]+)\}/gm)].flatMap((match) => match[1]!.split(","));
  const own = [...text.matchAll(/^export (?:const|function) (\w+)/gm)].map((match) => match[1]!);
  return [...lists.map((name) => name.trim()).filter(Boolean), ...own];
}

describe("the data client of the cards", () => {
  it("has all that the one for pages has, but for what no card needs", () => {
    const ofCards = exportsOf("home-assistant/live.ts");
    expect(ofCards).to.have.length.greaterThan(10);
    expect([...ofCards, ...unused].sort()).to.deep.equal(exportsOf("shared/client/live.ts").sort());
  });
});
