import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { elementTags } from "../../widgets/app/pages/dashboards/snippets/element-tags.ts";
import { takePicture, useBrowser } from "../support/browser.ts";
import { beginCensus, elementsInMemory, takeCensus } from "../support/page-census.ts";
import { entity, hassOf, summary } from "../unit/widgets/home-assistant/fixtures.ts";
import { createDashboard, type Dashboard, expectSoon } from "./dashboard.ts";
import {
  type Colours,
  type ForeignPage,
  type ForeignWindow,
  foreignPages,
  type HomeAssistantWindow,
  homeAssistant,
  homeAssistantCards,
  type Scheme,
} from "./foreign-pages.ts";
import { historyOf } from "./history-fixtures.ts";
import { statuses } from "./status-fixtures.ts";

const scripts = resolve(import.meta.dirname, "../../dist/public/widgets");
const tags = ["borg-status", "borg-activity"];

/** What may stand in the page's global scope once our scripts have run: the classic script's name, and Lit's own. */
const knownGlobals = [
  "Borgdeck",
  "litElementVersions",
  "litHtmlVersions",
  "litPropertyMetadata",
  "reactiveElementVersions",
];

/** Rules of a page that touch everything but the size of `rem`. Colour and direction are what an element takes from it on purpose. */
const hostile = `
  body, body *, ::before, ::after { box-sizing: content-box; margin: 3px; padding: 7px; border: 2px solid; letter-spacing: 9px; word-spacing: 9px;
    text-transform: uppercase; text-indent: 2em; text-shadow: 0 0 3px red; white-space: pre; word-break: break-all; line-height: 3;
    font: italic 700 30px/3 fantasy; text-align: center; list-style: square; border-collapse: collapse; border-spacing: 9px;
    font-variant: small-caps; hyphens: auto; tab-size: 1; caption-side: bottom; empty-cells: hide; quotes: none; text-wrap: nowrap;
    background: yellow; float: none; user-select: none; transition: all 1s; animation: none; }
  p, a, li, ul, button, svg, path, progress, time, code, table, td, th, dt, dd { color: fuchsia; fill: fuchsia; display: inline; }
  .root, .frame, .content, .icon, .heading, .strong, .muted, .button, [part] { display: none; color: fuchsia; }`;

