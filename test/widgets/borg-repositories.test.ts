import { expect } from "chai";
import type { RepositoryStatus } from "../../schemas/status.ts";
import { takePicture } from "../support/browser.ts";
import { useStage, visibleText } from "./stage.ts";
import { failedPlan, minutesFromNow, plan, repository, statuses, statusOf } from "./status-fixtures.ts";

const tag = "borg-repositories";
const longName = "Sicherungsaufbewahrungsrichtlinienverwaltungsordner der Buchhaltung";

/** A repository in each state, and the plan that failed. */
function several() {
  const bad = failedPlan();
  const repositories: RepositoryStatus[] = (["ok", "running", "warning", "late", "never", "paused"] as const).map(
    (state, index) =>
      repository({
        id: `${state}aaaa`,
        name: state === "paused" ? longName : `Repository ${index}`,
        state,
        message: state === "late" ? "Its newest archive is older than it should be." : null,
        ...(state === "never" ? { sizeBytes: null, archivesCount: null, lastBackupAt: null } : {}),
      }),
  );
  repositories.push(
    repository({ state: "failed", message: bad.message, lastBackupAt: minutesFromNow(-60 * 27), sizeBytes: 4_200_000 }),
  );
  return statusOf([plan(), bad], { repositories });
}

describe("<borg-repositories>", () => {
  const stage = useStage();

  it("puts the one that failed first, with cause, next step and log", async () => {
    await stage.start();
    await stage.show(tag, [several()], 400);
    const [text] = await visibleText(stage.page, tag);
    expect(text).to.match(
      /^Repositories NAS Failed Last backup yesterday Next run in 5 hours Size 4.2 MB Archives 42 The repository is locked by host nas2.*Wait until.*Open log Repository 3 Late/,
    );
    expect(text).to.include("Last backup none").and.include("Size unknown").and.include(`${longName} Paused`);
    const log = stage.page.getByRole("link", { name: "Open log" });
    expect(await log.getAttribute("href")).to.equal(`${stage.server.origin}/jobs/jjjjjjj2`);
    const name = stage.page.getByRole("link", { name: "NAS" });
    expect(await name.getAttribute("href")).to.equal(`${stage.server.origin}/repositories/aaaaaaaa`);
  });

  it("has the order, the rows and the figures that it is told", async () => {
    await stage.start();
    const show = async (attributes: Record<string, string>) => {
      await stage.show(tag, [several()], 700, attributes);
      return (await visibleText(stage.page, tag))[0]!;
    };
    expect(await show({ sort: "name", limit: "2" })).to.match(/^Repositories NAS .*Repository 0 .*5 more$/);
    expect(await show({ columns: "size, archives" }))
      .to.include("Size")
      .and.not.include("Last backup");
    expect(await show({ columns: "" })).to.not.include("Archives");
    expect(await show({ limit: "none" })).to.include(longName);
  });

  it("lines its columns up under one head where there is room", async () => {
    await stage.start();
    await stage.show(tag, [several()], 900);
    const starts = await stage.page
      .locator(`${tag} dl`)
      .evaluateAll((lists) => lists.map((list) => [...list.children].map((cell) => cell.getBoundingClientRect().left)));
    expect(starts.length).to.equal(7);
    for (const row of starts) expect(row).to.deep.equal(starts[0]);
    expect(
      await stage.page
        .getByText("Archives")
        .evaluateAll((terms) => terms.filter((term) => term.clientWidth > 1).length),
    ).to.equal(1);
    expect(await stage.page.getByText("Archives").count()).to.equal(7); // to whom a row is read alone
  });

  it("says where there is none, and where none is to be seen", async () => {
    await stage.start();
    await stage.show(tag, [statuses.empty()], 400);
    expect((await visibleText(stage.page, tag))[0])
      .to.include("No backups set up")
      .and.include("Set up the first backup");
    await stage.show(tag, [statuses.ok()], 400, { repo: "yyyyyyyy" });
    expect((await visibleText(stage.page, tag))[0]).to.include("you may not see it");
  });

  it("fits a row each when compact, and is hidden where all is well if it is told so", async () => {
    await stage.start();
    const height = () => stage.page.locator(tag).evaluate((node) => node.getBoundingClientRect().height);
    await stage.show(tag, [statuses.ok()], 320, { size: "compact", heading: "", density: "compact" });
    expect(await height()).to.be.at.most(64);
    await takePicture(stage.page, `${tag}-compact`);
    await stage.show(tag, [statuses.ok()], 400, { "hide-when": "ok" });
    expect(await height()).to.equal(0);
  });

  it("is as high while it loads as with the repositories that it names", async () => {
    stage.server.script.status = null;
    await stage.start();
    for (const width of [240, 900]) {
      await stage.page.evaluate(
        ([name, inlineSize]) => {
          const cell = document.createElement("div");
          cell.style.width = inlineSize!;
          cell.innerHTML = `<${name} repo="aaaaaaaa okaaaa"></${name}>`;
          document.querySelector("main")!.replaceChildren(cell);
        },
        [tag, `${width}px`],
      );
      const element = stage.page.locator(tag);
      await element.locator(".bone").first().waitFor();
      const height = () => element.evaluate((node) => node.getBoundingClientRect().height);
      const before = await height();
      await takePicture(stage.page, `${tag}-loading-${width}`);
      const status = statusOf([plan()], { repositories: [repository(), repository({ id: "okaaaa", name: "Other" })] });
      await element.evaluate((node, data) => Object.assign(node, { data }), status);
      await element.getByText("NAS").waitFor();
      expect(await height(), `${width} px`).to.be.closeTo(before, 1);
    }
  });

  it("announces that one needs attention", async () => {
    await stage.start();
    await stage.show(tag, [statuses.ok()], 400);
    const element = stage.page.locator(tag);
    await element.evaluate((node, data) => Object.assign(node, { data }), several());
    await element.locator("[role=status]").getByText("3 repositories need attention").waitFor({ state: "attached" });
  });
});
