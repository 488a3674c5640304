// Debian's Firefox for tests, where it is: driven by WebDriver BiDi, which is what Firefox speaks to programs.
import { existsSync } from "node:fs";
import puppeteer, { type Browser, type Page } from "puppeteer-core";

const executablePath = "/usr/bin/firefox-esr";

/** Why there is none on this machine; null: there is one. */
export const firefoxIsMissing = existsSync(executablePath) ? null : "Debian's firefox-esr is not installed";

/** Starts it. Close it when the suite ends. */
export const launchFirefox = (): Promise<Browser> =>
  puppeteer.launch({
    browser: "firefox",
    executablePath,
    headless: true,
    extraPrefsFirefox: { "intl.accept_languages": "en-GB" },
  });

/** A page of its own context, and what it says that it should not: errors, and messages of the console at level error. */
export async function openFirefoxPage(browser: Browser): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  return { page, complaints };
}
