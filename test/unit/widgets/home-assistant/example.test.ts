import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { WidgetSummary } from "../../../../schemas/widgets.ts";
import { cardKinds } from "../../../../widgets/home-assistant/cards.ts";
import { readConfig } from "../../../../widgets/home-assistant/config.ts";

const read = (file: string) =>
  readFileSync(resolve(import.meta.dirname, "../../../../examples/home-assistant", file), "utf8");
const summaryFields = Object.keys(WidgetSummary.properties);

/** Cards of a view: flat options, and one level of `entities`. More than that no example has. */
function cardsOf(yaml: string): Record<string, unknown>[] {
  return yaml
    .split(/^ *- (?=type: custom:)/m)
    .slice(1)
    .map((block) => {
      const card: Record<string, unknown> = {};
      let nested: Record<string, string> | null = null;
      for (const line of block.split("\n")) {
        const [, indent = "", key = "", value = ""] = /^( *)(\w+): ?(.*)$/.exec(line) ?? [];
        if (key === "") continue;
        if (value === "") card[key] = nested = {};
        else if (nested && indent.length > 8) nested[key] = value;
        else card[key] = value;
      }
      return card;
    });
}

describe("examples/home-assistant", () => {
  it("reads the summary's fields, and all of those that the cards draw", () => {
    const yaml = read("borgdeck.yaml");
    const listed = [...(/json_attributes:\n((?: +- \w+\n)+)/.exec(yaml)?.[1] ?? "").matchAll(/- (\w+)/g)].map(
      (match) => match[1]!,
    );
    const used = [...yaml.matchAll(/value_json\.(\w+)|state_attr\('sensor\.borgdeck', '(\w+)'\)/g)].map(
      (match) => match[1] ?? match[2]!,
    );
    expect(used).to.have.length.greaterThan(6);
    expect([...listed, ...used].filter((field) => !summaryFields.includes(field))).to.deep.equal([]);
    const drawn = summaryFields.filter((field) => field !== "status" && !field.endsWith("_unix"));
    expect(listed).to.have.members(drawn);
    expect(used.filter((field) => field !== "status" && !listed.includes(field))).to.deep.equal([]);
    expect(yaml).to.include("/api/widgets/summary");
  });

  it("has cards that exist, with options that they take", () => {
    const cards = cardsOf(read("cards.yaml"));
    expect(cards).to.have.length.greaterThan(3);
    for (const { type, ...options } of cards) {
      const kind = cardKinds.find((each) => `custom:${each.type}` === type);
      if (!kind) expect.fail(`no card ${type}`);
      const { attributes } = readConfig(options, kind.options);
      const told = Object.keys(options).filter((name) => !["entity", "entities", "device", "server"].includes(name));
      expect(Object.keys(attributes), String(type)).to.have.length(told.length);
    }
  });
});
