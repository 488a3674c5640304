import { expect } from "chai";
import type { Status } from "../../schemas/status.ts";
import { useStage, visibleText } from "./stage.ts";
import { failedPlan, plan, provenRepository, statuses, statusOf } from "./status-fixtures.ts";

const scenes = {
  ...statuses,
  damaged: () =>
    statusOf([plan()], {
      repositories: [provenRepository({ lastCheck: { ...provenRepository().lastCheck!, state: "failed" } })],
    }),
  many: () =>
    statusOf(
      Array.from({ length: 9 }, (_, index) => ({ ...failedPlan(), id: `ffffff${index}a`, name: `Plan ${index}` })),
    ),
} as const satisfies Record<string, () => Status>;
const all = () => Object.values(scenes).map((make) => make());

describe("<borg-alerts>", () => {
  const stage = useStage();

  it("says what is wrong, why and what to do, and nothing else", async () => {
    await stage.start();
    await stage.show("borg-alerts", all(), 400);
    const text = await visibleText(stage.page, "borg-alerts");
    const said = Object.fromEntries(Object.keys(scenes).map((name, index) => [name, text[index]!]));
    expect(said["ok"]).to.equal("Backup problems No problems · Last backup: 12 minutes ago");
    expect(said["empty"]).to.equal("Backup problems No backups set up Set up the first backup");
    expect(said["failed"]).to.include("Photos Failed · 3 hours ago The repository is locked by host nas2");
    expect(said["failed"]).to.include("Open log").and.not.include("Mail");
    expect(said["fault"]).to.include("The service itself Failed plans.json is damaged");
    expect(said["damaged"]).to.include("NAS Failed · 2 days ago The last check found damage. Checks and drills of NAS");
    expect(said["many"]).to.include("4 more");
    for (const one of text) expect(one).to.not.match(/undefined|null|false/);
  });

  it("keeps to its limit and its severity", async () => {
    await stage.start();
    await stage.show("borg-alerts", [scenes.failed()], 400, { limit: "1" });
    expect((await visibleText(stage.page, "borg-alerts"))[0])
      .to.include("Photos")
      .and.include("2 more");
    await stage.show("borg-alerts", [scenes.failed()], 400, { severity: "failed" });
    expect((await visibleText(stage.page, "borg-alerts"))[0]).to.not.include("Databases");
    await stage.show("borg-alerts", [scenes.warning()], 400, { severity: "failed" });
    expect((await visibleText(stage.page, "borg-alerts"))[0]).to.include("No problems");
  });

  it("is not there at all while nothing is wrong, where told so", async () => {
    await stage.start();
    const attributes = { "hide-when": "ok" };
    await stage.show("borg-alerts", [scenes.ok(), scenes.failed(), scenes.empty()], 400, attributes);
    const [quiet, loud, empty] = await visibleText(stage.page, "borg-alerts");
    expect(quiet).to.equal("");
    expect(loud).to.include("Photos");
    expect(empty).to.include("No backups set up");
  });

  it("does not move the page when there is nothing to tell", async () => {
    await stage.start();
    const before = await stage.page.evaluate(async () => {
      const element = document.createElement("borg-alerts") as HTMLElement & { updateComplete: Promise<unknown> };
      document.querySelector("main")!.replaceChildren(element);
      element.style.inlineSize = "400px";
      await element.updateComplete;
      return element.getBoundingClientRect().height;
    });
    await stage.show("borg-alerts", [scenes.ok()], 400);
    const after = await stage.page.locator("borg-alerts").evaluate((node) => node.getBoundingClientRect().height);
    expect(Math.abs(after - before)).to.be.lessThan(2);
  });
});
