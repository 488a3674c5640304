// The cards in Home Assistant's language: from files that were copied beside theirs, or not.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { openPage, useBrowser } from "../support/browser.ts";
import { hassOf, summary } from "../unit/widgets/home-assistant/fixtures.ts";
import { type Frontend, failing, frontend, now } from "./home-assistant-frontend.ts";

const built = resolve(import.meta.dirname, "../../dist/public/widgets");
const script = readFileSync(resolve(built, "borg-home-assistant.js"), "utf8");
const german = readFileSync(resolve(built, "languages/de.js"), "utf8");
const origin = "http://homeassistant.localhost:8123";
const folder = "/local/borgdeck/widgets";

describe("cards for Home Assistant in its language", () => {
  const browser = useBrowser();
  let page: Page;
  let asked: string[];
  /** What lies in the folder of languages. */
  let language: string | null;

  before(async () => {
    ({ page } = await openPage(browser()));
    await page.route("**/*", (route) => {
      const { pathname, href } = new URL(route.request().url());
      if (pathname === "/") {
        const body = frontend.replace("/local/borg-home-assistant.js", `${folder}/borg-home-assistant.js?v=3`);
        return route.fulfill({ contentType: "text/html; charset=utf-8", body });
      }
      if (!pathname.startsWith(`${folder}/languages/`))
        return route.fulfill({ contentType: "text/javascript", body: script });
      asked.push(href);
      return language === null
        ? route.fulfill({ status: 404 })
        : route.fulfill({ contentType: "text/javascript", body: language });
    });
  });

  async function open(code: string, inFolder: string | null): Promise<void> {
    asked = [];
    language = inFolder;
    await page.goto(origin);
    for (const state of [failing(), now(summary())])
      await page.evaluate(
        ([hass]) =>
          (globalThis as Frontend).addCard({ type: "custom:borg-status-card", entity: "sensor.borgdeck" }, hass),
        [{ ...hassOf([state]), locale: { language: code } }] as const,
      );
  }
  const says = (text: string) => page.getByText(text).first().waitFor();

  it("speak that of whoever looks, asked for once, past the caches that the script gets past", async () => {
    await open("de-CH", german);
    await says("Sicherung fehlgeschlagen");
    await says("in 5 Stunden");
    expect(asked).to.deep.equal([`${origin}${folder}/languages/de.js?v=3`]);
  });

  it("speak English where it is not there, is of another version, or is none that there is", async () => {
    await open("de", null);
    await says("Backup failed");
    await open("de", german.replaceAll("nextRun", "nextRunOfOld"));
    await says("Backup failed");
    await says("in 5 hours");
    expect(asked).to.have.length(1);
    await open("fi", german);
    await says("Backup failed");
    expect(asked).to.deep.equal([]);
  });
});
