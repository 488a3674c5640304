import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { axeViolations, openPage, useBrowser } from "../support/browser.ts";

const scripts = resolve(import.meta.dirname, "../../dist/public/widgets");

/** Dashboard, service, and whether a sign-in can travel between them, by the public suffixes that the browser knows. */
const pairs: readonly [dashboard: string, service: string, isOneSite: boolean][] = [
  ["dash.home.lan", "borg.home.lan", true],
  ["dash.me.duckdns.org", "borg.me.duckdns.org", true],
  ["dash.example.co.uk", "example.co.uk", true],
  ["192.168.1.5:8080", "192.168.1.5:8081", true],
  ["dash.lan", "borg.lan", false],
  ["dash.home.arpa", "borg.home.arpa", false],
  ["dash.duckdns.org", "borg.duckdns.org", false],
  ["dash", "borg", false],
  ["192.168.1.5", "192.168.2.5", false],
];

describe("a widget that is signed out", () => {
  const browser = useBrowser();

  /** Answers for every name, as a sign-on would whose cookie never comes. */
  const openAll = async () => {
    const opened = await openPage(browser());
    await opened.context.route("**/*", async (route) => {
      const { pathname } = new URL(route.request().url());
      const origin = (await route.request().headerValue("origin")) ?? "";
      const headers = { "Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true" };
      if (pathname.startsWith("/widgets/"))
        return route.fulfill({
          body: readFileSync(join(scripts, pathname.slice("/widgets/".length))),
          contentType: "text/javascript",
          headers: { "Access-Control-Allow-Origin": "*" },
        });
      if (pathname === "/api/status") return route.fulfill({ status: 401, json: {}, headers });
      const service = new URL(route.request().url()).searchParams.get("service");
      const body = `<!doctype html><html lang="en"><title>Dashboard</title><borg-status></borg-status>
        <script src="http://${service}/widgets/borg-status.iife.js"></script></html>`;
      return route.fulfill({ contentType: "text/html", body });
    });
    return opened;
  };

  it("says that a sign-in cannot reach it, where the browser takes the service for another site, and leaves no cookie", async () => {
    const { page, context } = await openAll();
    const found: (typeof pairs)[number][] = [];
    for (const [dashboard, service] of pairs) {
      await page.goto(`http://${dashboard}/?service=${service}`);
      await page.getByText("Signed out", { exact: true }).waitFor();
      const isOneSite = (await page.getByText("two sites").count()) === 0;
      found.push([dashboard, service, isOneSite]);
      if (service === "borg.lan") expect(await axeViolations(page)).to.deep.equal([]);
    }
    expect(found).to.deep.equal(pairs);
    expect(await context.cookies()).to.deep.equal([]);
    await context.close();
  });

  it("says so in a frame too, of the page that is around it", async () => {
    const { page, context } = await openAll();
    for (const [dashboard, isOneSite] of [
      ["dash.lan", false],
      ["dash.home.lan", true],
    ] as const) {
      await page.goto(`http://${dashboard}/?service=${dashboard}`);
      const service = dashboard.replace("dash.", "borg.");
      await page.evaluate((address) => {
        document.body.innerHTML = `<iframe title="Backups" src="${address}"></iframe>`;
      }, `http://${service}/?service=${service}`);
      const frame = page.frameLocator("iframe");
      await frame.getByText("Signed out", { exact: true }).waitFor();
      expect(await frame.getByText("two sites").count(), dashboard).to.equal(isOneSite ? 0 : 1);
    }
    await context.close();
  });
});
