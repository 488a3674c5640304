import { expect } from "chai";
import type { RepositoryStatus, Status } from "../../schemas/status.ts";
import { takePicture } from "../support/browser.ts";
import { useStage, visibleText } from "./stage.ts";
import { failedPlan, minutesFromNow, plan, repository, runningJob, statuses, statusOf } from "./status-fixtures.ts";

const tag = "borg-repository";
const of = (change: Partial<RepositoryStatus>, plans = [plan()], more: Partial<Status> = {}) =>
  statusOf(plans, { repositories: [repository(change)], ...more });

const tended = () =>
  of({
    mode: "append-only",
    lastCheck: {
      at: minutesFromNow(-60 * 50),
      state: "ok",
      scope: "all",
      verifyData: false,
      partial: true,
      durationMs: 90_000,
    },
    lastDrill: {
      at: minutesFromNow(-60 * 30),
      state: "failed",
      filesRestored: 20,
      bytesRestored: 12_000_000,
      restoreMs: 192_000,
      filesDamaged: 1,
    },
  });
const failed = () => of({ state: "failed", message: failedPlan().message }, [failedPlan(), plan()]);
const busy = () => of({ state: "running" }, [plan({ state: "running" })], { running: [runningJob()] });
const untouched = () =>
  of({
    state: "never",
    message: "No backup yet.",
    archivesCount: null,
    sizeBytes: null,
    lastBackupAt: null,
    lastVerifyAt: null,
  });
const two = () => statusOf([plan()], { repositories: [repository(), repository({ id: "zzzzzzzz", name: "Other" })] });

