import { expect } from "chai";
import * as ofCards from "../../../../widgets/home-assistant/live.ts";
import * as ofAll from "../../../../widgets/shared/live.ts";

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

describe("the data client of the cards", () => {
  it("has all that the one for pages has, but for what no card needs", () => {
    expect([...Object.keys(ofCards), ...unused].sort()).to.deep.equal(Object.keys(ofAll).sort());
  });
});
