// A homelab as a browser sees it: a dashboard and the service on two names of one domain, and a sign-on in front of the service.
import type { Browser, BrowserContext, Page } from "playwright-core";
import { openPage } from "../support/browser.ts";
import { homeDomain, type SignOnGate, startSignOnGate } from "../support/sign-on-gate.ts";
import { startWidgetServer, type WidgetServer } from "../support/widget-server.ts";
import { statuses } from "./status-fixtures.ts";

export interface Home {
  /** Behind the gate. */
  readonly service: WidgetServer;
  readonly site: WidgetServer;
  readonly gate: SignOnGate;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Opens a page with this HTML on the dashboard. */
  open(html: string): Promise<void>;
  /** Goes to the service in another tab, where the gate asks to sign in, and does that. */
  signIn(): Promise<void>;
  /** Comes back to the page, as somebody does who has signed in elsewhere. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

export interface HomeOptions {
  readonly dashboardHost?: string;
}

/** The smallest page that shows the status, with the script as it is named. */
export const widgetPage = (script: string) =>
  `<!doctype html><html lang="en"><meta name="color-scheme" content="light dark"><title>Dashboard</title>
   <borg-status style="width:320px"></borg-status>${script}</html>`;

/** Starts it, with a service that is well and knows the dashboard. Time in the page can be moved on. */
export async function createHome(browser: Browser, options: HomeOptions = {}): Promise<Home> {
  const { dashboardHost = `dash.${homeDomain}` } = options;
  const [service, site] = await Promise.all([startWidgetServer(), startWidgetServer(dashboardHost)]);
  const gate = await startSignOnGate(`borg.${homeDomain}`, { "/": `${service.origin}`, "/dash/": site.origin });
  service.script.status = statuses.ok();
  service.script.origins = [site.origin];
  const { page, context } = await openPage(browser, { viewport: { width: 400, height: 400 } });
  await page.clock.install();
  return {
    service,
    site,
    gate,
    context,
    page,
    async open(html) {
      site.script.page = html;
      await page.goto(site.origin);
    },
    async signIn() {
      const tab = await context.newPage();
      await tab.goto(`${gate.origin}/auth/return`);
      await tab.getByRole("link", { name: "Enter" }).click();
      await tab.getByText("Signed in").waitFor();
      await tab.close();
    },
    async comeBack() {
      await page.clock.fastForward(5_000); // nobody signs in faster; focus and visibility that come in pairs count once
      await page.evaluate(() => void dispatchEvent(new Event("focus")));
    },
    async close() {
      await context.close();
      await Promise.all([gate.close(), service.close(), site.close()]);
    },
  };
}
