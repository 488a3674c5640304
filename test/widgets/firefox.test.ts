// The widgets in Debian's Firefox, where it is installed: a short look at what browsers do differently.
import { expect } from "chai";
import type { Browser, Page } from "puppeteer-core";
import { elementTags } from "../../widgets/app/pages/dashboards/snippets/element-tags.ts";
import { firefoxIsMissing, launchFirefox, openFirefoxPage } from "../support/firefox.ts";
import { startWidgetServer, type WidgetServer } from "../support/widget-server.ts";
import { expectSoon } from "./dashboard.ts";
import { historyOf } from "./history-fixtures.ts";
import { statuses } from "./status-fixtures.ts";

const elements = elementTags.map((tag) => `<div style="width:320px"><${tag}></${tag}></div>`).join("");

/** What each says once it has the data of a backup that failed. */
const failing: Record<(typeof elementTags)[number], string> = {
  "borg-activity": "Nothing running",
  "borg-alerts": "locked by host nas2",
  "borg-badge": "Failed",
  "borg-repositories": "NAS",
  "borg-repository": "NAS",
  "borg-schedule": "Home folders",
  "borg-status": "Backup failed",
  "borg-storage": "NAS",
  "borg-timeline": "Photos",
  "borg-trust": "NAS",
};

describe(`widgets in Firefox${firefoxIsMissing ? ` (${firefoxIsMissing})` : ""}`, function () {
  this.timeout(60_000);
  let browser: Browser;
  let service: WidgetServer;
  let site: WidgetServer;
  let page: Page;
  let complaints: string[];

  before(async function () {
    if (firefoxIsMissing) return this.skip(); // Debian's firefox-esr could not be installed
    [browser, service, site] = await Promise.all([launchFirefox(), startWidgetServer(), startWidgetServer()]);
    ({ page, complaints } = await openFirefoxPage(browser));
    service.script.origins = [site.origin];
    service.script.history = historyOf();
  });
  after(async () => {
    await browser?.close();
    await Promise.all([service?.close(), site?.close()]);
  });

  const open = async (html = "lang=en", script = `type="module" src="${service.origin}/widgets/borgdeck.js"`) => {
    site.script.page = `<!doctype html><html ${html}><meta name="color-scheme" content="light dark"><title>Dashboard</title>
      <body>${elements}<script ${script}></script></body></html>`;
    await page.goto(site.origin);
  };
  /** Waits until an element shows it. */
  const says = async (tag: string, text: string) => {
    await page.waitForFunction(
      (name, wanted) =>
        // biome-ignore lint/performance/useDomNodeTextContent: what is laid out is what people see
        document.querySelector(name)?.shadowRoot?.querySelector<HTMLElement>(".root")?.innerText.includes(wanted),
      {},
      tag,
      text,
    );
  };

  /** Elements that are wider than their box. */
  const wide = () =>
    page.$$eval("div > *", (all) => all.filter((each) => each.scrollWidth > 320).map((each) => each.localName));

  it("draw their data, all ten, by one question and one stream, and follow it", async () => {
    service.script.status = statuses.ok();
    await open();
    await says("borg-status", "All backed up");
    await expectSoon(() => service.streams() === 1);
    service.send("snapshot", statuses.failed());
    for (const [tag, text] of Object.entries(failing)) await says(tag, text);
    service.send("snapshot", statuses.running());
    await says("borg-activity", "12,345 files");
    expect(service.requests.map(({ method, path }) => `${method} ${path}`).sort()).to.deep.equal([
      "GET /api/events",
      "GET /api/status",
      "GET /api/widgets/history",
    ]);
    expect(await wide()).to.deep.equal([]);
    expect(complaints).to.deep.equal([]);
  });

  it("load as a classic script", async () => {
    await open("lang=en", `src="${service.origin}/widgets/borgdeck.iife.js"`);
    await says("borg-status", "All backed up");
    expect(complaints).to.deep.equal([]);
  });

  it("speak German, and stand from right to left", async () => {
    await open('lang="de"');
    await says("borg-status", "Alles gesichert");
    expect(await wide()).to.deep.equal([]);
    await open('lang="ar" dir="rtl"');
    await says("borg-status", "All backed up");
    expect(await wide()).to.deep.equal([]);
    expect(complaints).to.deep.equal([]);
  });

  it("tell a sign-in that ended from a service that does not know them, keep what they know, and come back", async () => {
    await open();
    await says("borg-status", "All backed up");
    await expectSoon(() => service.streams() === 1);
    service.script.gate = "redirect";
    service.send("signed-out", {});
    for (const text of ["Signed out", "All backed up", "As of"]) await says("borg-status", text);
    service.script.gate = "open";
    service.script.origins = [];
    await page.evaluate(() => document.querySelector<HTMLElement & { refresh(): void }>("borg-status")!.refresh());
    await says("borg-status", `DASHBOARD_ORIGINS=${site.origin}`);
    service.script.origins = [site.origin];
    await page.evaluate(() => document.querySelector<HTMLElement & { refresh(): void }>("borg-status")!.refresh());
    await page.waitForFunction(
      () => !document.querySelector("borg-status")!.shadowRoot!.querySelector('[part="notice"]'),
    );
    await says("borg-status", "All backed up");
  });

  it("know by Firefox's own list whether two names are one site", async () => {
    service.script.gate = "401";
    for (const [dashboard, server, isOneSite] of [
      ["dash.home.localhost", "borg.home.localhost", true],
      ["dash.one.localhost", "borg.other.localhost", false],
    ] as const) {
      const at = (host: string, { origin }: WidgetServer) => origin.replace("localhost", host);
      service.script.origins = [at(dashboard, site)];
      site.script.page = `<!doctype html><title>Dashboard</title><borg-status></borg-status>
        <script src="${at(server, service)}/widgets/borg-status.iife.js"></script>`;
      await page.goto(at(dashboard, site));
      await says("borg-status", isOneSite ? "Signed out" : "two sites");
      expect(
        await page.$$eval("borg-status >>> p", (all) => all.some((each) => each.textContent?.includes("two sites"))),
      ).to.equal(!isOneSite);
    }
  });
});
