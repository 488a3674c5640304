// Every attribute of every element, as the manifest has them: what is taken away or says nothing of use is the default.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { useBrowser } from "../support/browser.ts";
import { eventually } from "../support/service.ts";
import { startWidgetServer, type WidgetServer } from "../support/widget-server.ts";
import { historyOf } from "./history-fixtures.ts";
import { openStage, type Stage, visibleText } from "./stage.ts";
import { failedPlan, latePlan, plan, provenRepository, repository, statusOf } from "./status-fixtures.ts";

interface Attribute {
  readonly name: string;
  readonly fieldName: string;
  readonly type: { readonly text: string };
}
interface Declaration {
  readonly tagName?: string;
  readonly attributes?: readonly Attribute[];
}

const manifest = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../widgets/custom-elements.json"), "utf8"),
) as {
  readonly modules: readonly { readonly declarations: readonly Declaration[] }[];
};
const elements = manifest.modules
  .flatMap(({ declarations }) => declarations)
  .flatMap(({ tagName, attributes = [] }) => (tagName ? { tag: tagName, attributes } : []));

/** Any text is right in these, or a name that is not there. */
const free = new Set(["repo", "heading", "label", "link-target", "server"]);

const isNumber = ({ type }: Pick<Attribute, "type">) => /\bnumber\b/.test(type.text);

/** Something that is not the default. */
const another = ({ type }: Pick<Attribute, "type">) =>
  isNumber({ type }) ? "1" : (/"([\w-]+)"[^"]*$/.exec(type.text)?.[1] ?? "x");

/** What is no value of an attribute, by what it holds. */
const nonsense = ({ name, type }: Attribute) =>
  free.has(name) ? [] : isNumber({ type }) ? ["", "many", "0", "-3", "NaN", "2 rows"] : ["no such thing"];

/** Twelve repositories, each with a plan: more than any element lists by itself. */
const many = () => {
  const plans = Array.from({ length: 12 }, (_, at) => {
    const of = at === 0 ? failedPlan() : at === 1 ? latePlan() : plan();
    return { ...of, id: `plan000${at}`, name: `Plan ${at}`, repositoryIds: [`repo000${at}`] };
  });
  const repositories = plans.map(({ state, repositoryIds }, at) => {
    const id = repositoryIds[0]!;
    return at % 2 ? repository({ id, state, name: id }) : provenRepository({ id, state, name: id });
  });
  return statusOf(plans, { repositories });
};

describe("attributes", () => {
  const browser = useBrowser();
  let server: WidgetServer;
  let stage: Stage;

  before(async () => {
    server = await startWidgetServer();
    stage = await openStage(browser(), server);
  });
  after(() => server.close());

  it("are in the manifest, of all ten elements", () => {
    expect(elements).to.have.length(10);
    for (const { tag, attributes } of elements) expect(attributes.length, tag).to.be.above(8);
  });

  for (const { tag, attributes } of elements) {
    it(`of <${tag}> that are taken away, or say nothing of use, are what they are by default`, async () => {
      await stage.show(tag, [many()], 400, {}, { history: historyOf() });
      const tries = attributes.flatMap((attribute) => [
        ...nonsense(attribute).map((said) => ({ ...attribute, said })),
        { ...attribute, said: another(attribute) },
        { ...attribute, said: null },
      ]);
      const seen = await stage.page.locator(tag).evaluate(
        async (node, wanted) => {
          const element = node as HTMLElement & Record<string, unknown> & { updateComplete: Promise<unknown> };
          const shots: { value: unknown; drawn: string }[] = [];
          for (const { name, fieldName, said } of wanted) {
            if (said === null) element.removeAttribute(name);
            else element.setAttribute(name, said);
            await element.updateComplete;
            // Without what Lit notes in it.
            const root = element.shadowRoot!.querySelector(".frame, .pill");
            const html = root?.innerHTML.replace(/<!--.*?-->/g, "");
            shots.push({
              value: element[fieldName],
              drawn: `${Math.round(element.getBoundingClientRect().height)} ${html}`,
            });
          }
          return shots;
        },
        [...attributes.map((attribute) => ({ ...attribute, said: null })), ...tries],
      );
      const usual = new Map(attributes.map(({ name }, at) => [name, seen[at]!]));
      tries.forEach(({ name, type, said }, at) => {
        const { value, drawn } = seen[attributes.length + at]!;
        const by = usual.get(name)!;
        const isNonsense = said !== null && said !== another({ type });
        if (said === null || (isNonsense && isNumber({ type }))) expect(value, `${name}=${said}`).to.equal(by.value);
        if (said === null || isNonsense) expect(drawn, `${name}=${said}`).to.equal(by.drawn);
      });
      expect(stage.complaints.list).to.deep.equal([]);
    });
  }

  it("are what they are by default too where a framework sets their properties to nothing", async () => {
    for (const { tag, attributes } of elements) {
      await stage.show(tag, [many()], 400, {}, { history: historyOf() });
      const changed = await stage.page.locator(tag).evaluate(
        (node, fields) => {
          const element = node as HTMLElement & Record<string, unknown>;
          return fields.filter((field) => {
            const usual = element[field];
            return [undefined, null].some((value) => {
              element[field] = value;
              return element[field] !== usual;
            });
          });
        },
        attributes.map(({ fieldName }) => fieldName),
      );
      expect(changed, tag).to.deep.equal([]);
    }
  });

  it("that name a time no timer can hold do not make an element ask again and again", async () => {
    server.script.status = many();
    await stage.page.evaluate(
      "waits = []; const wait = setTimeout; window.setTimeout = (run, ms) => { waits.push(ms); return wait(run, ms); }",
    );
    await stage.page.evaluate(() => {
      document.querySelector("main")!.innerHTML = `<borg-status refresh="1e12"></borg-status>`;
    });
    const waits = () => stage.page.evaluate<number[]>("window.waits");
    await eventually(waits, (all) => all.some((ms) => ms > 60_000));
    expect(Math.max(...(await waits()))).to.be.below(2 ** 31);
  });

  it("limit means the same wherever it is: that many are listed, by size where it says nothing of use", async () => {
    const listed = async (tag: string, attributes: Record<string, string>) => {
      await stage.show(tag, [many()], 400, attributes);
      const rest = / (\d+) more/.exec((await visibleText(stage.page, tag))[0]!)?.[1];
      return rest === undefined ? null : Number(rest);
    };
    const tags = elements.filter(({ attributes }) => attributes.some(({ name }) => name === "limit"));
    expect(tags.map(({ tag }) => tag)).to.deep.equal(["borg-alerts", "borg-repositories", "borg-schedule"]);
    for (const { tag } of tags) {
      const all = 1 + (await listed(tag, { limit: "1" }))!;
      expect(await listed(tag, { limit: "1.5" }), `${tag}, a part of a row`).to.equal(all - 2);
      for (const size of ["compact", "large"]) {
        expect(await listed(tag, { size, limit: "2" }), `${tag}, ${size}`).to.equal(all - 2);
      }
    }
  });
});
