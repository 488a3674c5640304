import { expect } from "chai";
import { axeViolations, takePicture } from "../support/browser.ts";
import { eventually } from "../support/service.ts";
import { historyOf, repositoryDays } from "./history-fixtures.ts";
import { useStage, visibleText } from "./stage.ts";
import { plan, repository, statuses, statusOf } from "./status-fixtures.ts";

const tag = "borg-storage";
const gigabyte = 1_000_000_000;

/** Room left, nearly full, full, and nothing known but the size. */
const four = () =>
  statusOf([plan()], {
    repositories: [
      repository(),
      repository({ id: "nnnnnnnn", name: "Offsite at a friend's house", sizeBytes: 185 * gigabyte }),
      repository({ id: "ffffffff", name: "USB-Festplatte-im-Schreibtisch", sizeBytes: 64 * gigabyte }),
      repository({ id: "uuuuuuuu", name: "New", sizeBytes: null }),
    ],
  });
const history = () =>
  historyOf({
    repositories: [
      repositoryDays(),
      repositoryDays({ id: "nnnnnnnn", quotaBytes: 200 * gigabyte }),
      repositoryDays({ id: "ffffffff", freeBytes: 0, sizeBytes: Array(30).fill(64 * gigabyte) }),
    ],
  });

describe("<borg-storage>", () => {
  const stage = useStage((complaint) => complaint.includes("401"));

  const texts = () => visibleText(stage.page, tag);
  const heightOf = () =>
    stage.page.locator(tag).evaluate((element) => Math.round(element.getBoundingClientRect().height));

  it("says how large, how full, how fast and how long, the fullest first", async () => {
    await stage.start();
    await stage.show(tag, [four(), statuses.empty()], 400, {}, { history: history() });
    const [text, empty] = await texts();
    expect(text).to.match(/Festplatte.*64 GB Full.*does not grow.*Offsite.*185 GB Nearly full.*NAS.*123 GB Room left/);
    expect(text).to.include("15 GB of the quota of 200 GB left +1 GB a day Full in about 15 days");
    expect(text).to.include("400 GB of 1 TB free").and.include("New unknown Room unknown");
    expect(empty).to.include("No backups set up");
    expect(await stage.page.getByRole("img", { name: "60% used" }).count()).to.equal(1);
    const line = stage.page.getByRole("img", { name: "Size over 30 days: from 94.5 GB to 123 GB" });
    expect(await line.count()).to.equal(2);
  });

  it("shows what is asked for, and warns from where it is told", async () => {
    await stage.start();
    await stage.show(tag, [statuses.ok()], 400, { metric: "room", "warn-at": "60" }, { history: history() });
    expect((await texts())[0])
      .to.include("Nearly full")
      .and.include("free")
      .and.not.match(/a day|Full in/);
    await stage.show(
      tag,
      [statuses.ok()],
      400,
      { metric: "growth,full", "hide-when": "warning" },
      { history: history() },
    );
    expect((await texts())[0])
      .to.match(/a day.*Full in about/)
      .and.not.include("free");
    await stage.show(tag, [statuses.ok()], 400, { "hide-when": "ok" }, { history: history() });
    expect((await texts())[0]).to.equal("");
  });

  it("fits a row when compact, and counts what it does not show", async () => {
    await stage.start();
    const attributes = { size: "compact", heading: "", density: "compact" };
    await stage.show(tag, [statuses.ok()], 320, attributes, { history: history() });
    expect((await texts())[0]).to.equal("NAS 123 GB Room left");
    expect(await heightOf()).to.be.at.most(64);
    await takePicture(stage.page, `${tag}-compact`);
    await stage.show(tag, [four()], 320, attributes, { history: history() });
    expect((await texts())[0]).to.include("3 more");
  });

  it("is as high before the room is known as after", async () => {
    await stage.start();
    for (const width of [180, 320, 900]) {
      await stage.show(tag, [statuses.ok()], width);
      const before = await heightOf();
      expect((await texts())[0]).to.include("123 GB");
      await stage.page.locator(tag).evaluate((element, history) => Object.assign(element, { history }), history());
      await stage.page.locator(`${tag} polyline`).waitFor();
      expect(await heightOf(), String(width)).to.equal(before);
    }
  });

  it("keeps what it had when the service is gone, and asks for the history once", async () => {
    await stage.start();
    stage.server.script.status = four();
    stage.server.script.history = history();
    await stage.page.evaluate((tag) => {
      document.querySelector("main")!.innerHTML = `<div class="cell"><${tag}></${tag}></div>`;
    }, tag);
    await eventually(texts, ([text]) => text!.includes("Nearly full"));
    expect(stage.server.requests.filter(({ path }) => path === "/api/widgets/history")).to.have.length(1);
    stage.server.script.gate = "401";
    await stage.page.locator(tag).evaluate((element) => (element as unknown as { refresh(): void }).refresh());
    await eventually(texts, ([text]) => /Sign in.*Nearly full/.test(text!));
    expect(await axeViolations(stage.page)).to.deep.equal([]);
    stage.server.script.gate = "open";
  });
});
