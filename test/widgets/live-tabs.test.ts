import { expect } from "chai";
import type { Page } from "playwright-core";
import { expectSoon, useDashboard } from "./dashboard.ts";
import { statuses } from "./status-fixtures.ts";

describe("widgets in several tabs of one browser", () => {
  const d = useDashboard();

  const says = (page: Page, text: string | RegExp) =>
    page.locator("borg-status .frame").getByText(text).first().waitFor();
  const connections = () => d.service.requests.filter(({ path }) => path === "/api/events").length;

  /** Another tab with the same page, that has its data. */
  async function openAnother(): Promise<Page> {
    const page = await d.page.context().newPage();
    await page.goto(d.origin);
    await says(page, "All backed up");
    return page;
  }

  /** Two tabs; the first leads. */
  async function openTwo(): Promise<Page> {
    await d.open();
    await d.says("All backed up");
    await expectSoon(() => d.service.streams() === 1);
    return openAnother();
  }

  it("share one stream, and all show what it tells", async () => {
    const second = await openTwo();
    const third = await openAnother();
    d.service.send("snapshot", statuses.running());
    for (const page of [d.page, second, third]) await says(page, "Home folders · 43%");
    expect(connections()).to.equal(1);
    expect(d.asked()).to.equal(3);
  });

  it("go on when the leading tab is closed", async () => {
    const second = await openTwo();
    await d.page.close();
    await expectSoon(() => connections() === 2 && d.service.streams() === 1);
    d.service.send("snapshot", statuses.failed());
    await says(second, "Backup failed");
  });

  it("go on when the leading tab is hidden, which then neither asks nor shows anew", async () => {
    const second = await openTwo();
    await d.setHidden(true);
    await expectSoon(() => connections() === 2 && d.service.streams() === 1);
    d.service.send("snapshot", statuses.failed());
    await says(second, "Backup failed");
    await d.says("All backed up");
    await d.page.waitForTimeout(2_100); // wakes within two seconds of a question ask nothing
    d.service.script.status = statuses.failed();
    await d.setHidden(false);
    await d.says("Backup failed");
    expect(connections()).to.equal(2);
    expect(d.service.streams()).to.equal(1);
  });

  it("take over from a leading tab that is silent", async () => {
    await d.open();
    await d.says("All backed up");
    await expectSoon(() => d.service.streams() === 1);
    const second = await d.page.context().newPage();
    await second.clock.install();
    await second.goto(d.origin);
    await says(second, "All backed up");
    await d.page.evaluate(() => {
      // What hangs, or is frozen with its lock, is silent.
      BroadcastChannel.prototype.postMessage = () => {};
    });
    await second.clock.fastForward(76_000);
    await expectSoon(() => connections() === 2);
    await expectSoon(() => d.service.streams() === 1);
    d.service.send("snapshot", statuses.failed());
    for (const page of [d.page, second]) await says(page, "Backup failed");
  });

  it("learn together of a sign-in that was lost, and of one that was made", async () => {
    await d.page.clock.install();
    const second = await openTwo();
    d.service.script.gate = "redirect";
    d.service.send("signed-out", {});
    for (const page of [d.page, second]) await says(page, "Signed out");
    await expectSoon(() => d.service.streams() === 0);
    d.service.script.gate = "open";
    d.service.script.status = statuses.failed();
    await second.locator("borg-status").getByRole("button", { name: "Try again" }).click();
    for (const page of [d.page, second]) await says(page, "Backup failed");
    await d.page.clock.fastForward(5_000);
    await expectSoon(() => d.service.streams() === 1);
  });

  for (const missing of ["locks", "BroadcastChannel"] as const) {
    it(`each have a stream of their own where the browser has no ${missing}`, async () => {
      await d.page.context().addInitScript((name) => {
        if (name === "locks") Object.defineProperty(Navigator.prototype, "locks", { value: undefined });
        else Reflect.deleteProperty(globalThis, name);
      }, missing);
      const second = await openTwo();
      await expectSoon(() => d.service.streams() === 2);
      d.service.send("snapshot", statuses.failed());
      for (const page of [d.page, second]) await says(page, "Backup failed");
    });
  }

  it("work in a frame that has no origin, and so no other tabs", async () => {
    d.service.script.origins = ["null"];
    const inner = `<borg-status></borg-status><script type="module" src="${d.service.origin}/widgets/borgdeck.js"></script>`;
    await d.openPage(
      `<!doctype html><title>t</title><iframe title="t" sandbox="allow-scripts" srcdoc='${inner}'></iframe>`,
    );
    await d.page.frameLocator("iframe").locator(".frame").getByText("All backed up").waitFor();
    await expectSoon(() => d.service.streams() === 1);
  });
});
