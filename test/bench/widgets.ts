// Widgets on a page: how soon after their script has come the first paint shows data.
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
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
  const dashboard = await serveDashboard(service);
  const browser = await launchBrowser();
  try {
    const one = await timesOf(browser, dashboard, "borg-status.js", ["borg-status"]);
    const ten = await timesOf(browser, dashboard, "borgdeck.js", tags);
    const name = `from the end of the script to the first paint with data, median of ${loads}`;
    return [goal(`${name}, one element`, median(one), paintGoal), goal(`${name}, ten`, median(ten), paintGoal)];
  } finally {
    await browser.close();
    await service.stop();
    dashboard.close();
  }
}

/**
 * One window for all loads, as people have one: a new window of Chromium loads pages of its own beside ours. Nothing stands
 * between the page and the network, as what intercepts requests takes longer than they do.
 */
async function timesOf(
  browser: Browser,
  { origin, setHtml }: Dashboard,
  script: string,
  tags: readonly string[],
): Promise<number[]> {
  setHtml(`<!doctype html><html lang="en"><title>Widgets</title>${tags.map((tag) => `<${tag}></${tag}>`).join("")}
    <script type="module" src="/widgets/${script}"></script></html>`);
  const { page, context } = await openPage(browser);
  await page.addInitScript(watch, { script, count: tags.length });
  const devtools = await context.newCDPSession(page);
  const times: number[] = [];
  for (let load = 0; load < loads; load += 1) {
    await page.goto("about:blank");
    await devtools.send("Network.clearBrowserCache");
    await page.goto(origin);
    times.push(await page.evaluate(() => (globalThis as unknown as { shown: Promise<number> }).shown));
  }
  await context.close();
  return times;
}

interface Dashboard {
  readonly origin: string;
  setHtml(html: string): void;
  close(): void;
}

/** A page, and below the same address the service, as a proxy that signs people in passes its requests on. */
async function serveDashboard({ url }: RunningServer): Promise<Dashboard> {
  let page = "";
  const server = createServer((incoming, response) => {
    if (incoming.url === "/") return response.setHeader("Content-Type", "text/html; charset=utf-8").end(page);
    const headers = { ...incoming.headers, ...adminHeaders };
    const upstream = request(`${url}${incoming.url}`, { headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    response.on("close", () => upstream.destroy());
    upstream.on("error", () => response.destroy());
    return upstream.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setHtml(html) {
      page = html;
    },
    close() {
      server.close();
    },
  };
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
