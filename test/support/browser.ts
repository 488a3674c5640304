// Chromium for tests: one browser a suite, a fresh context a test, axe, and pictures for people to look at.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const root = resolve(import.meta.dirname, "../..");
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Starts Debian's Chromium. Close it when the suite ends. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // Cookies are shared between the ports of localhost; names under it need no resolver.
      "--host-resolver-rules=MAP *.localhost 127.0.0.1",
    ],
  });
}

/** A browser for the tests of a describe that calls this: it starts before the first of them, and ends after the last. */
export function useBrowser(): () => Browser {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  return () => browser;
}

/** What a page said that it should not have: errors, and messages of the console at level error. */
export interface Complaints {
  readonly list: readonly string[];
}

/** A page of its own context. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; context: BrowserContext; complaints: Complaints }> {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/Berlin", ...options });
  const page = await context.newPage();
  const list: string[] = [];
  page.on("pageerror", (error) => list.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") list.push(message.text());
  });
  return { page, context, complaints: { list } };
}

interface AxeNode {
  readonly html: string;
  readonly failureSummary?: string;
}

/** What axe holds against the page under WCAG 2.2 A and AA, one line each; open shadow roots included. */
export async function axeViolations(page: Page, selector = "body"): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axeSource); // not as a script tag: the page may have a policy
  return page.evaluate(async (within) => {
    const { axe } = globalThis as unknown as {
      axe: { run(context: string, options: object): Promise<{ violations: { id: string; nodes: AxeNode[] }[] }> };
    };
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await axe.run(within, {
      runOnly: tags,
      rules: {
        region: { enabled: false },
        "landmark-one-main": { enabled: false },
        "page-has-heading-one": { enabled: false },
      },
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ""}`),
    );
  }, selector);
}

/** Saves a picture as test-results/<name>.png, for people to look at. */
export async function takePicture(page: Page, name: string, options: { fullPage?: boolean } = {}): Promise<void> {
  const path = join(root, "test-results", `${name}.png`);
  mkdirSync(join(path, ".."), { recursive: true });
  await page.screenshot({ path, fullPage: options.fullPage ?? true, animations: "disabled" });
}
