// What is pasted into dashboards: it names elements, attributes, scripts, routes and fields that exist, and keeps clear of the
// traps of each dashboard.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { WidgetSummary } from "../../schemas/widgets.ts";
import { slugOf as proposedSlug } from "../../src/mqtt/discovery.ts";
import { dashboards } from "../../widgets/app/pages/dashboards/snippets/dashboards.ts";
import { elementTags } from "../../widgets/app/pages/dashboards/snippets/element-tags.ts";
import { elementsOf } from "../../widgets/app/pages/dashboards/snippets/element-words.ts";
import { slugOf } from "../../widgets/app/pages/dashboards/snippets/home-assistant.ts";
import { needsToken, type Wish } from "../../widgets/app/pages/dashboards/snippets/snippet.ts";
import { operations } from "../support/access-walk.ts";

const root = resolve(import.meta.dirname, "../..");
const server = "https://borg.example.com/borg";
const inside = "http://borgdeck:8081";
const token = "bdk_tttttttt_secret";
const wish: Wish = {
  server,
  inside,
  elements: elementTags,
  repositoryIds: ["aaaaaaaa", "bbbbbbbb"],
  shown: [
    { id: "aaaaaaaa", name: "NAS" },
    { id: "bbbbbbbb", name: "Offsite" },
  ],
  token,
};

type Files = Readonly<Record<string, string>>;

/** What `npm run generate` would write. */
async function generated(name: "examples" | "widgets"): Promise<Files> {
  const path = resolve(root, `scripts/generators/${name}.mjs`);
  const module = (await import(path)) as Record<string, () => Promise<Files>>;
  return module[name === "examples" ? "exampleFiles" : "widgetFiles"]?.() ?? {};
}

interface Declaration {
  readonly tagName?: string;
  readonly attributes?: readonly { readonly name: string }[];
}

const all = dashboards.flatMap((dashboard) =>
  dashboard.ways.map((way) => ({
    name: `${dashboard.name}: ${way.title}`,
    id: `${dashboard.id}/${way.id}`,
    way,
    text: way
      .parts(wish)
      .map((part) => part.text)
      .join("\n"),
  })),
);
const textOf = (id: string) => all.find((each) => each.id === id)?.text ?? expect.fail(id);

