import { expect } from "chai";
import { problem } from "../support/pages-server.ts";
import { plan as planReply, run, scriptService, session, user } from "./pages-fixtures.ts";
import { allowAll, focusedText, usePages, writes } from "./pages-stage.ts";
import { plan, repository, statuses, statusOf, suspiciousPlan } from "./status-fixtures.ts";

describe("pages: overview and the shell", () => {
  const stage = usePages();

  it("says how things stand, worst first, with the cause and the next step", async () => {
    await stage.start();
    stage.server.setStatus(allowAll(statuses.failed()));
    await stage.open("/");
    const { page } = stage;
    await page.getByText("Backup failed").waitFor();
    expect(
      (await page.locator(".plan-item h3").allTextContents()).map((text) => text.trim()).slice(0, 3),
    ).to.deep.equal(["Photos", "Databases", "Configuration"]);
    const first = page.locator(".plan-item").first();
    expect(await first.textContent())
      .to.include("locked by host nas2")
      .and.include("Next: Wait until that process ends");
    expect(await first.getByRole("link", { name: "Open the run and its log" }).getAttribute("href")).to.equal(
      "/runs/rrrrrrr2",
    );
  });

  it("offers only what is allowed", async () => {
    await stage.start({ who: session({ allowed: ["status.read"] }) });
    stage.server.setStatus(
      statusOf([plan({ allowed: ["status.read"] })], { repositories: [repository({ allowed: [] })] }),
    );
    await stage.open("/");
    await stage.page.locator(".plan-item").waitFor();
    for (const name of ["Run now", "Pause", "Browse", "New plan"]) {
      expect(await stage.page.getByText(name, { exact: true }).count(), name).to.equal(0);
    }
    expect(await stage.page.getByRole("link", { name: "Settings" }).count()).to.equal(0);
  });

  it("runs and pauses a plan, and says why something did not work", async () => {
    await stage.start();
    const { page, server } = stage;
    await stage.open("/");
    server.on("POST /api/plans/bbbbbbbb/pause", problem(409, "conflict", "It is paused already."));
    await page.getByRole("button", { name: "Pause: Home folders" }).click();
    await page.getByText("It is paused already.").waitFor();
    server.on("POST /api/plans/bbbbbbbb/run", { status: 202, body: run() });
    await page.getByRole("button", { name: "Run now: Home folders" }).click();
    await page.waitForURL("**/runs/rrrrrrrr");
    expect(writes(stage)).to.deep.equal(["POST /api/plans/bbbbbbbb/pause", "POST /api/plans/bbbbbbbb/run"]);
  });

  it("accepts a suspicious backup, and offers that no more once it is well", async () => {
    await stage.start();
    const { page, server } = stage;
    const accepted = { ...suspiciousPlan(), state: "ok" as const, message: null, nextStep: null };
    server.setStatus(allowAll(statusOf([suspiciousPlan(), plan()])));
    server.on("POST /api/plans/ssssssss/accept", () => {
      server.setStatus(allowAll(statusOf([accepted, plan()])));
      return { body: planReply() };
    });
    await stage.open("/");
    const item = page.locator(".plan-item", { hasText: "Music" });
    await item.getByText("Suspicious").waitFor();
    expect(await page.getByRole("button", { name: /^Accept/ }).count()).to.equal(1); // of that plan alone
    await item.getByRole("button", { name: "Accept the last backup: Music" }).click();
    await page.getByText("The last backup of Music is accepted").waitFor();
    await item.getByText("OK", { exact: true }).waitFor();
    await page.getByText("All backed up").first().waitFor();
    expect(await page.getByRole("button", { name: /^Accept/ }).count()).to.equal(0);
    expect(writes(stage)).to.deep.equal(["POST /api/plans/ssssssss/accept"]);
  });

  it("tells a viewer without repositories who can help, and shows them as soon as somebody has", async () => {
    const who = session({ user: user({ role: "viewer", username: "bert" }), allowed: ["status.read"] });
    await stage.start({ who });
    stage.server.setStatus(statuses.empty());
    await stage.open("/");
    await stage.page.getByText("No repository has been shared with you yet.").waitFor();
    expect(await stage.page.locator("main").textContent()).to.include("bert");
    stage.server.setStatus(statuses.ok());
    await stage.page.getByRole("link", { name: "Home folders" }).waitFor();
  });

  it("moves with the live events", async () => {
    await stage.start();
    await stage.open("/");
    const { page, server } = stage;
    await page.getByRole("link", { name: "Home folders" }).waitFor();
    server.send("snapshot", allowAll(statuses.running()));
    await page.getByRole("heading", { name: "Running now" }).waitFor();
    await page.getByText("12,345 files").waitFor();
  });

  it("says that it is offline and how old what it shows is", async () => {
    await stage.start();
    await stage.open("/");
    const { page } = stage;
    await page.getByRole("link", { name: "Home folders" }).waitFor();
    await page.context().setOffline(true);
    await page.getByText("You are offline.").waitFor();
    await page.getByText(/What you see is as of/).waitFor();
    await page.context().setOffline(false);
    await page.getByText("You are offline.").waitFor({ state: "detached" });
  });

  it("gives every page its title and puts the focus on its heading", async () => {
    await stage.start();
    const { page } = stage;
    await stage.open("/");
    await page.getByRole("link", { name: "Home folders" }).click();
    await page.getByRole("heading", { level: 2, name: "What it does" }).waitFor();
    expect(await page.title()).to.equal("Home folders · Borgdeck");
    expect(await focusedText(page)).to.equal("Home folders");
    await page.goBack();
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  });

  it("begins with a link that skips the bar", async () => {
    await stage.start();
    const { page } = stage;
    await stage.open("/");
    await page.keyboard.press("Tab");
    expect(await focusedText(page)).to.equal("Skip to the content");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).to.equal("main");
  });

  it("lives under a base path", async () => {
    await stage.start({ server: { basePath: "/borg" } });
    scriptService(stage.server);
    const { page } = stage;
    await stage.open("/plans/bbbbbbbb");
    await page.getByRole("link", { name: "NAS" }).click();
    expect(new URL(page.url()).pathname).to.equal("/borg/repositories/aaaaaaaa");
    const main = page.getByRole("navigation", { name: "Main" });
    await main.getByRole("link", { name: "Overview" }).click();
    expect(new URL(page.url()).pathname).to.equal("/borg/");
    await page.locator("borg-status").getByText("All backed up").waitFor();
  });

  it("says when an address leads nowhere and when a thing does not exist", async () => {
    await stage.start();
    await stage.open("/nowhere");
    await stage.page.getByRole("heading", { name: "Nothing is here" }).waitFor();
    await stage.open("/plans/zzzzzzzz");
    await stage.page.getByText("It does not exist, or it has not been shared with you.").waitFor();
    stage.server.on("GET /api/plans/zzzzzzzz", { body: planReply({ id: "zzzzzzzz", name: "Back again" }) });
    await stage.page.getByRole("button", { name: "Try again" }).click();
    await stage.page.getByRole("heading", { name: "Back again" }).waitFor();
  });

  it("sends a viewer of a repository without plans nowhere, and somebody who may plan to the new plan", async () => {
    const who = session({ user: user({ role: "viewer" }), allowed: ["status.read"] });
    await stage.start({ who });
    const { page, server } = stage;
    const none = { ...statuses.empty(), repositories: [repository({ allowed: ["status.read", "archive.read"] })] };
    server.setStatus(none);
    await stage.open("/");
    await page.getByText("No plan that you may see backs up to these repositories.").waitFor();
    for (const text of ["No backups set up", "Set up the first backup", "Set up a plan"]) {
      expect(await page.getByText(text).count(), text).to.equal(0);
    }
    scriptService(server);
    server.setStatus(none);
    await page.reload();
    await page.getByRole("link", { name: "Set up a plan" }).click();
    await page.waitForURL("**/plans/new");
  });
});
