// A dashboard on one port of localhost, the service on another: two origins of one site.
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { type Complaints, openPage, useBrowser } from "../support/browser.ts";
import { startWidgetServer, type WidgetServer } from "../support/widget-server.ts";
import { statuses } from "./status-fixtures.ts";

export interface Dashboard {
  readonly service: WidgetServer;
  readonly origin: string;
  readonly page: Page;
  readonly complaints: Complaints;
  /** Opens the page with this HTML, which loads the scripts. */
  open(head?: string, body?: string, headers?: Record<string, string>): Promise<void>;
  /** Opens this HTML as the page. */
  openPage(html: string): Promise<void>;
  /** Waits until the status element says it. */
  says(text: string | RegExp): Promise<void>;
  /** Waits until the activity element says it. */
  activitySays(text: string | RegExp): Promise<void>;
  /** Calls the status element's own refresh(). */
  refresh(): Promise<void>;
  focus(): Promise<void>;
  setHidden(hidden: boolean): Promise<void>;
  /** Requests for the status so far. */
  asked(): number;
  close(): Promise<void>;
}

export const bothElements =
  '<borg-status style="width:320px"></borg-status><borg-activity style="width:320px"></borg-activity>';

/** Starts both, with a service that is well and knows the dashboard. */
export async function createDashboard(browser: Browser): Promise<Dashboard> {
  const [service, site] = await Promise.all([startWidgetServer(), startWidgetServer()]);
  service.script.status = statuses.ok();
  service.script.origins = [site.origin];
  const { page, context, complaints } = await openPage(browser, { viewport: { width: 700, height: 500 } });
  const moduleScript = `<script type="module" src="${service.origin}/widgets/borgdeck.js"></script>`;
  const shown = (tag: string, text: string | RegExp) => page.locator(`${tag} .frame`).getByText(text).first().waitFor();
  return {
    service,
    origin: site.origin,
    page,
    complaints,
    async open(head = moduleScript, body = bothElements, headers = {}) {
      site.script.pageHeaders = headers;
      site.script.page = `<!doctype html><html lang="en"><meta name="color-scheme" content="light dark">
        <title>Dashboard</title><body style="display:flex;gap:16px;align-items:start">${body}${head}</body></html>`;
      await page.goto(site.origin);
    },
    async openPage(html) {
      site.script.page = html;
      await page.goto(site.origin);
    },
    says: (text) => shown("borg-status", text),
    activitySays: (text) => shown("borg-activity", text),
    refresh: () =>
      page.evaluate(() => document.querySelector<HTMLElement & { refresh(): void }>("borg-status")!.refresh()),
    focus: () => page.evaluate(() => void dispatchEvent(new Event("focus"))),
    setHidden: (hidden) =>
      page.evaluate((value) => {
        Object.defineProperty(document, "hidden", { value, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, hidden),
    asked: () => service.requests.filter(({ path }) => path === "/api/status").length,
    async close() {
      await context.close();
      await Promise.all([service.close(), site.close()]);
    },
  };
}

/** A browser for the tests of a describe that calls this, and a dashboard with its service for each of them. */
export function useDashboard(): Dashboard {
  const browser = useBrowser();
  const dashboard = {} as Dashboard;
  beforeEach(async () => {
    Object.assign(dashboard, await createDashboard(browser()));
  });
  afterEach(() => dashboard.close());
  return dashboard;
}

/** Waits until it holds. */
export async function expectSoon(condition: () => boolean): Promise<void> {
  const until = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > until) expect.fail(`not within ten seconds: ${condition}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
