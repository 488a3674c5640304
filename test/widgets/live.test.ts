import { expect } from "chai";
import { axeViolations, openPage, takePicture, useBrowser } from "../support/browser.ts";
import { startWidgetServer, type WidgetServer } from "../support/widget-server.ts";
import { bothElements, expectSoon, useDashboard } from "./dashboard.ts";
import { visibleText } from "./stage.ts";
import { runningJob, statuses } from "./status-fixtures.ts";

describe("widgets on a dashboard of another origin", () => {
  const d = useDashboard();

  /** Waits until the second of two wakes counts (they come in pairs). */
  const wakeGap = () => d.page.waitForTimeout(2_100);

  it("show the status with simple requests alone, through one stream", async () => {
    await d.open();
    await d.says("All backed up");
    await d.activitySays("Nothing running");
    await expectSoon(() => d.service.streams() === 1);
    expect(d.service.requests.map(({ method }) => method)).to.not.include("OPTIONS");
    expect(d.asked()).to.equal(1);
    const { headers } = d.service.requests.find(({ path }) => path === "/api/status")!;
    expect(headers).to.include({ accept: "application/json", origin: d.origin });
    expect(headers).to.not.have.any.keys("authorization", "x-requested-with", "if-none-match", "content-type");
  });

  it("move while a backup runs, and only read", async () => {
    await d.open();
    await expectSoon(() => d.service.streams() === 1);
    const { plans, repositories, running, version: _version, ...header } = statuses.running();
    d.service.send("delta", { header, plans, repositories, running, removed: { plans: [], repositories: [] } });
    await d.says("Home folders · 43%");
    await d.activitySays("12,345 files");
    const progress = { ...runningJob().progress!, files: 20_000, percent: 87, path: "/home/anna/last" };
    d.service.send("progress", { jobId: "jjjjjjjj", progress });
    await d.says("Home folders · 87%");
    await d.activitySays("20,000 files");
    await takePicture(d.page, "live-running");
    expect(await d.page.getByRole("button").count()).to.equal(0);
    d.service.send("snapshot", statuses.failed());
    await d.says("Backup failed");
    await d.activitySays("Nothing running");
  });

  it("draw a skeleton until the first answer", async () => {
    d.service.script.status = null;
    await d.open();
    await d.page.locator("borg-status .bone").first().waitFor();
    expect(await d.page.locator("borg-status [aria-busy=true]").count()).to.equal(1);
    expect(await axeViolations(d.page)).to.deep.equal([]);
    await takePicture(d.page, "live-loading");
  });

  for (const gate of ["redirect", "401"] as const) {
    it(`say signed out where the sign-on answers with ${gate}, link to it, and come back by themselves`, async () => {
      d.service.script.gate = gate;
      await d.open();
      await d.says("Signed out");
      const link = d.page.locator("borg-status").getByRole("link", { name: "Sign in" });
      expect(await link.getAttribute("href")).to.equal(`${d.service.origin}/auth/return`);
      expect(await link.getAttribute("target")).to.equal("_blank");
      expect(await link.getAttribute("rel")).to.equal("noopener");
      expect(await axeViolations(d.page)).to.deep.equal([]);
      await takePicture(d.page, `live-signed-out-${gate}`);
      expect(d.service.streams()).to.equal(0);
      d.service.script.gate = "open";
      await wakeGap();
      await d.focus();
      await d.says("All backed up");
    });
  }

  it("tell the page that a sign-in is needed", async () => {
    d.service.script.gate = "redirect";
    await d.page.addInitScript(() => {
      const seen: unknown[] = [];
      Object.assign(globalThis, { seen });
      for (const name of ["borg-auth-required", "borg-error"]) {
        document.addEventListener(name, (event) => seen.push([name, (event as CustomEvent).detail]));
      }
    });
    await d.open(undefined, "<borg-status></borg-status>");
    await d.says("Signed out");
    expect(await d.page.evaluate(() => (globalThis as unknown as { seen: unknown }).seen)).to.deep.equal([
      ["borg-error", { kind: "signed-out", detail: null }],
      ["borg-auth-required", { loginUrl: `${d.service.origin}/auth/return` }],
    ]);
  });

  it("keep the last data, with its age, when the sign-on expires in mid-stream", async () => {
    await d.open();
    await d.says("All backed up");
    await expectSoon(() => d.service.streams() === 1);
    d.service.script.gate = "redirect";
    d.service.send("signed-out", {});
    await d.says("Signed out");
    await d.says("All backed up");
    await d.says(/^As of/);
    expect(await axeViolations(d.page)).to.deep.equal([]);
    await takePicture(d.page, "live-expired");
  });

  it("name the exact line where the service does not know the dashboard", async () => {
    d.service.script.origins = [];
    await d.open();
    await d.says("Not set up for this page");
    await d.says(`DASHBOARD_ORIGINS=${d.origin}`);
    expect(await axeViolations(d.page)).to.deep.equal([]);
    await takePicture(d.page, "live-misconfigured");
    d.service.script.origins = [d.origin];
    await d.page.locator("borg-status").getByRole("button", { name: "Try again" }).click();
    await d.says("All backed up");
  });

  it("say what the dashboard's own policy forbids", async () => {
    await d.open(undefined, bothElements, {
      "Content-Security-Policy": `default-src 'self'; style-src 'unsafe-inline'; script-src ${d.service.origin}; connect-src 'self'; img-src 'self'`,
    });
    await d.says("Not set up for this page");
    await d.says(/Content-Security-Policy/);
    await d.says(d.service.origin);
  });

  it("say forbidden in the service's words, and do not retry at once", async () => {
    d.service.script.gate = "forbidden";
    await d.open();
    await d.says("No access");
    await d.says("Refused: not-allowed");
    expect(d.asked()).to.equal(1);
  });

  it("say unreachable when the service is gone, keep the data, and recover", async () => {
    await d.open();
    await d.says("All backed up");
    await expectSoon(() => d.service.streams() === 1);
    d.service.script.gate = "bad-gateway";
    d.service.script.stream = "off";
    await d.refresh();
    await d.says("No connection");
    await d.says(/^As of/);
    await takePicture(d.page, "live-unreachable");
    d.service.script.gate = "open";
    await d.page.locator("borg-status").getByRole("button", { name: "Try again" }).click();
    await d.says("All backed up");
    await d.page.locator("borg-status p.strong", { hasText: "No connection" }).waitFor({ state: "detached" }); // it is spoken, too
  });

  it("say what answers instead of the service", async () => {
    await d.page.route(`${d.service.origin}/api/status`, (route) =>
      route.fulfill({
        json: { hello: 1 },
        headers: { "Access-Control-Allow-Origin": d.origin, "Access-Control-Allow-Credentials": "true" },
      }),
    );
    await d.open();
    await d.says("Unexpected answer");
  });

  it("go on by polling where no stream can live", async () => {
    d.service.script.stream = "off";
    await d.open();
    await d.says("All backed up");
    d.service.script.status = statuses.failed();
    await d.refresh();
    await d.says("Backup failed");
  });

  it("do nothing while the page is hidden", async () => {
    await d.open();
    await expectSoon(() => d.service.streams() === 1);
    await d.setHidden(true);
    await expectSoon(() => d.service.streams() === 0);
    const before = d.service.requests.length;
    await d.refresh();
    await d.focus();
    d.service.script.status = statuses.failed();
    await wakeGap();
    expect(d.service.requests.length).to.equal(before);
    await d.setHidden(false);
    await d.says("Backup failed");
    await expectSoon(() => d.service.streams() === 1);
  });

  it("say old data is old", async () => {
    await d.open(undefined, `<borg-status stale-after="600"></borg-status>`);
    await d.says("All backed up");
    expect((await visibleText(d.page, "borg-status"))[0]).to.not.include("As of");
    await d.page.evaluate(() => {
      const later = Date.now() + 12 * 60_000;
      Date.now = () => later;
      document.querySelector<HTMLElement & { requestUpdate(): void }>("borg-status")!.requestUpdate();
    });
    await d.says("As of 12 minutes ago");
  });
});

describe("widgets on the service's own origin", () => {
  const browser = useBrowser();
  let service: WidgetServer;

  before(async () => {
    service = await startWidgetServer();
  });
  after(() => service.close());

  it("know a lost sign-in without any probe", async () => {
    const { page, context } = await openPage(browser());
    service.script.gate = "redirect";
    service.script.page = `<!doctype html><html lang="en"><title>t</title><borg-status></borg-status><script type="module" src="/widgets/borgdeck.js"></script></html>`;
    await page.goto(service.origin);
    await page.getByText("Signed out").waitFor();
    expect(service.requests.map(({ path }) => path)).to.deep.equal(["/api/status"]);
    await context.close();
  });
});
