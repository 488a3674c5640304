// Cards as Home Assistant's frontend treats them: made by name, configured at once, and given `hass` at every change of anything.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import type { Page } from "playwright-core";
import type { Hass } from "../../widgets/home-assistant/hass.ts";
import { axeViolations, type Complaints, openPage, takePicture, useBrowser } from "../support/browser.ts";
import { startWidgetServer, type WidgetServer } from "../support/widget-server.ts";
import {
  device,
  entity,
  hassOf,
  hassWithPublished,
  published,
  summary,
} from "../unit/widgets/home-assistant/fixtures.ts";
import { type Card, type Frontend, failing, frontend, nas, now } from "./home-assistant-frontend.ts";
import { statuses } from "./status-fixtures.ts";

const script = readFileSync(resolve(import.meta.dirname, "../../dist/public/widgets/borg-home-assistant.js"), "utf8");

describe("cards for Home Assistant", () => {
  const browser = useBrowser();
  let server: WidgetServer;
  let page: Page;
  let complaints: Complaints;
  let close: () => Promise<void>;

  before(async () => {
    server = await startWidgetServer();
    server.script.page = frontend;
  });
  after(() => server.close());
  beforeEach(async () => {
    const opened = await openPage(browser(), { viewport: { width: 900, height: 700 } });
    ({ page, complaints } = opened);
    close = () => opened.context.close();
    // /config/www of Home Assistant: the file is a copy, and knows no service.
    await page.route("**/local/*", (route) => route.fulfill({ contentType: "text/javascript", body: script }));
    await page.goto(server.origin);
  });
  afterEach(async () => {
    expect(complaints.list).to.deep.equal([]);
    await close();
  });

  const add = (config: object, hass: Hass, preview = false) =>
    page.evaluate(([config, hass, preview]) => (globalThis as Frontend).addCard(config, hass, preview), [
      config,
      hass,
      preview,
    ] as const);
  const says = (text: string | RegExp) => page.locator("main").getByText(text).first().waitFor();
  const give = (hass: Hass) =>
    page.evaluate((given) => {
      document.querySelector<Card>("borg-status-card")!.hass = given;
    }, hass);
  const status = (more: object) => ({ type: "custom:borg-status-card", ...more });

  for (const theme of ["light", "dark"])
    it(`draw what entities tell, and what is in the way, accessible (${theme})`, async () => {
      const themes = { darkMode: theme === "dark" };
      await page.evaluate((name) => document.documentElement.classList.add(name), theme);
      await add(status({ entity: "sensor.borgdeck" }), { ...hassOf([now(summary())]), themes });
      await add(status({ entity: "sensor.borgdeck" }), { ...hassOf([failing()]), themes });
      await add(status({ device }), { ...nas(), themes });
      await add(
        { type: "custom:borg-activity-card", device },
        { ...nas({ "binary_sensor.borg_nas_running": "on" }), themes },
      );
      await add(status({ entity: "sensor.borgdeck", grid_options: { rows: 2, columns: 6 } }), {
        ...hassOf([failing()]),
        themes,
      });
      await add(status({ entity: "sensor.borgdeck", name: "Backups" }), {
        ...hassOf([entity("sensor.borgdeck", "unavailable")]),
        themes,
      });
      await add(status({ device: [device, "gone"] }), {
        ...nas({ "binary_sensor.borg_nas_problem": "on", "sensor.borg_nas_archives": "unavailable" }),
        themes,
      });
      await add(
        { type: "custom:borg-repositories-card", entity: "sensor.borgdeck" },
        { ...hassOf([failing()]), themes },
      );
      await add({ type: "custom:borg-schedule-card", entity: "sensor.borgdeck" }, { ...hassOf([failing()]), themes });
      const two = hassWithPublished({ NAS: {}, Offsite: { state: "late", problem: "on", late: "on" } });
      await add({ type: "custom:borg-repository-card", device: published }, { ...two, themes });
      await add({ type: "custom:borg-repository-card", entity: "sensor.borgdeck" }, { ...hassOf([failing()]), themes });
      await add({ type: "custom:borg-alerts-card", device: Object.keys(two.devices!) }, { ...two, themes });
      await add({ type: "custom:borg-status-badge", device: published, label: "NAS" }, { ...two, themes });
      await add(
        { type: "custom:borg-status-badge", entity: "sensor.borgdeck" },
        { ...hassOf([entity("sensor.borgdeck", "unavailable")]), themes },
      );
      await add(status({ entity: "Borgdeck" }), hassOf([]));
      for (const text of [
        "All backed up",
        "locked by host nas2",
        "44%",
        "Device not found: gone",
        "Entity unavailable: sensor.borgdeck",
        "Error: entity is not the id",
        'repo="bbbbbbbb"',
        "Offsite",
      ])
        await says(text);
      await takePicture(page, `home-assistant-${theme}`);
      expect(await axeViolations(page)).to.deep.equal([]);
      const overflow = await page.$$eval(
        "main > div",
        (cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).length,
      );
      expect(overflow).to.equal(0);
    });

  it("follow the entities, and draw nothing anew while others change", async () => {
    await add(status({ entity: "sensor.borgdeck" }), hassOf([now(summary())]));
    await says("All backed up");
    const mutations = await page.evaluate(
      async (first) => {
        const card = document.querySelector<Card>("borg-status-card")!;
        card.hass = first;
        await new Promise(requestAnimationFrame);
        const inner = card.shadowRoot!.querySelector("borg-status-in-card")!;
        let count = 0;
        const observer = new MutationObserver((records) => {
          count += records.length;
        });
        for (const root of [card.shadowRoot!, inner.shadowRoot!])
          observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
        for (let index = 0; index < 500; index += 1) {
          const other = { entity_id: "sensor.temperature", state: String(index), attributes: {} };
          card.hass = { ...first, states: { ...first.states, [other.entity_id]: other } };
        }
        await new Promise(requestAnimationFrame);
        return count;
      },
      hassOf([now(summary())]),
    );
    expect(mutations).to.equal(0);
    await give(hassOf([failing()]));
    await says("Backup failed");
    await give(hassOf([]));
    await says("Entity not found: sensor.borgdeck");
    await give(hassOf([now(summary())]));
    await says("All backed up");
  });

  it("lead to the entity, by mouse and by keyboard", async () => {
    await add(status({ entity: "sensor.borgdeck" }), hassOf([failing()]));
    await says("locked by host nas2");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("locked by host nas2").first().click();
    expect(await page.evaluate(() => (globalThis as Frontend).opened)).to.deep.equal([
      "sensor.borgdeck",
      "sensor.borgdeck",
    ]);
    expect(await page.getByRole("button").getAttribute("aria-label")).to.equal("Borgdeck: Details");
    expect(page.url()).to.equal(`${server.origin}/`);
  });

  it("say nothing that no entity tells", async () => {
    await add(
      { type: "custom:borg-repository-card", entity: "binary_sensor.p" },
      hassOf([entity("binary_sensor.p", "off")]),
    );
    await says("OK");
    const card = page.locator("borg-repository-card");
    expect(await card.locator("dt").allTextContents()).to.deep.equal([]);
    await add({ type: "custom:borg-repository-card", device: published }, hassWithPublished());
    await card.getByText("42").waitFor();
    const terms = ["Last backup", "Next run", "Size", "Archives"];
    expect(await card.locator("dt").allTextContents()).to.deep.equal(terms);
    await add(status({ entity: "binary_sensor.p" }), hassOf([entity("binary_sensor.p", "off")]));
    await says("All backed up");
    const facts = await page.locator("borg-status-card dd").allTextContents();
    expect(facts).to.include("unknown").and.not.include("none");
    expect(await page.locator(".button").count(), "no button that leads nowhere").to.equal(0);
  });

  it("give their room away while there is nothing to show, and come back", async () => {
    const idle = { type: "custom:borg-activity-card", device: published, idle: "hide" };
    const cell = page.locator("main > div");
    await add(idle, hassWithPublished());
    await cell.first().waitFor({ state: "hidden" });
    await page.evaluate(
      (hass) => {
        document.querySelector<Card>("borg-activity-card")!.hass = hass;
      },
      hassWithPublished({ NAS: { running: "on", state: "running" } }),
    );
    await cell.first().waitFor({ state: "visible" });
    await add(idle, hassWithPublished(), true);
    await cell.nth(1).getByText("Borg: activity").waitFor();
    await page.evaluate(() => {
      const [, edited] = document.querySelectorAll<Card & { preview: boolean }>("borg-activity-card");
      edited!.preview = false;
    });
    await cell.nth(1).waitFor({ state: "hidden" });
    await add({ type: "custom:borg-status-badge", device: published, hide_when: ["ok"] }, hassWithPublished());
    await cell.nth(2).waitFor({ state: "hidden" });
    await add({ type: "custom:borg-alerts-card", device: "gone", hide_when: "ok" }, hassWithPublished());
    await says("Device not found: gone");
  });

  it("take another configuration, and refuse a wrong one at once", async () => {
    await add(status({ entity: "sensor.borgdeck" }), hassOf([failing()]));
    await says("Backup failed");
    const refused = await page.evaluate(() => {
      const card = document.querySelector<Card & { setConfig(config: object): void }>("borg-status-card")!;
      card.setConfig({ type: "custom:borg-status-card", entity: "sensor.borgdeck", repo: "bbbbbbbb", name: "Offsite" });
      try {
        card.setConfig({ type: "custom:borg-status-card", entity: "sensor.borgdeck", device: "d" });
        return null;
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(refused).to.equal("Write either entity or device, not both: clear one of them.");
    await says("All backed up");
    expect(await page.locator("borg-status-in-card").getAttribute("heading")).to.equal("Offsite");
  });

  it("speak and count as Home Assistant is set", async () => {
    await add(status({ device }), { ...nas(), locale: { language: "en-GB" } });
    await says("All backed up");
    expect(await page.locator("borg-status-in-card").getAttribute("lang")).to.equal("en-GB");
    expect(await page.locator("borg-status-in-card").getAttribute("adapter")).to.equal("ha");
  });

  it("ask the service itself where they are told its address", async () => {
    server.script.status = statuses.warning();
    await add(status({ server: server.origin }), hassOf([]));
    await says("Backed up with warnings");
  });

  it("are what the picker and the grid need", async () => {
    await page.waitForFunction(() => customElements.get("borg-status-card"));
    const facts = await page.evaluate(
      (hass) => {
        interface Listed {
          readonly type: string;
          getEntitySuggestion?(hass: Hass, id: string): object;
        }
        const { customCards, customBadges } = window as unknown as { customCards: Listed[]; customBadges: Listed[] };
        return [...customCards, ...customBadges].map(({ type, getEntitySuggestion }) => {
          const Made = customElements.get(type) as unknown as {
            getStubConfig(hass: Hass, entities: string[]): object;
            getConfigForm(): { schema: unknown[] };
          };
          const card = document.createElement(type) as Card & {
            setConfig(config: object): void;
            getCardSize(): number;
            getGridOptions(): { columns: number; min_columns: number };
          };
          card.setConfig({ type: `custom:${type}`, ...Made.getStubConfig(hass, []) });
          return {
            type,
            size: card.getCardSize(),
            ...card.getGridOptions(),
            fields: Made.getConfigForm().schema.length,
            suggested: getEntitySuggestion?.(hass, "sensor.borgdeck"),
          };
        });
      },
      hassOf([summary()]),
    );
    expect(facts.map(({ type }) => type)).to.include.members([
      "borg-status-card",
      "borg-repository-card",
      "borg-status-badge",
    ]);
    for (const { size, columns, min_columns, fields } of facts) {
      expect(size).to.be.within(1, 12);
      expect([columns % 3, min_columns % 3]).to.deep.equal([0, 0]);
      expect(fields).to.be.greaterThan(4);
    }
    expect(facts[0]!.suggested).to.deep.equal({
      config: { type: "custom:borg-status-card", entity: "sensor.borgdeck" },
    });
  });

  it("live beside a second copy of the script, and survive being moved", async () => {
    await page.addScriptTag({ type: "module", url: "/local/borg-home-assistant.js?v=2" });
    await add(status({ entity: "sensor.borgdeck" }), hassOf([now(summary())]));
    await says("All backed up");
    const types = await page.evaluate(() => {
      const main = document.querySelector("main")!;
      main.append(main.firstElementChild!);
      return (window as unknown as { customCards: { type: string }[] }).customCards.map(({ type }) => type);
    });
    expect(new Set(types).size).to.equal(types.length);
    await give(hassOf([failing()]));
    await says("Backup failed");
  });
});
