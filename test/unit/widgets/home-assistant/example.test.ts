import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { WidgetSummary } from "../../../../schemas/widgets.ts";
import { cardKinds } from "../../../../widgets/home-assistant/cards.ts";
import { readConfig } from "../../../../widgets/home-assistant/config.ts";
import { languageCodes } from "../../../../widgets/shared/client/languages.ts";

const read = (file: string) =>
  readFileSync(resolve(import.meta.dirname, "../../../../examples/home-assistant", file), "utf8");
const summaryFields = Object.keys(WidgetSummary.properties);

/** Cards and badges of a view: flat options, lists in one line, and one level of `entities`. More than that no example has. */
function cardsOf(yaml: string): Record<string, unknown>[] {
  return yaml
    .split(/^(?= *(?:- )?type: custom:)/m)
    .slice(1)
    .map((block) => {
      const card: Record<string, unknown> = {};
      let nested: Record<string, string> | null = null;
      const [first = "", ...rest] = block.split(/\n *(?:```|sections:|badges:|- cards:)/)[0]!.split("\n");
      for (const line of [first.replace("- ", "  "), ...rest]) {
        const [, indent = "", key = "", value = ""] = /^( *)(\w+): ?(.*)$/.exec(line) ?? [];
        if (key === "") continue;
        if (value === "") card[key] = nested = {};
        else if (nested && indent.length > first.search(/\S/)) nested[key] = value;
        else card[key] = value.startsWith("[") ? value.slice(1, -1).split(", ") : value;
      }
      return card;
    });
}

/** The languages that the script fetches where these are named behind it. */
function languagesOf(script: string, ...named: string[]): string[] {
  const told = `mkdir() { :; }; cd() { :; }; curl() { echo "$@"; }\n${script}`;
  const { stdout } = spawnSync("sh", ["-c", told, "copy-cards.sh", ...named], { encoding: "utf8" });
  const fetched = /^-fsS -o languages\/(\w+)\.js \S+\/widgets\/languages\/\1\.js$/gm;
  return [...stdout.matchAll(fetched)].map((match) => match[1]!);
}

describe("examples/home-assistant", () => {
  it("reads the summary's fields, and all of those that the cards draw", () => {
    const yaml = read("sensors/borgdeck.yaml");
    const listed = /json_attributes:\n((?: +- \w+\n)+)/.exec(yaml)?.[1]?.match(/\w+/g) ?? [];
    const used = [...yaml.matchAll(/value_json\.(\w+)|state_attr\('sensor\.borgdeck', '(\w+)'\)/g)].map(
      (match) => match[1] ?? match[2]!,
    );
    expect(used).to.have.length.greaterThan(6);
    expect([...listed, ...used].filter((field) => !summaryFields.includes(field))).to.deep.equal([]);
    const drawn = summaryFields.filter((field) => field !== "status" && !field.endsWith("_unix"));
    expect(listed).to.have.members(drawn);
    expect(yaml).to.include("/api/widgets/summary");
  });

  it("makes the entities that its cards and its automation name", () => {
    const yaml = read("sensors/borgdeck.yaml");
    const made = [...yaml.matchAll(/^ +- name: (.+)$/gm)].map((match) => match[1]!.toLowerCase().replaceAll(" ", "_"));
    const named = [yaml, read("sensors/cards.yaml")].flatMap((text) =>
      [...text.matchAll(/sensor\.(borgdeck\w*)/g)].map((match) => match[1]!),
    );
    expect(named.filter((id) => !made.includes(id))).to.deep.equal([]);
  });

  for (const [file, fewest] of [
    ["sensors/cards.yaml", 5],
    ["mqtt/cards.yaml", 7],
    ["README.md", 1],
  ] as const)
    it(`has cards that exist, with options that they take (${file})`, () => {
      const cards = cardsOf(read(file));
      expect(cards).to.have.length.of.at.least(fewest);
      for (const { type, ...options } of cards) {
        const kind = cardKinds.find((each) => `custom:${each.type}` === type);
        if (!kind) expect.fail(`no card ${type}`);
        const { attributes } = readConfig(options, kind.options);
        const told = Object.keys(options).filter((name) => !["entity", "entities", "device", "server"].includes(name));
        expect(Object.keys(attributes), String(type)).to.have.length(told.length);
      }
    });

  it("has the file of the cards and its languages where the cards look for them", () => {
    for (const way of ["sensors", "mqtt"]) {
      const script = read(`${way}/copy-cards.sh`);
      expect(script).to.match(/^cd \/config\/www\/borgdeck\/widgets$/m);
      expect(script).to.match(/^curl -fsS -o borg-home-assistant\.js \S+\/widgets\/borg-home-assistant\.js$/m);
      expect(languagesOf(script)).to.deep.equal([...languageCodes]);
      expect(languagesOf(script, "de", "pl")).to.deep.equal(["de", "pl"]);
      expect(read(`${way}/resource.txt`)).to.equal("/local/borgdeck/widgets/borg-home-assistant.js?v=1\n");
    }
    expect(read("README.md")).to.include("url: /local/borgdeck/widgets/borg-home-assistant.js?v=1");
  });
});
