import { expect } from "chai";
import { axeViolations, takePicture } from "../support/browser.ts";
import { eventually } from "../support/service.ts";
import { historyOf } from "./history-fixtures.ts";
import { overflowing, useStage, visibleText } from "./stage.ts";
import { plan, statuses, statusOf } from "./status-fixtures.ts";

const tag = "borg-timeline";
const many = () => Array.from({ length: 11 }, (_, index) => plan({ id: `mmmmmm${index + 10}`, name: `Plan ${index}` }));

describe("<borg-timeline>", () => {
  const stage = useStage((complaint) => complaint.includes("401"));

  const texts = () => visibleText(stage.page, tag);
  const bars = (index = 0) =>
    stage.page
      .locator(tag)
      .nth(index)
      .evaluate((element) =>
        [...element.shadowRoot!.querySelectorAll<HTMLElement>(".plan .day")].map(({ title }) => title),
      );
  const heightOf = () =>
    stage.page.locator(tag).evaluate((element) => Math.round(element.getBoundingClientRect().height));

  it("says what became of each plan, what needs someone first, and how it was on each day", async () => {
    await stage.start();
    await stage.show(tag, [statuses.failed()], 400, {}, { history: historyOf() });
    const [text] = await visibleText(stage.page, tag);
    expect(text).to.match(/Photos 2 Failed Databases 1 Late .*Mail 30 OK/);
    const titles = await bars();
    expect(titles).to.have.length(5 * 30);
    expect(titles.slice(27, 30).map((title) => title.split(": ")[1])).to.deep.equal(["Late", "Failed", "Failed"]);
    const strip = stage.page.getByRole("img", { name: "Photos, 30 days: 2 Failed, 1 Late, 1 Warning, 26 OK" });
    expect(await strip.count()).to.equal(1);
  });

  it("tells the states apart without colour: by the height and the shape of a bar", async () => {
    await stage.start({ forcedColors: "active" });
    await stage.show(tag, [statuses.failed()], 400, {}, { history: historyOf() });
    const looks = await stage.page.locator(tag).evaluate((element) =>
      [...element.shadowRoot!.querySelectorAll(".key .day")].map((day) => {
        const { blockSize, borderTopWidth } = getComputedStyle(day, "::before");
        return `${blockSize} ${borderTopWidth}`;
      }),
    );
    expect(new Set(looks).size).to.equal(5);
    await takePicture(stage.page, `${tag}-forced-colours`);
  });

  it("has all of it as a table, by the keyboard", async () => {
    await stage.start();
    await stage.show(tag, [statuses.failed()], 320, { days: "7" }, { history: historyOf() });
    await stage.page.getByText("Day by day").focus();
    await stage.page.keyboard.press("Enter");
    await eventually(
      () => stage.page.getByRole("row").count(),
      (count) => count === 8,
    );
    expect(await stage.page.getByRole("row").nth(1).textContent()).to.match(
      /Failed · Photos\s*Late · Databases\s*Warning · Conf/,
    );
    expect(await axeViolations(stage.page)).to.deep.equal([]);
    expect(await overflowing(stage.page, tag)).to.deep.equal([]);
    await takePicture(stage.page, `${tag}-table`);
  });

  it("shows 7 to 90 days", async () => {
    await stage.start();
    const history = historyOf({}, 90);
    for (const [days, count] of Object.entries({ 7: 7, 90: 90, 1: 7, 1000: 90, many: 30 })) {
      await stage.show(tag, [statuses.warning()], 200, { days }, { history });
      expect(await bars(), days).to.have.length(3 * count);
      expect(await overflowing(stage.page, tag)).to.deep.equal([]);
      await takePicture(stage.page, `${tag}-days-${days}`);
    }
  });

  it("is as high before the days are known as after", async () => {
    await stage.start();
    for (const width of [180, 400, 900]) {
      await stage.show(tag, [statuses.failed()], width);
      const before = await heightOf();
      expect((await visibleText(stage.page, tag))[0])
        .to.include("Photos")
        .and.not.include("30 OK");
      const unknown = stage.page.getByRole("img", { name: /^Photos, 30 days: What happened is not known yet$/ });
      expect(await unknown.count()).to.equal(1);
      await stage.page.locator(tag).evaluate(
        (element, history) => Object.assign(element, { history }),
        historyOf({
          plans: historyOf().plans.map((each) => ({ ...each, states: each.states.map(() => "ok" as const) })),
        }),
      );
      await eventually(texts, ([text]) => text!.includes("30 OK"));
      expect(await heightOf(), String(width)).to.equal(before);
    }
  });

  it("asks the service for as many days as it shows, and shows those it had when the service is gone", async () => {
    await stage.start();
    stage.server.script.status = statuses.failed();
    stage.server.script.history = historyOf({}, 14);
    await stage.page.evaluate((tag) => {
      document.querySelector("main")!.innerHTML = `<div class="cell"><${tag} days="14"></${tag}></div>`;
    }, tag);
    await eventually(texts, ([text]) => text!.includes("2 Failed"));
    expect(stage.server.requests.filter(({ path }) => path === "/api/widgets/history")).to.have.length(1);
    stage.server.script.gate = "401";
    await stage.page.locator(tag).evaluate((element) => (element as unknown as { refresh(): void }).refresh());
    await eventually(texts, ([text]) => /Sign in.*2 Failed/.test(text!));
    expect(await axeViolations(stage.page)).to.deep.equal([]);
    await takePicture(stage.page, `${tag}-signed-out`);
    stage.server.script.gate = "open";
  });

  it("fits a row when compact: the worst of all plans in one strip", async () => {
    await stage.start();
    const attributes = { size: "compact", heading: "", density: "compact" };
    await stage.show(tag, [statuses.failed()], 320, attributes, { history: historyOf() });
    expect((await visibleText(stage.page, tag))[0]).to.equal("All plans 3 Failed");
    expect(await heightOf()).to.be.at.most(64);
    expect(await bars()).to.have.length(30);
    await takePicture(stage.page, `${tag}-compact`);
  });

  it("has its counts where the strips end, in either direction", async () => {
    await stage.start();
    for (const heading of ["Backups", "גיבויים"]) {
      await stage.show(tag, [statuses.failed()], 400, { heading }, { history: historyOf() });
      const [strip, count] = await stage.page.locator(tag).evaluate((element) => {
        const found = [".strip", ".worst"].map((part) => {
          const range = document.createRange();
          range.selectNodeContents(element.shadowRoot!.querySelector(part)!);
          return range.getBoundingClientRect();
        });
        return found.map(({ left, right }) => ({ left, right }));
      });
      const edge = heading === "Backups" ? "right" : "left";
      expect(count![edge], heading).to.be.closeTo(strip![edge], 1);
    }
  });

  it("counts the plans that it does not show", async () => {
    await stage.start();
    await stage.show(tag, [statusOf(many())], 320, {}, { history: historyOf() });
    expect((await visibleText(stage.page, tag))[0])
      .to.include("Plan 7 No runs")
      .and.include("3 more");
    await stage.show(tag, [statusOf(many())], 320, { size: "large" }, { history: historyOf() });
    expect((await visibleText(stage.page, tag))[0])
      .to.include("Plan 10")
      .and.not.include("more");
  });

  it("shows the repositories named, says why there is nothing, and hides when all is well", async () => {
    await stage.start();
    await stage.show(tag, [statuses.ok(), statuses.empty()], 320, { repo: "yyyyyyyy" }, { history: historyOf() });
    for (const text of await visibleText(stage.page, tag)) expect(text).to.include("you may not see it");
    await stage.show(tag, [statuses.ok(), statuses.failed()], 320, { "hide-when": "ok" }, { history: historyOf() });
    const [well, ill] = await visibleText(stage.page, tag);
    expect(well).to.equal("");
    expect(ill).to.include("Photos");
  });
});
