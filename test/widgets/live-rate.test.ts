import { expect } from "chai";
import type { WidgetHistory } from "../../schemas/widgets.ts";
import { bothElements, expectSoon, useDashboard } from "./dashboard.ts";
import { statuses } from "./status-fixtures.ts";

const minute = 60_000;

const history: WidgetHistory = {
  generatedAt: "2026-11-22T10:00:00Z",
  timeZone: "Europe/Berlin",
  days: ["2026-11-22"],
  plans: [],
  repositories: [],
};

describe("what twenty widgets of a page ask", () => {
  const d = useDashboard();

  beforeEach(async () => {
    await d.page.clock.install();
    await d.page.addInitScript(() => {
      const counter = Object.assign(globalThis, { told: 0 });
      document.addEventListener("borg-data", () => {
        counter.told += 1;
      });
    });
  });

  const count = (wanted: string) => d.service.requests.filter(({ path }) => path === wanted).length;
  /** Elements that wish for other intervals than each other. */
  const twenty = bothElements.repeat(5) + bothElements.replaceAll("style", `refresh="15" style`).repeat(5);

  /** How often an element was given data. */
  const told = () => d.page.evaluate(() => (globalThis as unknown as { told: number }).told);

  /** Lets minutes pass, each as long as the page needs to ask and hear. */
  async function pass(minutes: number): Promise<void> {
    for (let passed = 0; passed < minutes; passed += 1) {
      const before = await told();
      await d.page.clock.fastForward(minute);
      await d.page.waitForFunction((least) => (globalThis as unknown as { told: number }).told > least, before);
    }
  }

  it("is one question a minute and one stream for an hour in which nothing changes", async () => {
    await d.open(undefined, twenty);
    await d.says("All backed up");
    await expectSoon(() => d.service.streams() === 1);
    const before = d.service.requests.length;
    await pass(60);
    expect(d.service.requests.length - before).to.equal(60);
    expect(count("/api/events")).to.equal(1);
  });

  it("is one question at their shortest interval where no stream can live, and now and then a stream", async () => {
    d.service.script.stream = "off";
    await d.open(undefined, bothElements.repeat(10));
    await d.says("All backed up");
    const before = d.asked();
    await pass(60);
    expect(d.asked() - before).to.be.within(60, 66);
    expect(count("/api/events")).to.be.within(3, 9);
  });

  it("is the history once, and again when a run has ended", async () => {
    d.service.script.history = history;
    await d.open(undefined, twenty);
    await d.says("All backed up");
    await expectSoon(() => d.service.streams() === 1);
    await d.page.evaluate(async (base) => {
      const { historyOf } = await import(`${base}/widgets/borg-live.js`);
      const seen: unknown[] = [];
      Object.assign(globalThis, { seen });
      for (let element = 0; element < 10; element += 1) {
        historyOf(base).subscribe((value: WidgetHistory | null) => value && seen.push(value.days.length));
      }
    }, d.service.origin);
    await d.page.waitForFunction(() => (globalThis as unknown as { seen: unknown[] }).seen.length === 10);
    await pass(2);
    expect(count("/api/widgets/history")).to.equal(1);
    d.service.send("snapshot", statuses.failed());
    await expectSoon(() => count("/api/widgets/history") === 2);
    expect(d.service.requests.map(({ method }) => method)).to.not.include("OPTIONS");
  });
});
