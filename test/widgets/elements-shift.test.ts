import { expect } from "chai";
import type { BrowserContext, Page } from "playwright-core";
import type { Status } from "../../schemas/status.ts";
import { openPage, useBrowser } from "../support/browser.ts";
import { startWidgetServer, type WidgetServer } from "../support/widget-server.ts";
import { richStatuses, tags } from "./element-scenes.ts";
import { historyOf, repositoryDays } from "./history-fixtures.ts";
import { plan, provenRepository, statusOf } from "./status-fixtures.ts";

const widths = [400, 640, 900];

/** What elements are told of what they cannot know before there is data. */
const attributes: Record<string, string> = {
  "borg-repositories": 'repo="aaaaaaaa zzzzzzzz"',
  "borg-repository": 'repo="aaaaaaaa"',
  "borg-schedule": 'limit="2"',
  "borg-storage": 'repo="aaaaaaaa zzzzzzzz"',
  "borg-trust": 'repo="aaaaaaaa zzzzzzzz"',
};

/** Two repositories and two plans, of which nothing needs a second line. */
function well(): Status {
  const ids = ["aaaaaaaa", "zzzzzzzz"];
  const repositories = ids.map((id) =>
    provenRepository({ id, name: id, location: "ssh://borg@nas/srv", lastDrill: null, allowed: [] }),
  );
  const both = { repositoryIds: ids, allowed: [] };
  return statusOf([plan(both), plan({ ...both, id: "cccccccc", name: "Mail" })], { repositories });
}

interface Moved {
  readonly shift: number;
  /** The height of each element, in pixels. */
  readonly heights: Readonly<Record<string, number>>;
}

/** The browser lays out in 64ths of a pixel. */
function expectSameHeights(one: Moved, other: Moved): void {
  for (const [tag, height] of Object.entries(other.heights)) expect(one.heights[tag], tag).closeTo(height, 0.1);
}

describe("the page around elements", () => {
  const browser = useBrowser();
  let server: WidgetServer;
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    server = await startWidgetServer();
    server.script.stream = "mute";
  });
  after(() => server.close());
  afterEach(() => context.close());

  /** Lets the service answer. */
  let answer: () => void;
  let answered: Promise<void>;

  /** A page with every element in a box of that width, each with a line below it, that has asked for the status. */
  async function open(width: number, styles: string, status: Status): Promise<void> {
    server.script.status = status;
    server.script.history = historyOf({ repositories: [repositoryDays(), repositoryDays({ id: "zzzzzzzz" })] });
    server.script.page = `<!doctype html><html lang="en"><title>Shift</title><style>body { margin: 0 } div { width: ${width}px } ${styles}</style>
      <body>${tags.map((tag) => `<div><${tag} ${attributes[tag] ?? ""}></${tag}><p>${tag}</p></div>`).join("")}
      <script type="module" src="/widgets/borgdeck.js"></script></body></html>`;
    ({ page, context } = await openPage(browser(), { viewport: { width: 1000, height: 9000 } }));
    await page.addInitScript(() => {
      const seen = Object.assign(globalThis, { shifts: [] as { at: number; value: number }[] }).shifts;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
          seen.push({ at: entry.startTime, value: (entry as unknown as { value: number }).value });
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.route("**/api/status", async (route) => {
      await answered;
      await route.continue();
    });
    await visit();
  }

  /** Comes to the page, which has asked for the status then. */
  async function visit(): Promise<void> {
    answered = new Promise<void>((done) => {
      answer = done;
    });
    await page.goto(server.origin);
    for (const tag of tags) await page.locator(`${tag} .bone`).first().waitFor();
  }

  /** Two frames later all that was drawn has been measured. */
  const look = (since: number): Promise<Moved> =>
    page.evaluate(
      (since) =>
        new Promise((resolve) =>
          requestAnimationFrame(() =>
            requestAnimationFrame(() => {
              const { shifts } = globalThis as unknown as { shifts: { at: number; value: number }[] };
              resolve({
                shift: shifts.filter(({ at }) => at >= since).reduce((sum, { value }) => sum + value, 0),
                heights: Object.fromEntries(
                  [...document.querySelectorAll("p")].map(({ textContent, previousElementSibling }) => [
                    textContent,
                    previousElementSibling!.getBoundingClientRect().height,
                  ]),
                ),
              });
            }),
          ),
        ),
      since,
    );

  async function arrive(): Promise<void> {
    answer();
    for (const tag of tags) await page.locator(`${tag} .bone`).first().waitFor({ state: "detached" });
  }

  for (const width of widths) {
    it(`stays where it is whatever there is to tell, where elements have a height (${width} px)`, async () => {
      const heights = tags.map((tag, index) => `${tag} { display: block; block-size: ${240 - index * 24}px }`);
      await open(width, heights.join(" "), richStatuses.failed());
      const before = await look(0);
      await arrive();
      const after = await look(0);
      expectSameHeights(after, before);
      expect(after.shift).to.equal(0);
    });

    it(`stays where it is when all is well and as many as could be told before (${width} px)`, async () => {
      await open(width, "", well());
      const before = await look(0);
      const since = await page.evaluate(() => performance.now());
      await arrive();
      const after = await look(since);
      expectSameHeights(after, before);
      expect(after.shift).to.equal(0);
    });

    it(`stays where it is when it is come back to, whatever there is to tell (${width} px)`, async () => {
      await open(width, "", richStatuses.failed());
      await arrive();
      const first = await look(0);
      await visit();
      const before = await look(0);
      const since = await page.evaluate(() => performance.now());
      await arrive();
      const after = await look(since);
      expectSameHeights(before, first);
      expectSameHeights(after, first);
      expect(after.shift).to.equal(0);
    });
  }

  it("keeps no room in a window of another width", async () => {
    await open(400, "", richStatuses.failed());
    const fresh = await look(0);
    await arrive();
    await page.setViewportSize({ width: 999, height: 9000 });
    await page.goto("about:blank");
    await page.setViewportSize({ width: 1000, height: 9000 });
    await visit();
    expectSameHeights(await look(0), fresh);
  });
});
