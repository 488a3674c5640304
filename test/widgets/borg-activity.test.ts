import { expect } from "chai";
import { overflowing, useStage, visibleText } from "./stage.ts";
import { failedPlan, minutesFromNow, plan, runningJob, statuses, statusOf } from "./status-fixtures.ts";

const tag = "borg-activity";
const running = (change: Parameters<typeof runningJob>[0] = {}) =>
  statusOf([plan({ state: "running" })], { running: [runningJob(change)] });

describe("<borg-activity>", () => {
  const stage = useStage();

  it("tells what runs and how far it is", async () => {
    await stage.start();
    await stage.show(tag, [running()], 600);
    const [text] = await visibleText(stage.page, tag);
    for (const part of [
      "Backing up: Home folders",
      "43%",
      "12,345 files",
      "4.21 GB read",
      "120 MB new",
      "85.2 MB/s",
      "about 12 min left",
    ]) {
      expect(text).to.include(part);
    }
    const bar = stage.page.getByRole("progressbar");
    expect(await bar.getAttribute("aria-label")).to.equal("Progress of Backing up: Home folders");
    expect(await bar.evaluate((node: HTMLProgressElement) => node.value)).to.equal(43.2);
  });

  it("keeps the file's name in sight however long its path, and says the whole of it", async () => {
    await stage.start();
    const path = `/srv/${"deep/".repeat(80)}IMG_20240811.dng`;
    await stage.show(tag, [running({ progress: { ...runningJob().progress!, path } })], 320);
    const line = stage.page.locator(".path");
    expect(await line.getAttribute("title")).to.equal(path);
    const tail = await line.locator(".path-tail").evaluate((node) => ({
      text: node.textContent,
      cut: node.scrollWidth > node.clientWidth + 1,
    }));
    expect(tail).to.deep.equal({ text: "/IMG_20240811.dng", cut: false });
    expect(await overflowing(stage.page, tag)).to.deep.equal([]);
  });

  it("shows a hostile name as what it is", async () => {
    await stage.start();
    const path = "/home/a/\u202egpj.exe\n<img src=x onerror=alert(1)>";
    await stage.show(tag, [running({ progress: { ...runningJob().progress!, path } })], 600);
    const text = await stage.page.locator(".path").textContent();
    expect(text).to.include("/home/a/\ufffdgpj.exe\ufffd<img src=x onerror=alert(1)>");
    expect(await stage.page.locator(".path").evaluate((node) => getComputedStyle(node).direction)).to.equal("ltr");
  });

  it("says when progress is old", async () => {
    await stage.start();
    await stage.show(tag, [running({ progress: { ...runningJob().progress!, updatedAt: minutesFromNow(-12) } })], 600);
    expect((await visibleText(stage.page, tag))[0]).to.include("As of 12 minutes ago");
  });

  it("shows jobs that wait or know no figures, and counts those that it does not show", async () => {
    await stage.start();
    await stage.show(tag, [statuses.queue()], 600);
    const [text] = await visibleText(stage.page, tag);
    expect(text).to.include("Verifying: Mail").and.include("Running for 4 min");
    expect(text).to.include("Pruning: NAS").and.include("Waits for its turn").and.include("1 more");
  });

  it("cancels where it may, on the service's own origin", async () => {
    stage.server.script.status = running();
    await stage.start();
    await stage.page.evaluate(() => document.querySelector("main")!.append(document.createElement("borg-activity")));
    await stage.page.getByRole("button", { name: "Cancel: Backing up: Home folders" }).click();
    await stage.page.getByText("Stopping").waitFor();
    await stage.page.waitForFunction(
      () => performance.getEntriesByName(`${location.origin}/api/jobs/jjjjjjjj/cancel`).length > 0,
    );
    const cancel = stage.server.requests.find(({ path }) => path === "/api/jobs/jjjjjjjj/cancel");
    expect(cancel?.method).to.equal("POST");
  });

  it("says why a job could not be cancelled, whatever it was, until the job is over", async () => {
    await stage.start();
    await stage.show(tag, [running()], 600);
    await stage.page.evaluate("window.fetch = async () => ({})"); // nothing that an API answers
    await stage.page.getByRole("button", { name: "Cancel" }).click();
    const failure = stage.page.getByText("Could not be cancelled: Cannot read properties");
    await failure.waitFor();
    const element = stage.page.locator(tag);
    for (const data of [statuses.ok(), running()]) {
      await element.evaluate((node, status) => Object.assign(node, { data: status }), data);
      await failure.waitFor({ state: "detached" });
    }
    expect(await stage.page.getByRole("button", { name: "Cancel" }).count()).to.equal(1);
  });

  it("offers no cancelling to who may not, or once it is asked for", async () => {
    await stage.start();
    await stage.show(tag, [running({ allowed: [] }), running({ cancelRequested: true })], 400);
    expect(await stage.page.getByRole("button").count()).to.equal(0);
    expect((await visibleText(stage.page, tag))[1]).to.include("Stopping");
  });

  it("shows the last run while nothing runs, or nothing at all", async () => {
    await stage.start();
    await stage.show(tag, [statusOf([failedPlan(), plan()])], 400);
    const [text] = await visibleText(stage.page, tag);
    expect(text)
      .to.include("Nothing running")
      .and.include("Last run: Home folders · OK · 12 minutes ago")
      .and.include("in 5 hours");
    await stage.show(tag, [statuses.ok()], 400, { idle: "hide" });
    const height = await stage.page.locator(tag).evaluate((node) => node.getBoundingClientRect().height);
    expect(height).to.equal(0);
  });
});
