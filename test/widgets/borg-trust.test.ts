import { expect } from "chai";
import type { Status } from "../../schemas/status.ts";
import { axeViolations, takePicture } from "../support/browser.ts";
import { useStage, visibleText, whileGateIsClosed } from "./stage.ts";
import {
  latePlan,
  minutesFromNow,
  plan,
  provenRepository,
  repository,
  runningJob,
  statusOf,
} from "./status-fixtures.ts";

const away = () => provenRepository({ id: "zzzzzzzz", name: "Away", location: "ssh://borg@nas2.home.lan:22/srv/borg" });
const inBoth = () => plan({ repositoryIds: ["aaaaaaaa", "zzzzzzzz"], allowed: ["plan.edit"] });
const can = ["maintenance.run", "repository.secret"] as const;

/** Every answer, and what can be told beside it. */
const answers = {
  empty: () => statusOf([]),
  ok: () => statusOf([inBoth()], { repositories: [provenRepository({ mode: "append-only" }), away()] }),
  gaps: () =>
    statusOf([plan({ allowed: ["plan.edit"] })], {
      repositories: [provenRepository({ keyExportedAt: null, allowed: [...can] })],
    }),
  unproven: () => statusOf([inBoth()], { repositories: [repository({ allowed: [...can] }), away()] }),
  failed: () => {
    const { lastCheck, lastDrill } = provenRepository();
    const damaged = provenRepository({
      lastCheck: { ...lastCheck!, state: "failed", partial: true },
      lastDrill: { ...lastDrill!, state: "failed", filesDamaged: 3 },
      allowed: [...can],
    });
    return statusOf([inBoth()], { repositories: [away(), damaged] });
  },
  never: () => statusOf([plan({ state: "never" })], { repositories: [repository({ lastBackupAt: null })] }),
  old: () => {
    const { lastDrill } = provenRepository();
    const at = minutesFromNow(-60 * 24 * 140);
    return statusOf([latePlan()], { repositories: [provenRepository({ lastDrill: { ...lastDrill!, at } })] });
  },
  running: () =>
    statusOf([inBoth()], {
      repositories: [repository({ allowed: [...can] }), away()],
      running: [runningJob({ id: "jjjjjjj9", kind: "drill", planId: null })],
    }),
  observed: () =>
    statusOf([], { repositories: [provenRepository({ mode: "observe", encryption: "none", keyExportedAt: null })] }),
  many: () =>
    statusOf([], {
      repositories: "abcdef".split("").map((id) => provenRepository({ id: id.repeat(8), name: `Repository ${id}` })),
    }),
} as const satisfies Record<string, () => Status>;
const all = () => Object.values(answers).map((make) => make());

describe("<borg-trust>", () => {
  const stage = useStage(whileGateIsClosed);

  it("answers in words", async () => {
    await stage.start();
    await stage.show("borg-trust", all(), 400);
    const text = await visibleText(stage.page, "borg-trust");
    const said = Object.fromEntries(Object.keys(answers).map((name, index) => [name, text[index]!]));
    expect(said["empty"]).to.include("No backups set up");
    expect(said["ok"]).to.include("Yes: restores are proven Restore drill: 12 days ago");
    expect(said["ok"]).to.include("12 days ago · 40 files in 3 min").and.include("2 repositories");
    expect(said["gaps"]).to.include("Yes, but not in every case NAS: Key exported, Copies, Off this host");
    expect(said["gaps"]).to.include("only on this host Export the key").and.include("1 repository Add a repository");
    expect(said["unproven"]).to.include("Not proven NAS: Restore drill, Check").and.include("never Try a restore");
    expect(said["failed"]).to.include("Do not count on it NAS: Restore drill, Check");
    expect(said["failed"]).to.include("3 files damaged").and.include("damage found · in part");
    expect(said["failed"]!.indexOf("NAS Failed")).to.be.lessThan(said["failed"]!.indexOf("Away Proven"));
    expect(said["never"]).to.include("Nothing to restore yet").and.include("NAS No backup yet");
    expect(said["old"])
      .to.include("140 days ago · too long ago · 40 files")
      .and.include("runs fail or are late Open the plan");
    expect(said["running"]).to.include("never Running").and.not.include("Try a restore");
    expect(said["observed"]).to.include("Yes: restores are proven").and.not.include("Copies");
    expect(said["many"]).to.include("3 more");
    for (const one of text) expect(one).to.not.match(/undefined|null|false/);
  });

  it("asks for what it is told to, and no more", async () => {
    await stage.start();
    await stage.show("borg-trust", [answers.gaps()], 400, { require: "drill, check" });
    expect((await visibleText(stage.page, "borg-trust"))[0]).to.include("Yes: restores are proven");
    await stage.show("borg-trust", [answers.gaps()], 400, { "max-age": "10" });
    expect((await visibleText(stage.page, "borg-trust"))[0]).to.include("Not proven");
  });

  it("looks for copies beyond the repositories named", async () => {
    await stage.start();
    await stage.show("borg-trust", [answers.ok()], 400, { repo: "aaaaaaaa" });
    const [text] = await visibleText(stage.page, "borg-trust");
    expect(text).to.include("2 repositories").and.not.include("Away");
  });

  it("fits a row when compact, with what is wrong", async () => {
    await stage.start();
    await stage.show("borg-trust", [answers.unproven()], 320, { size: "compact", heading: "", density: "compact" });
    const element = stage.page.locator("borg-trust");
    expect(await element.evaluate((node) => node.getBoundingClientRect().height)).to.be.at.most(64);
    expect((await visibleText(stage.page, "borg-trust"))[0]).to.match(/^Not proven NAS: Restore drill, 2 more/);
    await takePicture(stage.page, "borg-trust-compact");
  });

  it("announces an answer when it changes", async () => {
    await stage.start();
    await stage.show("borg-trust", [answers.ok()], 400);
    const announced = await stage.page.locator("borg-trust").evaluate(async (node, data) => {
      const element = Object.assign(node, { data }) as unknown as { updateComplete: Promise<unknown> };
      await element.updateComplete;
      return node.shadowRoot!.querySelector("[role=status]")!.textContent;
    }, answers.failed());
    expect(announced).to.equal("Do not count on it");
  });

  it("takes the room that it will need before there is data", async () => {
    await stage.start();
    stage.server.script.status = null; // the request waits
    const heights = await stage.page.evaluate(async () => {
      const element = document.createElement("borg-trust") as HTMLElement & { updateComplete: Promise<unknown> };
      document.querySelector("main")!.replaceChildren(element);
      element.style.inlineSize = "400px";
      await element.updateComplete;
      return element.getBoundingClientRect().height;
    });
    await takePicture(stage.page, "borg-trust-loading");
    const [trusted] = [statusOf([plan()], { repositories: [provenRepository()] })];
    await stage.show("borg-trust", [trusted!], 400, { require: "" });
    const height = await stage.page.locator("borg-trust").evaluate((node) => node.getBoundingClientRect().height);
    expect(Math.abs(height - heights)).to.be.lessThan(60);
  });

  it("says what is in the way of data", async () => {
    for (const [gate, said] of [
      ["401", "Signed out"],
      ["forbidden", "No access"],
      ["bad-gateway", "No connection"],
    ] as const) {
      stage.server.script.gate = gate;
      await stage.start();
      await stage.page.evaluate(() => document.querySelector("main")!.append(document.createElement("borg-trust")));
      await stage.page.locator("borg-trust [part=notice]").getByText(said, { exact: true }).waitFor();
      expect(await axeViolations(stage.page)).to.deep.equal([]);
    }
  });
});