describe("<borg-repository>", () => {
  const stage = useStage();

  it("says what is wrong and what to do first, then what was done for it and when", async () => {
    await stage.start();
    await stage.show(tag, [failed(), tended()], 400);
    const [bad, good] = await visibleText(stage.page, tag);
    expect(bad).to.match(
      /^NAS Failed The repository is locked by host nas2.*Wait until.*Open log Last backup 12 minutes ago/,
    );
    expect(good).to.match(
      /^NAS OK Last backup 12 minutes ago Next run in 5 hours Size 123 GB Archives 42 Check OK · 2 days ago · in part Verified 11 minutes ago Restore drill Failed · yesterday · took 3 min 12 sec Mode append-only Back up now Open repository$/,
    );
  });

  it("says what works on it, and knows no figures that it was not told", async () => {
    await stage.start();
    await stage.show(tag, [busy(), untouched()], 400);
    const [running, never] = await visibleText(stage.page, tag);
    expect(running).to.include("Backing up · 43%").and.not.include("Back up now");
    expect(never).to.include("No backup yet.").and.include("Size unknown").and.include("Check none");
  });

  it("starts a backup where it may, on the service's own origin, and says that it does", async () => {
    stage.server.script.status = tended();
    await stage.start();
    await stage.page.evaluate((name) => document.querySelector("main")!.append(document.createElement(name)), tag);
    await stage.page.getByRole("button", { name: "Back up now" }).click();
    await stage.page.getByText("Starting").waitFor();
    await stage.page.waitForFunction(
      () => performance.getEntriesByName(`${location.origin}/api/plans/bbbbbbbb/run`).length > 0,
    );
    expect(stage.server.requests.find(({ path }) => path.endsWith("/run"))).to.include({
      method: "POST",
      path: "/api/plans/bbbbbbbb/run",
    });
    stage.server.send("snapshot", busy());
    await stage.page.getByText("Backing up").waitFor();
    const again = { ...plan(), lastRun: { ...plan().lastRun!, id: "rrrrrrr9" } };
    stage.server.send("snapshot", of({}, [again]));
    await stage.page.getByRole("button", { name: "Back up now" }).waitFor();
  });

  it("says why a backup could not be started", async () => {
    await stage.start();
    await stage.show(tag, [tended()], 400);
    await stage.page.route("**/api/plans/*/run", (route) =>
      route.fulfill({
        status: 200,
        contentType: "text/plain",
        body: "not the service",
      }),
    );
    await stage.page.getByRole("button", { name: "Back up now" }).click();
    const alert = stage.page.getByRole("alert");
    await alert.getByText("Could not be started").waitFor();
    expect(await stage.page.getByRole("button", { name: "Back up now" }).count()).to.equal(1);
    // What failed before the last run is over.
    const element = stage.page.locator(tag);
    const ran = { ...plan(), lastRun: { ...plan().lastRun!, id: "rrrrrrr9" } };
    for (const data of [of({}, [ran]), tended()]) {
      await element.evaluate((node, status) => Object.assign(node, { data: status }), data);
      await alert.waitFor({ state: "detached" });
    }
  });

  it("leads to the plans from another origin, names each where they are several, and offers nothing to who may not", async () => {
    await stage.start();
    const plans = [plan(), plan({ id: "cccccccc", name: "Mail" })];
    await stage.show(tag, [of({}, plans)], 400, { server: "https://borg.example.com/borg" });
    const link = stage.page.getByRole("link", { name: "Back up now: Mail" });
    expect(await link.getAttribute("href")).to.equal("https://borg.example.com/borg/plans/cccccccc");
    expect(await stage.page.getByRole("button").count()).to.equal(0);
    await stage.show(tag, [of({}, [plan({ allowed: [] })])], 400);
    expect((await visibleText(stage.page, tag))[0]).to.not.include("Back up now");
  });

  it("asks which where there are several, and says where there is none", async () => {
    await stage.start();
    const show = async (status: Status, attributes: Record<string, string> = {}) => {
      await stage.show(tag, [status], 400, attributes);
      return (await visibleText(stage.page, tag))[0]!;
    };
    expect(await show(two()))
      .to.include("Which repository?")
      .and.include('Other: repo="zzzzzzzz"');
    expect(await show(two(), { repo: "zzzzzzzz" })).to.match(/^Other OK/);
    expect(await show(two(), { repo: "yyyyyyyy" })).to.include("you may not see it");
    expect(await show(statuses.empty())).to.include("No backups set up");
  });

  it("is named after the repository, and says its name where the heading is hidden", async () => {
    await stage.start();
    await stage.show(tag, [tended()], 400, { heading: "", size: "compact", density: "compact" });
    expect(await stage.page.getByRole("group", { name: "NAS" }).count()).to.equal(1);
    expect((await visibleText(stage.page, tag))[0]).to.equal("NAS: OK · 12 minutes ago");
    const height = await stage.page.locator(tag).evaluate((node) => node.getBoundingClientRect().height);
    expect(height).to.be.at.most(48);
    await takePicture(stage.page, `${tag}-compact`);
  });

  it("is as high while it loads as with what there is to tell", async () => {
    stage.server.script.status = null;
    await stage.start();
    for (const width of [320, 900]) {
      await stage.page.evaluate(
        ([name, inlineSize]) => {
          const cell = document.createElement("div");
          cell.style.width = inlineSize!;
          cell.append(document.createElement(name!));
          document.querySelector("main")!.replaceChildren(cell);
        },
        [tag, `${width}px`],
      );
      const element = stage.page.locator(tag);
      await element.locator(".bone").first().waitFor();
      const height = () => element.evaluate((node) => node.getBoundingClientRect().height);
      const before = await height();
      await takePicture(stage.page, `${tag}-loading-${width}`);
      await element.evaluate((node, data) => Object.assign(node, { data }), of({}));
      await element.getByText("NAS").waitFor();
      expect(await height(), `${width} px`).to.be.closeTo(before, 1);
    }
  });

  it("announces its state when it changes", async () => {
    await stage.start();
    await stage.show(tag, [tended()], 400);
    const element = stage.page.locator(tag);
    await element.evaluate((node, data) => Object.assign(node, { data }), failed());
    await element.locator("[role=status]").getByText("NAS: Failed").waitFor({ state: "attached" });
  });
});