describe("snippets for dashboards", () => {
  let attributesOf: Map<string, Set<string>>;
  before(async () => {
    const manifest = JSON.parse((await generated("widgets"))["widgets/custom-elements.json"] ?? "") as {
      modules: { declarations: Declaration[] }[];
    };
    const declarations = manifest.modules.flatMap((module) => module.declarations);
    attributesOf = new Map(
      declarations.flatMap(({ tagName, attributes = [] }) =>
        tagName ? [[tagName, new Set(attributes.map(({ name }) => name))] as const] : [],
      ),
    );
  });

  it("are offered for every element there is", () => {
    expect([...elementTags].sort()).to.deep.equal([...attributesOf.keys()].sort());
    expect(elementsOf(elementTags)).to.have.members([...elementTags]);
  });

  const routes = new Set(operations().map(({ path }) => path));
  const scripts = [
    "/widgets/borgdeck.js",
    "/widgets/borgdeck.iife.js",
    "/widgets/borg-home-assistant.js",
    "/widgets/languages/$language.js", // of those that there are: test/unit/widgets/home-assistant/example.test.ts
  ];
  const fields = new Set(Object.keys(WidgetSummary.properties));

  for (const { name, way, text } of all) {
    it(`${name}: names what exists, all of it`, () => {
      const tags = [...text.matchAll(/<(borg-[a-z-]+)((?: [a-z-]+="[^"<>]*")*)><\/\1>/g)];
      for (const [, tag = "", attributes = ""] of tags) {
        const known = attributesOf.get(tag) ?? expect.fail(tag);
        const used = [...attributes.matchAll(/ ([a-z-]+)="/g)].map((match) => match[1] ?? "");
        expect(used).to.include.members(["server", "repo"]);
        expect(
          used.filter((attribute) => !known.has(attribute)),
          tag,
        ).to.deep.equal([]);
      }
      const framed = [...text.matchAll(/[?&]widget=([a-z]+)/g)].map((match) => `borg-${match[1]}`);
      expect([...tags.map((match) => match[1]), ...framed].sort()).to.deep.equal(
        way.elements ? [...elementTags].sort() : [],
      );
      expect(text.match(/<borg-/g) ?? [], "no tag that was not looked at").to.have.length(tags.length);

      const paths = [...text.matchAll(/(?:borgdeck:8081|example\.com\/borg)(\/(?:api|widgets)\/[^"'`\s)?]*)/g)];
      for (const [, full = ""] of paths) {
        const path = full.replace(/(?<=badge\/)\w+(?=\.svg$)/, "{id}");
        expect(routes.has(path) || scripts.includes(path), path).to.equal(true);
      }
      const read = [...text.matchAll(/field: (\w+)|value_json\.(\w+)|data\.summary\.(\w+)/g)];
      expect(read.flatMap(([, a, b, c]) => a ?? b ?? c ?? []).filter((field) => !fields.has(field))).to.deep.equal([]);
    });

    it(`${name}: holds the token where it needs one, and nowhere else`, () => {
      expect(text.includes(token)).to.equal(needsToken(way));
      expect(text.includes(inside)).to.equal(way.asks === "server");
      if (way.asks !== "picture") expect(text, "never in an address").to.not.match(/[?&]token=/);
    });
  }

  it("keep to what Homepage can: four mappings, one id in both files", () => {
    expect(textOf("homepage/tile").match(/- field:/g)).to.have.length(4);
    const [script, services] = dashboards[0].ways[0].parts(wish);
    expect(script?.text).to.match(/^ {4}borg: /m);
    expect(services?.text).to.match(/^ +id: borg$/m);
    expect(() => new Function(script?.text ?? "")).to.not.throw();
  });

  it("keep to what Dashy can: elements that nothing makes anew", () => {
    expect(textOf("dashy/widgets")).to.not.include("updateInterval");
    expect(textOf("dashy/widgets")).to.match(/html: '[^']+'\n/);
  });

  it("keep to what Glance can: nothing that would show a sign-on page", () => {
    expect(textOf("glance/extension")).to.not.include("fallback-content-type");
    expect(textOf("glance/extension")).to.include("allow-potentially-dangerous-html: true");
    expect(textOf("glance/widgets")).to.match(/<script src="[^"]+\.iife\.js"/);
  });

  it("keep to what Home Assistant can: no script of another address", () => {
    for (const id of ["home-assistant/sensors", "home-assistant/mqtt"])
      for (const url of textOf(id).match(/\S*borg-home-assistant\.js\?\S*/g) ?? expect.fail("no resource"))
        expect(url).to.match(/^\/local\//);
  });

  it("tell of a problem in Home Assistant also where nobody knew how it was before", () => {
    const automation = textOf("home-assistant/sensors").split("automation:")[1] ?? expect.fail("no automation");
    expect(automation).to.include('to: "on"').and.not.include("from:");
  });

  it("name Home Assistant's entities as Borgdeck proposes them to it", () => {
    for (const name of ["NAS", "Büro & Keller", " a--b ", "日本"])
      expect(slugOf(name, "aaaaaaaa")).to.equal(proposedSlug(name, "aaaaaaaa"));
    const text = textOf("home-assistant/mqtt");
    expect(text).to.include("entity: [binary_sensor.nas_problem, binary_sensor.offsite_problem]");
    expect(text).to.not.include(token);
    const [sensors] = dashboards.find(({ id }) => id === "home-assistant")?.ways ?? [];
    const all = sensors?.parts({ ...wish, repositoryIds: [] }).at(-1)?.text ?? "";
    expect(all).to.include("custom:borg-repositories-card").and.not.include("repo:");
  });

  it("are one picture for everything, or one for each repository, with a word for those who see none", () => {
    for (const way of dashboards.find(({ id }) => id === "badges")?.ways ?? []) {
      const [all] = way.parts({ ...wish, repositoryIds: [] });
      expect(all?.text).to.include(`${server}/api/widgets/badge.svg?token=${token}`);
      const [each] = way.parts(wish);
      expect(each?.text.trim().split("\n")).to.have.length(2);
      for (const line of each?.text.trim().split("\n") ?? []) expect(line).to.match(/!\[Backups\]|alt="Backups"/);
    }
  });

  it("keep to what Homarr can: a whole definition, without the token", () => {
    const [widget] = dashboards.find(({ id }) => id === "homarr")?.ways[0].parts(wish) ?? [];
    const definition = JSON.parse(widget?.text ?? "") as { $schema: string; sources: { default: unknown } };
    expect(definition.$schema).to.equal("homarr-custom-widget-v2");
    expect(definition.sources.default).to.include({ baseUrl: inside, auth: "bearer" });
    expect(widget?.text).to.not.include(token);
    for (const state of ["ok", "running", "warning", "failed", "late", "suspicious"])
      expect(widget?.text, "others need nobody: grey").to.include(`status === \\"${state}\\"`);
  });

  it("keep to what Homer can: a message of the repositories that were chosen", () => {
    const [message] = dashboards.find(({ id }) => id === "homer")?.ways ?? [];
    const textFor = (repositoryIds: readonly string[]) => message?.parts({ ...wish, repositoryIds })[0]?.text;
    expect(textFor(["one", "two"])).to.include(`"${server}/api/widgets/homer-message?repo=one,two"`);
    expect(textFor([])).to.include(`"${server}/api/widgets/homer-message"`);
  });

  it("are what examples/ holds", async () => {
    const files = Object.entries(await generated("examples")).filter(([path]) => path.startsWith("examples/"));
    expect(files).to.have.length.greaterThan(20);
    for (const [path, text] of files) expect(readFileSync(resolve(root, path), "utf8"), path).to.equal(text);
  });
});
