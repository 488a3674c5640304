// Widgets on a page: how soon after their script has come the first paint shows data.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { launchBrowser, openPage } from "../support/browser.ts";
import { tags } from "../widgets/element-scenes.ts";
import { type Figure, goal, median } from "./figures.ts";
import { seed } from "./seed.ts";
import { adminHeaders, type RunningServer, startService } from "./service.ts";

const loads = 20;
/** What the issue allows, in milliseconds. */
const paintGoal = 100;

/** Measures one element by its own script, and all ten by that of all; each load has an empty cache. */
export async function measureWidgets(scratch: string): Promise<Figure[]> {
  const dataDir = join(scratch, "widgets");
  mkdirSync(dataDir);
  await seed(dataDir, { repositories: 5, plans: 5, jobs: 100 });
  const service = await startService({ dataDir, sourceRoots: "/srv" }); // as the seeded plans have it
  const browser = await launchBrowser();
  try {
    const one = await timesOf(browser, service, "borg-status.js", ["borg-status"]);
    const ten = await timesOf(browser, service, "borgdeck.js", tags);
    const name = `from the end of the script to the first paint with data, median of ${loads}`;
    return [goal(`${name}, one element`, median(one), paintGoal), goal(`${name}, ten`, median(ten), paintGoal)];
  } finally {
    await browser.close();
    await service.stop();
  }
}

async function timesOf(
  browser: Browser,
  { url }: RunningServer,
  script: string,
  tags: readonly string[],
): Promise<number[]> {
  const html = `<!doctype html><html lang="en"><title>Widgets</title>${tags.map((tag) => `<${tag}></${tag}>`).join("")}
    <script type="module" src="/widgets/${script}"></script></html>`;
  const times: number[] = [];
  for (let load = 0; load < loads; load += 1) {
    const { page, context } = await openPage(browser, { extraHTTPHeaders: { ...adminHeaders } });
    await page.route("**/page-of-widgets", (route) => route.fulfill({ contentType: "text/html", body: html }));
    await page.addInitScript(watch, { script, count: tags.length });
    await page.goto(`${url}/page-of-widgets`);
    times.push(await page.evaluate(() => (globalThis as unknown as { shown: Promise<number> }).shown));
    await context.close();
  }
  return times;
}

/** Runs in the page: milliseconds until every element has drawn data and that was painted. */
function watch({ script, count }: { script: string; count: number }): void {
  const waiting = new Set<Promise<unknown>>();
  const shown = new Promise<number>((done) => {
    document.addEventListener("borg-data", ({ target }) => {
      waiting.add((target as unknown as { updateComplete: Promise<unknown> }).updateComplete);
      if (waiting.size < count) return;
      void Promise.all(waiting).then(() =>
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            const [timing] = performance
              .getEntriesByType("resource")
              .filter(({ name }) => name.endsWith(script)) as PerformanceResourceTiming[];
            done(performance.now() - (timing?.responseEnd ?? Number.NaN));
          };
          port2.postMessage(null); // comes after the frame
        }),
      );
    });
  });
  Object.assign(globalThis, { shown });
}
