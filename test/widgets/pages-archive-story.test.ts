import { mkdir, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { createPlan, createRepository, runEnded, startRun, writeTree } from "../support/backup.ts";
import { launchBrowser, openPage, takePicture } from "../support/browser.ts";
import { adminPassword, startService, type TestClient, type TestService } from "../support/service.ts";

const many = 3_000;

/** Looking into real archives and getting things back, with the real service, the real borg and a browser. */
describe("pages: the story of an archive", function () {
  this.timeout(120_000);
  let service: TestService;
  let client: TestClient;
  let browser: Browser;
  let page: Page;
  let archivesAddress: string;
  /** The source folder as a path in the archive. */
  let inside: string;
  let folder: string;

  const backUp = async (planId: string) => {
    expect((await runEnded(client, (await startRun(client, planId)).id)).state).to.equal("ok");
  };
  const focused = (name: string) =>
    page.waitForFunction(
      (wanted) => document.activeElement?.querySelector(".entry")?.textContent?.trim() === wanted,
      name,
    );
  const heading = (name: string) => page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
  /** Goes to a folder of the newest archive, and stands in its list. */
  const openFolder = async (path: string) => {
    await page.goto(service.url + archivesAddress);
    await page.locator(".list-row a.entry").first().click();
    await page.getByRole("link", { name: "Compare", exact: true }).waitFor();
    const address = new URL(page.url());
    address.searchParams.set("path", path);
    await page.goto(String(address));
    await page.locator(".list-row").first().focus();
  };

  before(async () => {
    service = await startService({ withAdmin: true });
    client = service.client();
    await client.signInAsAdmin();
    folder = join(service.sourceDir, "Documents");
    inside = folder.slice(1);
    await writeTree(folder, { "letter.txt": "first\n", "old.txt": "old\n", "sub/deep.txt": "deep\n" });
    await writeFile(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from("\n.txt")]), "odd\n");
    const crowd = join(service.sourceDir, "many");
    await mkdir(crowd);
    for (let index = 0; index < many; index += 1)
      await writeFile(join(crowd, `n${String(index).padStart(4, "0")}`), "");
    const { repository } = await createRepository(client, service);
    const plan = await createPlan(client, service, repository.id);
    archivesAddress = `/repositories/${repository.id}/archives`;
    await backUp(plan.id);
    await rm(join(folder, "old.txt"));
    await writeTree(folder, { "letter.txt": "second and longer\n", "new.txt": "new\n" });
    await utimes(join(folder, "letter.txt"), 1_700_000_000, 1_700_000_000);
    await backUp(plan.id);
    browser = await launchBrowser();
    page = (await openPage(browser, { viewport: { width: 1280, height: 800 } })).page;
    page.setDefaultTimeout(45_000);
    await page.goto(service.url + archivesAddress);
    await page.getByLabel("Name").fill("admin");
    await page.getByLabel("Password").fill(adminPassword);
    await page.keyboard.press("Enter");
    await page.getByText("2 archives", { exact: true }).waitFor();
  });
  after(async () => {
    await browser?.close();
    await service?.remove();
  });

  it("walks down to a folder by keyboard, and to the end of a long list", async () => {
    await page.locator(".list-row").first().focus();
    await page.keyboard.press("Enter");
    for (const part of service.sourceDir.slice(1).split("/")) {
      await page.getByRole("link", { name: `${part}/`, exact: true }).waitFor();
      await page.locator(".list-row").first().focus();
      await page.keyboard.press("Enter");
      await heading(part);
    }
    await focused("Documents/");
    await page.keyboard.press("End");
    await focused("many/");
    await page.keyboard.press("Enter");
    await heading("many");
    await focused("n0000");
    await page.keyboard.press("End");
    await focused(`n${many - 1}`);
    await page.keyboard.type("n17");
    await focused("n1700");
    await page.keyboard.press("Backspace");
    await focused("many/");
    await takePicture(page, "pages/archive-story-folder");
  });

  it("finds a name, and the file that has no name in UTF-8", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type("caf");
    await page.keyboard.press("Enter");
    await page.getByText("1 name found", { exact: true }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator(".list-row a.entry").first().click(),
    ]);
    expect(await readFile(await download.path(), "utf8")).to.equal("odd\n");
    await page.getByLabel("Where").selectOption("in all archives");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByText("2 names found in 2 of 2 archives").waitFor();
  });

  it("tells what changed between two archives, in names and in content", async () => {
    await page.goto(service.url + archivesAddress);
    await page.locator(".list-row a.entry").nth(1).waitFor();
    const older = (await page.locator(".list-row a.entry").nth(1).getAttribute("title")) ?? "";
    await page.locator(".list-row a.entry").first().click();
    await page.getByRole("link", { name: "Compare", exact: true }).click();
    await page.getByLabel("Compare with").selectOption(older);
    await page.locator(".list-row", { hasText: "new.txt" }).getByText("Added").waitFor();
    await page.locator(".list-row", { hasText: "old.txt" }).getByText("Removed").waitFor();
    await page.locator(".list-row", { hasText: "letter.txt" }).focus();
    await page.getByRole("button", { name: "Compare the content" }).click();
    await page.locator("section.entry-detail").getByText(/added/).waitFor();
    await takePicture(page, "pages/archive-story-compare");
  });

  it("tells the life of a file, with its former version at hand", async () => {
    await openFolder(inside);
    await page.keyboard.type("letter");
    await focused("letter.txt");
    await page.getByRole("link", { name: "History" }).last().click();
    await page.getByText("2 versions in 2 archives").waitFor();
    expect(await page.locator(".list-row .state").allTextContents()).to.deep.equal(["Changed", "Appeared"]);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page
        .getByRole("link", { name: /^Download the version/ })
        .last()
        .click(),
    ]);
    expect(await readFile(await download.path(), "utf8")).to.equal("first\n");
  });

  it("restores chosen entries to another folder, after showing what would happen", async () => {
    const target = join(service.home, "restored");
    await openFolder(inside);
    await page.keyboard.press("Space"); // sub/
    await page.keyboard.type("letter");
    await focused("letter.txt");
    await page.keyboard.press("Space");
    await page.getByRole("region", { name: "Chosen" }).getByRole("link", { name: "Restore…" }).click();
    await heading("Restore 2 paths");
    await page.getByLabel("Another folder of that host").check();
    await page.getByLabel("Folder", { exact: true }).fill(target);
    await page.getByLabel("Leave them out").check();
    await page.getByRole("button", { name: "Show what would happen" }).click();
    await page.getByText("None of these files is there already.").waitFor();
    await takePicture(page, "pages/archive-story-restore");
    await page.getByRole("button", { name: "Restore 2 files" }).click();
    await page.getByText("Files written").waitFor();
    await takePicture(page, "pages/archive-story-report");
    expect(await readFile(join(target, "letter.txt"), "utf8")).to.equal("second and longer\n");
    expect(await readFile(join(target, "sub/deep.txt"), "utf8")).to.equal("deep\n");
  });

  it("keeps both where a file is there already at its former place", async () => {
    await writeFile(join(folder, "letter.txt"), "written since\n");
    await openFolder(inside);
    await page.keyboard.type("letter");
    await focused("letter.txt");
    await page.getByRole("region", { name: "Selected entry" }).getByRole("link", { name: "Restore…" }).click();
    await heading("Restore letter.txt");
    await page.getByLabel("Keep both").check();
    await page.getByRole("button", { name: "Show what would happen" }).click();
    await page.getByText("1 file is there already; the restored one gets another name.").waitFor();
    await page.getByRole("button", { name: "Restore 1 file" }).click();
    await page.getByText("Files written").waitFor();
    const names = (await readdir(folder)).filter((name) => name.includes("letter"));
    expect(names).to.have.length(2);
    expect(await readFile(join(folder, "letter.txt"), "utf8")).to.equal("written since\n");
  });

  it("downloads a folder as one file", async () => {
    await openFolder(service.sourceDir.slice(1));
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download as zip" }).first().click(),
    ]);
    expect(download.suggestedFilename()).to.match(/\.zip$/);
    expect((await readFile(await download.path())).subarray(0, 2).toString()).to.equal("PK");
  });

  it("deletes an archive only after showing what goes", async () => {
    await page.goto(service.url + archivesAddress);
    await page.getByText("2 archives", { exact: true }).waitFor();
    await page.locator(".list-row").nth(1).focus();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Delete…" }).click();
    await page.getByText("1 archive would be left.").waitFor();
    await page.getByRole("button", { name: "Delete 1 archive" }).click();
    await page.getByText("Archives deleted", { exact: true }).first().waitFor();
    await page.goto(service.url + archivesAddress);
    await page.getByText("1 archive", { exact: true }).waitFor();
  });
});
