import { expect } from "chai";
import { problem } from "../support/pages-server.ts";
import { address, scriptArchive } from "./pages-archive-fixtures.ts";
import { everything, repository, repositoryId } from "./pages-fixtures.ts";
import { preview, restoreAddress, restoresApi, scriptRestore } from "./pages-restore-fixtures.ts";
import { allowAll, focusedText, sent, usePages, writes } from "./pages-stage.ts";
import { runningJob, statuses } from "./status-fixtures.ts";

describe("pages: restoring", () => {
  const stage = usePages();

  let restore: ReturnType<typeof scriptRestore>;
  beforeEach(async () => {
    await stage.start();
    scriptArchive(stage.server);
    restore = scriptRestore(stage.server);
  });

  it("goes from two chosen entries to their report by keyboard alone", async () => {
    const { page, server } = stage;
    await stage.open(address({ path: "home/anna" }));
    await page.locator(".list-row").first().focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("n");
    await page.waitForFunction(() => document.activeElement?.textContent?.includes("Notes.md"));
    await page.keyboard.press("Space");
    await page.getByText("2 paths chosen").waitFor();
    const link = page.getByRole("region", { name: "Chosen" }).getByRole("link", { name: "Restore…" });
    await link.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Restore 2 paths" }).waitFor();

    await page.getByLabel("Where it was").focus();
    await page.keyboard.press("Tab"); // the next group
    await page.keyboard.press("ArrowDown");
    expect(await page.getByLabel("Keep both").isChecked()).to.equal(true);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "What would happen" }).waitFor();
    expect(await focusedText(page)).to.equal("What would happen");
    await page.getByText("2 files are there already; the restored ones get another name.").waitFor();
    expect(sent(stage, `${restoresApi}/preview`)).to.deep.equal({
      archiveName: new URL(page.url()).searchParams.get("name"),
      paths: ["home/anna/Documents", "home/anna/Notes.md"],
      destination: { type: "original" },
      layout: "full-path",
      conflicts: "rename",
      ownership: true,
    });
    expect(writes(stage)).to.deep.equal([`POST ${restoresApi}/preview`]);

    await page.getByRole("button", { name: "Restore 812 files" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("progressbar").waitFor();
    expect(new URL(page.url()).searchParams.get("job")).to.equal("jjjjjjjr");
    expect(sent(stage, restoresApi)).to.deep.equal(sent(stage, `${restoresApi}/preview`));
    restore.finish();
    server.setStatus(allowAll(statuses.ok()));
    await page.getByText("2 files could not be written.").waitFor();
    await page.getByText("Only root may make devices.").waitFor({ state: "attached" });
    await page.reload();
    await page.getByText("2 files could not be written.").waitFor();
  });

  it("restores to another folder, and shows where that leads", async () => {
    const { page } = stage;
    await stage.open(restoreAddress([["path", "home/anna/Documents"]]));
    await page.getByLabel("Another folder of that host").check();
    await page.getByRole("button", { name: "Show what would happen" }).click();
    await page.getByText("Give the whole path of a folder").first().waitFor();
    expect(writes(stage)).to.deep.equal([]);
    await page.getByLabel("Folder", { exact: true }).fill("/srv/restored/");
    await page.getByText("/srv/restored/home/anna/Documents").waitFor();
    await page.getByLabel("Leave them out").check();
    await page.getByText("/srv/restored/Documents").waitFor();
    await page.getByRole("button", { name: "Show what would happen" }).click();
    await page.getByText("/home/anna/Documents/letter.txt").waitFor();
    expect(sent(stage, `${restoresApi}/preview`)).to.deep.include({
      destination: { type: "folder", path: "/srv/restored/" },
      layout: "stripped",
      conflicts: "skip",
    });
  });

  it("asks anew what would happen once a choice has changed", async () => {
    const { page } = stage;
    await stage.open(restoreAddress());
    await page.getByRole("button", { name: "Show what would happen" }).click();
    await page.getByRole("button", { name: "Restore 810 files, skip 2" }).waitFor();
    await page.getByLabel("Replace them").check();
    expect(await page.getByRole("button", { name: /^Restore 8/ }).count()).to.equal(0);
    await page.getByRole("button", { name: "Show what would happen" }).click();
    await page.getByRole("button", { name: "Restore 812 files, replacing 2" }).waitFor();
    await page.getByText("will be replaced: what is there now is lost.").waitFor();
    expect(sent(stage, `${restoresApi}/preview`)).to.deep.include({ paths: [], conflicts: "replace" });
  });

  it("does not begin where there is too little room", async () => {
    const { page, server } = stage;
    server.on(`POST ${restoresApi}/preview`, {
      body: preview({ freeBytes: 1_000_000, existing: [], existingCount: 0 }),
    });
    await stage.open(restoreAddress());
    await page.getByRole("button", { name: "Show what would happen" }).click();
    await page.getByText("There is less room than the files need.").waitFor();
    expect(await page.getByRole("button", { name: "Restore 812 files" }).isDisabled()).to.equal(true);
  });

  it("puts a refusal beside its field, keeping what was typed", async () => {
    const { page, server } = stage;
    server.on(
      `POST ${restoresApi}/preview`,
      problem(422, "invalid-input", "That folder is not allowed.", {
        "/destination/path": "lies outside of RESTORE_ROOTS",
      }),
    );
    await stage.open(restoreAddress([["path", "etc"]]));
    await page.getByLabel("Another folder of that host").check();
    await page.getByLabel("Folder", { exact: true }).fill("/root/x");
    await page.keyboard.press("Enter");
    await page.getByText("Lies outside of RESTORE_ROOTS.").waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).to.equal("restore-folder");
    expect(await page.getByLabel("Folder", { exact: true }).inputValue()).to.equal("/root/x");
  });

  it("cancels a running restore after asking", async () => {
    const { page, server } = stage;
    server.on("POST /api/jobs/jjjjjjjr/cancel", { status: 202, body: {} });
    server.setStatus(
      allowAll({
        ...statuses.ok(),
        running: [runningJob({ id: "jjjjjjjr", kind: "restore", planId: null, runId: null })],
      }),
    );
    await stage.open(restoreAddress([["job", "jjjjjjjr"]]));
    await page.getByRole("button", { name: "Cancel", exact: true }).click();
    await page.getByText("What has been written stays; the rest is not written.").waitFor();
    await page.getByRole("button", { name: "Cancel the job" }).click();
    await page.getByText("Asked borg to stop.").waitFor();
    expect(writes(stage)).to.deep.equal(["POST /api/jobs/jjjjjjjr/cancel"]);
  });

  it("tells somebody who may not restore what they can do instead", async () => {
    const { page, server } = stage;
    server.on(`GET /api/repositories/${repositoryId}`, {
      body: repository({ allowed: everything.filter((action) => action !== "restore.run") }),
    });
    await stage.open(restoreAddress());
    await page.getByText("but not restore to the host").waitFor();
    expect(await page.getByRole("button", { name: "Show what would happen" }).count()).to.equal(0);
    await stage.open(address({ path: "home" }));
    await page.getByRole("link", { name: "Documents/" }).waitFor();
    expect(await page.getByRole("link", { name: /Restore/ }).count()).to.equal(0);
  });

  it("says so where nothing is chosen", async () => {
    await stage.open(restoreAddress([["basket", "1"]]));
    await stage.page.getByText("Nothing is chosen.").waitFor();
  });
});