describe("widgets in the pages of dashboards", () => {
  const browser = useBrowser();
  let d: Dashboard;

  const start = async () => {
    d = await createDashboard(browser());
    d.service.script.history = historyOf();
    await d.page.clock.install();
    await beginCensus(d.page);
  };

  /** Opens it with this service in the place of the one that examples name. */
  const open = async ({ html, files = {} }: ForeignPage) => {
    const mine = (text: string) => text.replaceAll("https://borg.example.com", d.service.origin);
    for (const [path, body] of Object.entries(files))
      await d.page.route(`**${path}`, (route) => route.fulfill({ contentType: "text/javascript", body: mine(body) }));
    await d.openPage(mine(html));
  };
  const rerender = (times: number) =>
    d.page.evaluate(async (count) => {
      for (let turn = 0; turn < count; turn += 1) {
        (globalThis as ForeignWindow).rerender();
        // Now and then there is no time to draw between two.
        if (turn % 5 > 0) await new Promise(requestAnimationFrame);
      }
    }, times);
  const count = (selector: string) => d.page.locator(selector).count();
  const connections = () => d.service.requests.filter(({ path }) => path === "/api/events").length;

  const coloursOf = (): Promise<Colours> =>
    d.page.evaluate(() => {
      const { shadowRoot } = document.querySelector("borg-status")!;
      const root = getComputedStyle(shadowRoot!.querySelector(".root")!);
      const probe = shadowRoot!.appendChild(document.createElement("i"));
      probe.style.color = "var(--_accent)";
      const accent = getComputedStyle(probe).color;
      probe.remove();
      const ok = getComputedStyle(shadowRoot!.querySelector(".icon-ok")!).fill;
      return { text: root.color, surface: root.backgroundColor, accent, ok };
    });
  const setScheme = (scheme: Scheme) =>
    d.page.evaluate((name) => (globalThis as ForeignWindow).setScheme(name), scheme);

  for (const foreign of foreignPages)
    describe(foreign.name, () => {
      before(async () => {
        await start();
        await open(foreign);
      });
      after(() => d.close());

      it("show data as the example has them", async () => {
        await d.says("All backed up");
        await d.activitySays("Nothing running");
        await expectSoon(() => d.service.streams() === 1);
      });

      it("take its colours, light and dark, named or not", async () => {
        for (const scheme of ["light", "dark"] as const) {
          await setScheme(scheme);
          expect(await coloursOf()).to.deep.equal(foreign.named[scheme]);
          await takePicture(d.page, `foreign-${foreign.name.toLowerCase().replaceAll(/\W+/g, "-")}-${scheme}`, {
            fullPage: false,
          });
          await d.page.$$eval("borg-status", (all) => all.map((each) => each.removeAttribute("adapter")));
          await d.page.evaluate(() => new Promise(requestAnimationFrame));
          expect(await coloursOf()).to.deep.equal({ ...foreign.named[scheme], ...foreign.unnamed[scheme] });
          await rerender(1);
          await d.says("All backed up");
        }
      });

      it("are made anew fifty times, and nothing is left of it: one stream, no listener, no timer, no element", async () => {
        const asked = d.asked();
        const elements = await count(tags.join());
        const before = await takeCensus(d.page);
        await rerender(50);
        await d.says("All backed up");
        await d.activitySays("Nothing running");
        await d.page.clock.fastForward(5_000);
        const { timeouts, ...after } = await takeCensus(d.page);
        expect(before).to.deep.include(after);
        expect(timeouts).to.be.at.most(before.timeouts);
        expect(await count(tags.join())).to.equal(elements);
        // Some of those before the last ones are still in the browser's hands.
        expect(await elementsInMemory(d.page, tags)).to.be.within(elements, 5 * elements);
        expect([d.service.streams(), connections(), d.asked() - asked]).to.deep.equal([1, 1, 0]);
        d.service.send("snapshot", statuses.failed());
        await d.says("Backup failed");
        expect(d.complaints.list).to.deep.equal([]);
      });

      it("leave the page as it is without them", async () => {
        const facts = () =>
          d.page.evaluate(() => ({
            styles: [...document.querySelectorAll("html, body, #bystanders, #bystanders *")].map((element) => {
              const style = getComputedStyle(element);
              const own = element.closest("#bystanders") !== null;
              const names = own ? [...style] : ["color", "background-color", "font", "margin", "color-scheme"];
              return `${element.localName} ${names.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";")}`;
            }),
            sheets: [document.styleSheets.length, document.adoptedStyleSheets.length],
            head: document.head.querySelectorAll("style, link").length,
            attributes: document.documentElement.getAttributeNames(),
            globals: Object.keys(globalThis),
            cookies: document.cookie,
            kept: [localStorage.length, sessionStorage.length],
          }));
        await d.page.reload();
        await d.says("All backed up");
        const withUs = await facts();
        await d.page.route("**/widgets/**", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
        await d.page.reload();
        const without = await facts();
        const globals = withUs.globals.filter((name) => !without.globals.includes(name));
        expect(knownGlobals).to.include.members(globals);
        expect({ ...withUs, globals: [] }).to.deep.equal({ ...without, globals: [] });
      });
    });

  it("take no style of the page but what they ask for, and neither do their parts", async () => {
    await start();
    try {
      d.service.script.status = statuses.failed();
      const all = elementTags.map((tag) => `<${tag} style="position:absolute;width:300px"></${tag}>`).join("");
      await d.open(undefined, `<style id="hostile">${hostile}</style>${all}`);
      await d.page.locator("borg-timeline .frame").getByText("Photos").first().waitFor();
      await d.says("Backup failed");
      const different = await d.page.evaluate((names) => {
        const style = document.querySelector<HTMLStyleElement>("#hostile")!;
        const parts = names.flatMap((name) => [
          ...document.querySelector(name)!.shadowRoot!.querySelectorAll(".root, .root *"),
        ]);
        // Where an element stands is the page's to say.
        const properties = [...getComputedStyle(document.body)].filter(
          (each) => !/^(inset|top|left|right|bottom)/.test(each),
        );
        const [disturbed, calm] = [false, true].map((disabled) => {
          style.disabled = disabled;
          return parts.map((part) => {
            const computed = getComputedStyle(part);
            return properties.map((each) => computed.getPropertyValue(each));
          });
        });
        return parts.flatMap((part, index) =>
          properties
            .filter((_, at) => disturbed![index]![at] !== calm![index]![at])
            .map((each) => `${(part.getRootNode() as ShadowRoot).host.localName} ${part.localName} ${each}`),
        );
      }, elementTags);
      expect(await d.page.locator(".root *").count()).to.be.greaterThan(300);
      expect(different).to.deep.equal([]);
    } finally {
      await d.close();
    }
  });

  it("live beside the script of an older release, each with its own data", async () => {
    await start();
    try {
      // A release before a change of what the page's shared source is.
      const old = (await readFile(join(scripts, "borg-status.iife.js"), "utf8")).replaceAll(
        "borgdeck.live.",
        "borgdeck.live.0",
      );
      await d.page.route("**/old.js", (route) => route.fulfill({ contentType: "text/javascript", body: old }));
      const server = `server="${d.service.origin}"`;
      await d.open(
        `<script src="/old.js"></script><script type="module" src="${d.service.origin}/widgets/borgdeck.js"></script>`,
        `<borg-status ${server}></borg-status><borg-activity></borg-activity><borg-badge></borg-badge>`,
      );
      await d.says("All backed up");
      await d.activitySays("Nothing running");
      await expectSoon(() => d.service.streams() === 2);
      d.service.send("snapshot", statuses.failed());
      await d.says("Backup failed");
      await d.page.locator("borg-badge").getByText("Failed").first().waitFor();
      expect(d.complaints.list).to.deep.equal([]);
    } finally {
      await d.close();
    }
  });

  describe("Home Assistant", () => {
    const card = "ha-panel hui-view > *";

    before(async () => {
      await start();
      const script = await readFile(join(scripts, "borg-home-assistant.js"), "utf8");
      // /config/www of Home Assistant: a copy, which knows no service.
      await d.page.route("**/local/*", (route) => route.fulfill({ contentType: "text/javascript", body: script }));
      await d.openPage(homeAssistant);
      const known = homeAssistantCards.map(({ type }) => type.slice("custom:".length));
      await d.page.evaluate((names) => Promise.all(names.map((name) => customElements.whenDefined(name))), known);
    });
    after(() => d.close());

    const hassWith = (state: string, temperature = 0) => ({
      ...hassOf([summary(state), entity("sensor.temperature", String(temperature))]),
      themes: { darkMode: false },
    });
    const makeCards = (more: object = {}) =>
      d.page.evaluate(
        ([cards, hass]) => {
          const page = globalThis as HomeAssistantWindow;
          page.giveHass(hass);
          page.makeCards(cards);
        },
        [homeAssistantCards.map((each) => ({ ...each, ...more })), hassWith("ok")] as const,
      );

    it("draws the cards of the example in its colours, and they ask nobody", async () => {
      await makeCards();
      await d.page.locator(card).getByText("All backed up").first().waitFor();
      expect(await d.page.locator(card).count()).to.equal(homeAssistantCards.length);
      const colours = () =>
        d.page
          .locator(`${card} borg-status-in-card .root`)
          .first()
          .evaluate((root) => {
            const { color, backgroundColor } = getComputedStyle(root);
            return [color, backgroundColor];
          });
      expect(await colours()).to.deep.equal(["rgb(20, 20, 20)", "rgb(255, 255, 255)"]);
      await d.page.evaluate(() => document.documentElement.classList.add("dark"));
      expect(await colours()).to.deep.equal(["rgb(225, 225, 225)", "rgb(28, 28, 28)"]);
      expect(d.service.requests).to.deep.equal([]);
    });

    it("makes them anew, moves them and gives them hass fifty times, and nothing is left of it", async () => {
      const elements = () => d.page.locator(`${card} borg-status-in-card`).count();
      const [before, drawn] = [await takeCensus(d.page), await elements()];
      expect(drawn).to.be.greaterThan(0);
      await d.page.evaluate(
        async ([cards, hass, other]) => {
          const page = globalThis as HomeAssistantWindow;
          for (let turn = 0; turn < 50; turn += 1) {
            page.giveHass({ ...(turn % 2 ? hass : other) });
            page.showView(turn % 2);
            if (turn % 5 === 0) page.makeCards(cards);
            if (turn % 3 > 0) await new Promise(requestAnimationFrame);
          }
          page.giveHass(hass);
          page.showView(0);
        },
        [homeAssistantCards, hassWith("failed"), hassWith("ok", 20)] as const,
      );
      await d.page.locator(card).getByText("Backup failed").first().waitFor();
      await d.page.clock.fastForward(5_000);
      const { timeouts, ...after } = await takeCensus(d.page);
      expect(before).to.deep.include(after);
      expect(timeouts).to.be.at.most(before.timeouts);
      expect(await elementsInMemory(d.page, ["borg-status-in-card"])).to.be.within(drawn, 5 * drawn);
      expect(d.service.requests).to.deep.equal([]);
      expect(d.complaints.list).to.deep.equal([]);
    });
  });
});
