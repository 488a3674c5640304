import { expect } from "chai";
import { problem } from "../support/pages-server.ts";
import { plan, run } from "./pages-fixtures.ts";
import { usePages, writes } from "./pages-stage.ts";

describe("pages: plans", () => {
  const stage = usePages();

  beforeEach(async () => {
    await stage.start();
  });

  it("tells what a plan does and pages through its runs", async () => {
    const { page, server } = stage;
    server.on("GET /api/runs", ({ query }) => ({
      body: query.has("cursor")
        ? {
            items: [run({ id: "rrrrrrr9", state: "skipped", reason: "The run before it still runs.", jobs: [] })],
            next: null,
          }
        : { items: [run()], next: "c" },
    }));
    await stage.open("/plans/bbbbbbbb");
    await page.getByText("/home/anna").first().waitFor();
    const text = await page.locator("main").textContent();
    for (const part of [
      "/home/anna",
      "sh:**/.cache",
      "the last 7 days, 4 weeks and 6 months",
      "After every backup, 20 files",
      "zstd,3",
    ]) {
      expect(text).to.include(part);
    }
    await page.getByRole("button", { name: "Show more" }).click();
    await page.getByText("The run before it still runs.").waitFor();
    expect(server.requests.find(({ path }) => path === "/api/runs")?.query.get("planId")).to.equal("bbbbbbbb");
  });

  it("saves a changed plan against the revision that was read, and keeps what was typed where it is stale", async () => {
    const { page, server } = stage;
    server.on("PATCH /api/plans/bbbbbbbb", problem(412, "stale-revision", "The schedule has changed meanwhile."));
    await stage.open("/plans/bbbbbbbb/edit");
    expect(await page.getByLabel("Every day").isChecked()).to.equal(true);
    await page.getByLabel("Every week").check();
    await page.getByLabel("On", { exact: true }).selectOption("Friday");
    await page.getByLabel("At", { exact: true }).fill("23:30");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("The schedule has changed meanwhile.").waitFor();
    server.on("GET /api/plans/bbbbbbbb", { body: plan({ revision: 5 }) });
    await page.getByRole("button", { name: /Read it again/ }).click();
    server.on("PATCH /api/plans/bbbbbbbb", { body: plan({ revision: 6 }) });
    await page.getByText("Read it again").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForURL("**/plans/bbbbbbbb");
    const sent = server.requests.findLast(({ method }) => method === "PATCH");
    const body = sent?.body as Record<string, unknown>;
    expect(sent?.headers["if-match"]).to.equal('"5"');
    expect(body["schedule"]).to.deep.equal({
      cron: "30 23 * * 5",
      timeZone: "Europe/Berlin",
    });
    expect(body).to.not.have.property("repositoryIds");
  });

  it("asks before leaving a changed plan unsaved", async () => {
    const { page } = stage;
    await stage.open("/plans/bbbbbbbb/edit");
    await page.fill("#plan-name", "Another name");
    await page.getByRole("link", { name: "Cancel" }).click();
    await page.getByRole("dialog", { name: "Leave without saving?" }).waitFor();
    await page.getByRole("button", { name: "Leave" }).click();
    await page.waitForURL("**/plans/bbbbbbbb");
  });

  it("shows another plan as it is, whatever was typed for the one before, where the browser goes from one to the other", async () => {
    const { page, server } = stage;
    server.on("GET /api/plans/cccccccc", { body: plan({ id: "cccccccc", name: "Another" }) });
    await stage.open("/plans/bbbbbbbb/edit");
    const name = page.getByLabel("Name of the plan");
    await name.fill("Typed");
    await page.evaluate(() => {
      history.pushState(null, "", "/plans/cccccccc/edit");
      dispatchEvent(new PopStateEvent("popstate"));
    });
    await page.getByRole("heading", { name: "Edit Another" }).waitFor();
    expect(await name.inputValue()).to.equal("Another");
    await page.getByRole("link", { name: "Cancel" }).click();
    await page.waitForURL("**/plans/cccccccc");
  });

  it("deletes a plan after saying what stays", async () => {
    const { page, server } = stage;
    server.on("DELETE /api/plans/bbbbbbbb", {});
    await stage.open("/plans/bbbbbbbb");
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByText("Its archives stay in the repository").waitFor();
    await page.getByRole("button", { name: "Delete the plan" }).click();
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    expect(writes(stage)).to.deep.equal(["DELETE /api/plans/bbbbbbbb"]);
  });
});
