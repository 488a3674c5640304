import { expect } from "chai";
import { elementTags } from "../../widgets/app/pages/dashboards/snippets/element-tags.ts";
import { axeViolations, takePicture } from "../support/browser.ts";
import { useStage, visibleText } from "./stage.ts";
import { failedPlan, plan, statuses, statusOf } from "./status-fixtures.ts";

const all = () => Object.values(statuses).map((make) => make());

describe("<borg-status>", () => {
  const stage = useStage();

  it("says each state in words", async () => {
    await stage.start();
    await stage.show("borg-status", all(), 400);
    const text = await visibleText(stage.page, "borg-status");
    const said = Object.fromEntries(Object.keys(statuses).map((name, index) => [name, text[index]!]));
    expect(said["empty"]).to.include("No backups set up");
    expect(said["ok"]).to.include("All backed up").and.include("Last backup: 12 minutes ago").and.include("2 OK");
    expect(said["running"]).to.include("Backing up").and.include("Home folders · 43%");
    expect(said["warning"]).to.include("Backed up with warnings").and.include("exit code 1");
    expect(said["late"]).to.include("Backup late").and.include("The run of 02:00 did not happen.");
    expect(said["suspicious"]).to.include("Backup suspicious").and.include("1,204 are usual");
    expect(said["never"]).to.include("Not backed up yet");
    expect(said["paused"]).to.include("Backups paused");
    expect(said["fault"]).to.include("plans.json is damaged");
  });

  it("puts what failed, since when, why and what to do first", async () => {
    await stage.start();
    await stage.show("borg-status", [statuses.failed()], 400);
    const [text] = await visibleText(stage.page, "borg-status");
    const order = [
      "Backup failed",
      "Photos Failed · 3 hours ago",
      "locked by host nas2",
      "Wait until",
      "Databases Late",
      "Next run",
    ];
    expect(order.map((part) => text!.indexOf(part))).to.deep.equal(
      order.map((part) => text!.indexOf(part)).sort((a, b) => a - b),
    );
    expect(text).to.not.include("undefined");
    for (const part of order) expect(text).to.include(part);
  });

  it("counts the problems that it does not show", async () => {
    await stage.start();
    const plans = Array.from({ length: 9 }, (_, index) => ({
      ...failedPlan(),
      id: `ffffff${index}a`,
      name: `Plan ${index}`,
    }));
    await stage.show("borg-status", [statusOf(plans)], 400);
    expect((await visibleText(stage.page, "borg-status"))[0]).to.include("6 more");
  });

  it("fits a row when compact and grows when large", async () => {
    await stage.start();
    const heights: Record<string, number> = {};
    for (const size of ["compact", "regular", "large"]) {
      await stage.show("borg-status", [statuses.failed()], 320, { size, heading: "", density: "compact" });
      heights[size] = await stage.page
        .locator("borg-status")
        .evaluate((element) => element.getBoundingClientRect().height);
      await takePicture(stage.page, `borg-status-${size}`);
    }
    expect(heights["compact"]).to.be.at.most(64);
    expect(heights["large"]).to.be.greaterThan(heights["regular"]!);
  });

  it("shows the repositories named, and says that none is to be seen", async () => {
    await stage.start();
    const status = statusOf([plan(), { ...failedPlan(), repositoryIds: ["zzzzzzzz"] }]);
    await stage.show("borg-status", [status], 400, { repo: "aaaaaaaa" });
    expect((await visibleText(stage.page, "borg-status"))[0])
      .to.include("All backed up")
      .and.not.include("Photos");
    await stage.show("borg-status", [status], 400, { repo: "yyyyyyyy" });
    expect((await visibleText(stage.page, "borg-status"))[0]).to.include("you may not see it");
  });

  it("announces a state when it changes and not before", async () => {
    await stage.start();
    await stage.show("borg-status", [statuses.ok()], 400);
    const element = stage.page.locator("borg-status");
    const announced = () => element.evaluate((node) => node.shadowRoot!.querySelector("[role=status]")!.textContent);
    expect(await announced()).to.equal("");
    const changes = await element.evaluate(
      async (node, next) => {
        const seen: unknown[] = [];
        document.addEventListener("borg-state-change", (event) => seen.push((event as CustomEvent).detail));
        const live = node as unknown as { data: unknown; updateComplete: Promise<unknown> };
        for (const data of next) {
          live.data = data;
          await live.updateComplete;
        }
        return seen;
      },
      [statuses.ok(), statuses.failed(), statuses.failed()],
    );
    expect(changes).to.deep.equal([{ from: "ok", to: "failed" }]);
    expect(await announced()).to.equal("Backup failed");
  });

  it("lets its page follow a link itself", async () => {
    await stage.start();
    await stage.show("borg-status", [statuses.failed()], 400);
    const path = stage.page.evaluate(
      () =>
        new Promise((resolve) => {
          document.addEventListener("borg-navigate", (event) => {
            event.preventDefault();
            resolve((event as CustomEvent).detail.path);
          });
        }),
    );
    await stage.page.getByRole("link", { name: "Open log" }).first().click();
    expect(await path).to.equal("/jobs/jjjjjjj2");
    expect(stage.page.url()).to.equal(`${stage.server.origin}/`);
  });

  it("is named after its heading", async () => {
    await stage.start();
    await stage.show("borg-status", [statuses.ok()], 400, { heading: "Server room" });
    expect(await stage.page.getByRole("group", { name: "Server room" }).count()).to.equal(1);
    await stage.show("borg-status", [statuses.ok()], 400, { heading: "" });
    expect(await stage.page.getByRole("group", { name: "Backups" }).count()).to.equal(1);
    expect((await visibleText(stage.page, "borg-status"))[0]).to.not.include("Backups");
  });

  it("reads left to right in English on a page that does not", async () => {
    await stage.start({ lang: "he", dir: "rtl" });
    await stage.show("borg-status", [statuses.ok()], 320);
    const root = stage.page.getByRole("group");
    expect(await root.getAttribute("lang")).to.equal("en");
    expect(await root.evaluate((node) => getComputedStyle(node).direction)).to.equal("ltr");
  });

  it("paints its own surface when told a theme that is not the page's", async () => {
    await stage.start({ colorScheme: "light" });
    await stage.show("borg-status", [statuses.failed(), statuses.ok()], 320, { theme: "dark" });
    expect(await axeViolations(stage.page)).to.deep.equal([]);
    await takePicture(stage.page, "borg-status-theme-dark");
  });

  it("keeps a fault of its own to itself", async () => {
    await stage.start();
    await stage.page.evaluate(() => {
      globalThis.reportError = () => {};
    });
    const unreadable = { ...statuses.ok(), plans: [null], repositories: [null], running: [null] } as never;
    for (const tag of elementTags) {
      const attributes = tag === "borg-badge" ? { repo: "aaaaaaaa" } : {}; // else it reads the verdict alone
      await stage.show(tag, [unreadable, statuses.ok()], 320, attributes);
      const [broken, whole] = await visibleText(stage.page, tag);
      expect(broken, tag).to.include("This widget failed");
      expect(whole, tag).to.not.include("This widget failed");
    }
    await stage.show("borg-status", [unreadable, statuses.ok()], 320);
    const [, whole] = await visibleText(stage.page, "borg-status");
    expect(whole).to.include("All backed up");
  });
});
