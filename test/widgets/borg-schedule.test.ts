import { expect } from "chai";
import { takePicture } from "../support/browser.ts";
import { useStage, visibleText } from "./stage.ts";
import { latePlan, minutesFromNow, plan, statuses, statusOf } from "./status-fixtures.ts";

const tag = "borg-schedule";
const week = () =>
  statusOf([
    latePlan(),
    plan({ id: "iiiiiiii", name: "Mail", nextRunAt: minutesFromNow(60 * 26) }),
    plan({ nextRunAt: minutesFromNow(90) }),
    plan({ id: "kkkkkkkk", name: "Cold storage", nextRunAt: minutesFromNow(60 * 24 * 20) }),
    plan({ id: "mmmmmmmm", name: "Old laptop", state: "paused", nextRunAt: null }),
    plan({ id: "nnnnnnnn", name: "Camera", nextRunAt: null }),
  ]);

describe("<borg-schedule>", () => {
  const stage = useStage();

  it("lists what is late with its cause, then what comes in the order of time, and counts the rest", async () => {
    await stage.start();
    await stage.show(tag, [week()], 400);
    const [text] = await visibleText(stage.page, tag);
    expect(text).to.match(
      /Databases Late 6 hours ago The run of 02:00 did not happen\. Run it now.*Open log.*Home folders .*in 1 hour Databases .*Mail .*tomorrow 1 later \(in 20 days\) 1 paused 1 by hand only$/,
    );
  });

  it("looks as far ahead as it is told, and lists as many", async () => {
    await stage.start();
    const show = async (attributes: Record<string, string>) => {
      await stage.show(tag, [week()], 400, attributes);
      return (await visibleText(stage.page, tag))[0]!;
    };
    expect(await show({ hours: "2" }))
      .to.include("Home folders")
      .and.not.include("Mail");
    expect(await show({ limit: "2" }))
      .to.include("2 more")
      .and.not.include("Mail");
    expect(await show({ hours: "none", limit: "-1" }))
      .to.include("Mail")
      .and.not.include("NaN");
  });

  it("says so where nothing runs soon, where nothing runs by itself, and where nothing is set up", async () => {
    await stage.start();
    const later = statusOf([plan({ nextRunAt: minutesFromNow(60 * 100) })]);
    await stage.show(tag, [later, statusOf([plan({ nextRunAt: null })]), statuses.empty()], 400);
    const [soon, byHand, empty] = await visibleText(stage.page, tag);
    expect(soon).to.include("Nothing runs within 2 days").and.include("1 later (in 4 days)");
    expect(byHand).to.include("No run is scheduled.").and.include("1 by hand only");
    expect(empty).to.include("No backups set up");
  });

  it("says what runs and what is due", async () => {
    await stage.start();
    const status = statusOf([
      plan({ state: "running" }),
      plan({ id: "cccccccc", name: "Mail", nextRunAt: minutesFromNow(-1) }),
    ]);
    await stage.show(tag, [status], 400);
    expect((await visibleText(stage.page, tag))[0]).to.match(/Home folders Running Mail .*due now/);
  });

  it("fits a row when compact, and is hidden where all is well if it is told so", async () => {
    await stage.start();
    const height = () => stage.page.locator(tag).evaluate((node) => node.getBoundingClientRect().height);
    await stage.show(tag, [week()], 400, { size: "compact", heading: "", density: "compact" });
    expect(await height()).to.be.at.most(72);
    await takePicture(stage.page, `${tag}-compact`);
    await stage.show(tag, [statuses.ok()], 400, { "hide-when": "ok" });
    expect(await height()).to.equal(0);
  });

  it("is as high while it loads as with the runs that it is told to list", async () => {
    stage.server.script.status = null;
    await stage.start();
    await stage.page.evaluate((name) => {
      const cell = document.createElement("div");
      cell.style.width = "400px";
      cell.innerHTML = `<${name} limit="2" hours="12"></${name}>`;
      document.querySelector("main")!.append(cell);
    }, tag);
    const element = stage.page.locator(tag);
    await element.locator(".bone").first().waitFor();
    const height = () => element.evaluate((node) => node.getBoundingClientRect().height);
    const before = await height();
    await takePicture(stage.page, `${tag}-loading`);
    await element.evaluate((node, data) => Object.assign(node, { data }), statuses.ok());
    await element.getByText("Home folders").waitFor();
    expect(await height()).to.be.closeTo(before, 0.5);
  });

  it("announces that a run is late", async () => {
    await stage.start();
    await stage.show(tag, [statuses.ok()], 400);
    const element = stage.page.locator(tag);
    const announced = element.locator("[role=status]");
    await element.evaluate((node, data) => Object.assign(node, { data }), statuses.late());
    await announced.getByText("1 run late or missed").waitFor({ state: "attached" });
  });
});
