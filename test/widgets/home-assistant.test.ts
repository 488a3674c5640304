// Cards as Home Assistant's frontend treats them: made by name, configured at once, and given `hass` at every change of anything.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import type { EntityState, Hass } from "../../widgets/home-assistant/hass.ts";
import { axeViolations, type Complaints, launchBrowser, openPage, takePicture } from "../support/browser.ts";
import { startWidgetServer, type WidgetServer } from "../support/widget-server.ts";
import {
  device,
  discovered,
  entity,
  hassOf,
  hassWithDevice,
  summary,
} from "../unit/widgets/home-assistant/fixtures.ts";
import { minutesFromNow, statuses } from "./status-fixtures.ts";

const script = readFileSync(resolve(import.meta.dirname, "../../dist/public/widgets/borg-home-assistant.js"), "utf8");

/** What a theme of Home Assistant sets, and its own card, which every card of others stands in. */
const frontend = `<!doctype html><html lang="en"><title>Home Assistant</title>
  <style nonce="stage">
    html { --primary-text-color: #141414; --ha-card-background: #fff; --primary-color: #009ac7; --error-color: #db4437;
      --success-color: #43a047; --warning-color: #ffa600; --ha-card-border-radius: 12px; color-scheme: light; }
    html.dark { --primary-text-color: #e1e1e1; --ha-card-background: #1c1c1c; color-scheme: dark; }
    body { margin: 16px; background: #fafafa; font: 14px Roboto, sans-serif; }
    html.dark body { background: #111; }
    main { display: grid; grid-template-columns: repeat(12, 1fr); gap: 8px; align-items: start; }
  </style><main></main>
  <script nonce="stage">
    customElements.define("ha-card", class extends HTMLElement {
      constructor() {
        super();
        this.attachShadow({ mode: "open" }).innerHTML = "<style nonce='stage'>:host{background:var(--ha-card-background);" +
          "border:1px solid rgba(128,128,128,.3);border-radius:var(--ha-card-border-radius);display:block}</style><slot></slot>";
      }
    });
    // A card that is not there within two seconds, or that throws, is shown as an error.
    window.addCard = (config, hass) => {
      const tag = config.type.slice("custom:".length);
      const cell = document.querySelector("main").appendChild(document.createElement("div"));
      const make = () => {
        try {
          const card = document.createElement(tag);
          card.setConfig(config);
          const { columns, rows } = { ...card.getGridOptions(), ...config.grid_options };
          cell.style.gridColumn = "span " + columns;
          if (typeof rows === "number") cell.style.height = rows * 56 + (rows - 1) * 8 + "px";
          cell.replaceChildren(card);
          card.hass = hass;
        } catch (error) {
          cell.textContent = "Error: " + error.message;
        }
      };
      if (customElements.get(tag)) return make();
      const timer = setTimeout(() => { cell.textContent = "Error: Custom element doesn't exist: " + tag; }, 2000);
      customElements.whenDefined(tag).then(() => { clearTimeout(timer); make(); });
    };
    window.opened = [];
    document.addEventListener("hass-more-info", (event) => window.opened.push(event.detail.entityId));
  </script>
  <script type="module" src="/local/borg-home-assistant.js"></script></html>`;

type Card = HTMLElement & { hass: Hass };
type Frontend = typeof globalThis & { addCard(config: object, hass: Hass): void; opened: string[] };

const now = (state: EntityState): EntityState => ({
  ...state,
  attributes: {
    ...state.attributes,
    ...("last_success" in state.attributes
      ? { last_success: minutesFromNow(-12), oldest_success: minutesFromNow(-12), next_run: minutesFromNow(300) }
      : {}),
  },
  last_changed: minutesFromNow(-180),
  last_updated: minutesFromNow(-1),
});

const repos = [
  {
    id: "aaaaaaaa",
    name: "NAS",
    status: "failed",
    problem: "The repository is locked by host nas2, process 4711, since 02:00.",
  },
  { id: "bbbbbbbb", name: "Offsite", status: "ok", problem: null, next_run: minutesFromNow(300) },
];
const failing = () =>
  now(summary("failed", { repos, ok: 1, failed: 1, running: 0, plans: 2, problem: repos[0]!.problem }));
const nas = (change: Record<string, string> = {}) =>
  hassWithDevice(
    discovered({
      "sensor.borg_nas_last_success": minutesFromNow(-12),
      "sensor.borg_nas_next_run": minutesFromNow(300),
      ...change,
    }).map(now),
  );

describe("cards for Home Assistant", () => {
  let browser: Browser;
  let server: WidgetServer;
  let page: Page;
  let complaints: Complaints;
  let close: () => Promise<void>;

  before(async () => {
    browser = await launchBrowser();
    server = await startWidgetServer();
    server.script.page = frontend;
  });
  after(async () => {
    await browser.close();
    await server.close();
  });
  beforeEach(async () => {
    const opened = await openPage(browser, { viewport: { width: 900, height: 700 } });
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

  const add = (config: object, hass: Hass) =>
    page.evaluate(([config, hass]) => (globalThis as Frontend).addCard(config, hass), [config, hass] as const);
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
      await add(status({ entity: "Borgdeck" }), hassOf([]));
      for (const text of [
        "All backed up",
        "locked by host nas2",
        "44%",
        "Device not found: gone",
        "Entity unavailable: sensor.borgdeck",
        "Error: entity is not the id",
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
        const inner = card.shadowRoot!.querySelector("borg-status")!;
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

  it("speak and count as Home Assistant is set", async () => {
    await add(status({ device }), { ...nas(), locale: { language: "en-GB" } });
    await says("All backed up");
    expect(await page.locator("borg-status").getAttribute("lang")).to.equal("en-GB");
    expect(await page.locator("borg-status").getAttribute("adapter")).to.equal("ha");
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
        const { customCards } = window as unknown as {
          customCards: { type: string; getEntitySuggestion(hass: Hass, id: string): object }[];
        };
        return customCards.map(({ type, getEntitySuggestion }) => {
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
            suggested: getEntitySuggestion(hass, "sensor.borgdeck"),
          };
        });
      },
      hassOf([summary()]),
    );
    expect(facts.map(({ type }) => type)).to.include.members(["borg-status-card", "borg-activity-card"]);
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
