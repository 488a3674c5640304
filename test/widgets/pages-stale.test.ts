// Nothing stays on a page that belongs to something else, or that could not be so.
import { expect } from "chai";
import type { Page } from "playwright-core";
import { problem } from "../support/pages-server.ts";
import {
  address,
  archiveName,
  folderPage,
  longFolder,
  scriptArchive,
  scriptDetails,
} from "./pages-archive-fixtures.ts";
import { everything, job, minutesFromNow, plan, repository, repositoryId } from "./pages-fixtures.ts";
import { restoreAddress, restoresApi, scriptRestore } from "./pages-restore-fixtures.ts";
import { sent, usePages, writes } from "./pages-stage.ts";
import { freeLock, kit, scriptRepository } from "./repository-fixtures.ts";

const of = `/api/repositories/${repositoryId}`;
const otherId = "aaaaaaa2";
const other = repository({ id: otherId, name: "Another one" });

/** Goes to an address of the pages without loading them anew, as the browser's own buttons do. */
const move = (page: Page, path: string) =>
  page.evaluate((to) => {
    history.pushState(null, "", to);
    dispatchEvent(new PopStateEvent("popstate"));
  }, path);

describe("pages: nothing stale stays", () => {
  const stage = usePages();

  beforeEach(async () => {
    await stage.start();
    scriptRepository(stage.server);
    stage.server.on(`GET /api/repositories/${otherId}`, { body: other });
  });

  it("breaks a lock that cannot be looked at, with its host typed", async () => {
    const { page, server } = stage;
    const reason = "Whether it is locked can only be seen on nas.";
    server.on(`GET ${of}/lock`, { body: { ...freeLock, readable: false, breakable: true, reason, confirm: "nas" } });
    server.on(`GET ${of}`, { body: repository({ allowed: [...everything, "repository.break-lock"] }) });
    server.on(`POST ${of}/break-lock`, { status: 204 });
    await stage.open(`/repositories/${repositoryId}/upkeep`);
    await page.getByText(reason).waitFor();
    await page.getByLabel(/Type nas/).fill("nas");
    await page.getByRole("button", { name: "Break the lock" }).click();
    await page.getByText("The lock is broken.").waitFor();
    expect(sent(stage, `${of}/break-lock`)).to.deep.equal({ confirm: "nas" });
  });

  it("hides the key of one repository on the page of another", async () => {
    const { page } = stage;
    await stage.open(`/repositories/${repositoryId}/key`);
    await page.getByRole("button", { name: "Show them" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Show them" }).click();
    await page.getByText(kit.passphrase ?? "").waitFor();
    await move(page, `/repositories/${otherId}/key`);
    await page.getByRole("heading", { level: 1, name: "Another one" }).waitFor();
    await page.getByRole("button", { name: "Show them" }).waitFor();
    expect(await page.getByText(kit.passphrase ?? "").count()).to.equal(0);
  });

  it("begins the settings of another repository afresh", async () => {
    const { page } = stage;
    await stage.open(`/repositories/${repositoryId}/settings`);
    await page.getByLabel("Name", { exact: true }).fill("Typed for the first");
    await move(page, `/repositories/${otherId}/settings`);
    await page.getByRole("heading", { level: 1, name: "Another one" }).waitFor();
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).to.equal("Another one");
  });

  it("does not take half a minute as no limit of a check", async () => {
    const { page } = stage;
    await stage.open(`/repositories/${repositoryId}/upkeep`);
    await page.getByLabel("Repository only").check();
    await page.getByLabel("Stop after minutes").fill("0.5");
    await page.getByRole("button", { name: "Check now" }).click();
    await page.getByText("From 1 to 1440 minutes").waitFor();
    await page.waitForFunction(() => document.activeElement?.id === "check-minutes");
    expect(writes(stage)).to.deep.equal([]);
  });

  it("offers no drill where no plan backs up", async () => {
    const { page, server } = stage;
    server.on("GET /api/plans", { body: { items: [], next: null } });
    await stage.open(`/repositories/${repositoryId}/upkeep`);
    await page.getByRole("button", { name: "Check now" }).waitFor();
    expect(await page.getByRole("button", { name: "Drill now" }).count()).to.equal(0);
  });

  it("drops the preview of a prune once the rules are others", async () => {
    const { page } = stage;
    await stage.open(`/plans/${plan().id}/edit`);
    await page.getByLabel("Daily", { exact: true }).fill("3");
    await page.getByRole("button", { name: /What would these rules keep/ }).click();
    await page.getByText("stays: weekly 1").waitFor();
    await page.getByLabel("Daily", { exact: true }).fill("4");
    await page.getByText("stays: weekly 1").waitFor({ state: "detached" });
  });

  it("keeps mounts where asking for them fails, and says which one has failed", async () => {
    const { page, server } = stage;
    scriptArchive(server);
    scriptDetails(server);
    const mounts = `GET ${of}/mounts`;
    const mount = job({
      id: "jjjjjjjm",
      kind: "mount",
      state: "running",
      archiveName,
      startedAt: minutesFromNow(-1),
      options: { mount: { path: "/mnt/archive", durationMs: 3_600_000 } },
    });
    server.on(mounts, { body: { items: [mount], next: null } });
    await page.clock.install();
    await stage.open(address({ view: "details" }));
    const unmount = page.getByRole("button", { name: "Unmount /mnt/archive" });
    await unmount.waitFor();
    server.on(mounts, problem(503, "unavailable", "Not now."));
    const refused = page.waitForResponse((response) => response.url().endsWith("/mounts"));
    await page.clock.runFor(5_000);
    await refused;
    expect(await unmount.count()).to.equal(1);
    server.on(mounts, { body: { items: [], next: null } });
    server.on(`GET /api/jobs/${mount.id}`, { body: { ...mount, state: "failed" } });
    await page.clock.runFor(5_000);
    const link = page.getByRole("link", { name: "What happened" });
    await link.waitFor();
    expect(await link.getAttribute("href")).to.equal(`/jobs/${mount.id}`);
  });

  it("forgets the choices and the preview of a restore of something else", async () => {
    const { page, server } = stage;
    scriptArchive(server);
    scriptRestore(server);
    await stage.open(restoreAddress([["path", "home/anna/Documents"]]));
    await page.getByLabel("Replace them").check();
    await page.getByRole("button", { name: "Show what would happen" }).click();
    await page.getByRole("heading", { name: "What would happen" }).waitFor();
    await move(page, restoreAddress([["path", "home/anna/Notes.md"]]));
    await page.getByRole("heading", { level: 1, name: "Restore Notes.md" }).waitFor();
    expect(await page.getByRole("heading", { name: "What would happen" }).count()).to.equal(0);
    expect(await page.getByLabel("Replace them").isChecked()).to.equal(false);
    expect(writes(stage)).to.deep.equal([`POST ${restoresApi}/preview`]);
  });

  it("measures a list again that was taken out and put back", async () => {
    const { page, server } = stage;
    scriptArchive(server);
    server.on(`GET ${of}/archives/${encodeURIComponent(archiveName)}/files`, (request) =>
      folderPage(request, 1_000, longFolder("big", 1_000)),
    );
    await stage.open(address({ path: "big" }));
    const rows = page.locator(".list-row");
    await rows.first().waitFor();
    await page.evaluate(() => {
      const list = document.querySelector("borgdeck-rows");
      list?.replaceWith(list.cloneNode(false), list);
      list?.previousSibling?.remove();
      const box = list?.querySelector<HTMLElement>(".rows");
      if (box) Object.assign(box.style, { blockSize: "3000px", maxBlockSize: "none" });
    });
    await page.waitForFunction(() => document.querySelectorAll(".list-row").length > 70);
  });
});
