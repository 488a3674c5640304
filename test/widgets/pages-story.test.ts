import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { launchBrowser, openPage, takePicture } from "../support/browser.ts";
import { adminPassword, initialPassword, startService, type TestService } from "../support/service.ts";

const runTimeoutMs = 45_000;

/** From the first sign-in to a file restored: the real service, the real borg, and a browser. */
describe("pages: the whole story", function () {
  this.timeout(120_000);
  let browser: Browser;
  let service: TestService;
  let page: Page;
  const content = randomBytes(50_000);

  before(async () => {
    service = await startService();
    const folder = join(service.sourceDir, "Documents");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "odd näme & 100 %.bin"), content);
    for (let index = 0; index < 40; index += 1) await writeFile(join(folder, `note ${index}.txt`), `note ${index}\n`);
    browser = await launchBrowser();
    page = (await openPage(browser, { viewport: { width: 1280, height: 800 } })).page;
    page.setDefaultTimeout(runTimeoutMs);
  });
  after(async () => {
    await browser?.close();
    await service?.remove();
  });

  it("signs in, is made to change the password, and meets First backup", async () => {
    await page.goto(`${service.url}/`);
    await page.getByLabel("Name").fill("admin");
    await page.getByLabel("Password").fill(initialPassword);
    await page.keyboard.press("Enter");
    await page.getByLabel("Current password").fill(initialPassword);
    await page.getByLabel("New password", { exact: true }).fill(adminPassword);
    await page.getByLabel("New password again").fill(adminPassword);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "First backup" }).waitFor();
  });

  it("backs up for real, verified, from one page and one button", async () => {
    await page.getByRole("button", { name: `Open ${service.home}` }).click();
    await page.getByRole("checkbox", { name: "source" }).check();
    await page.getByLabel("Path, or address of another host").fill(join(service.home, "repositories", "first"));
    await page.locator(".preview li").first().waitFor();
    await page.getByText("The repository is on the same disk").waitFor();
    await page.getByRole("button", { name: "Back up now" }).click();
    await page.getByRole("heading", { level: 1, name: "Keep these elsewhere" }).waitFor();
    expect(await page.getByLabel("Key", { exact: true }).textContent()).to.match(/^BORG_KEY /);
    await takePicture(page, "pages/story-kit");
    await page.getByLabel("I have stored both outside this host").check();
    await page.getByRole("button", { name: "Go on with the backup" }).click();
    await page.getByText("Backed up and verified: 20 files of the sample equal their sources.").waitFor();
    await takePicture(page, "pages/story-run");
  });

  it("says on the overview: backed up, verified, next run", async () => {
    await page.getByRole("link", { name: "Overview" }).click();
    const verdict = page.locator("borg-status");
    await verdict.getByText("All backed up").first().waitFor();
    const text = await verdict.evaluate((element) => element.shadowRoot?.textContent ?? "");
    expect(text).to.include("Verified").and.include("Next run");
    await takePicture(page, "pages/story-overview");
  });

  it("runs again on demand, with its jobs in order and their log at hand", async () => {
    await page.getByRole("button", { name: "Run now: source" }).click();
    await page.getByText("Backed up and verified").waitFor();
    const jobs = (await page.getByRole("heading", { level: 2 }).allTextContents()).map((text) => text.trim());
    expect(jobs).to.deep.equal(["Backup", "Verify", "Prune", "Compact"]);
    await page.getByRole("link", { name: "Log of Backup" }).click();
    await page.locator(".log li").first().waitFor();
  });

  it("browses an archive down to a file and gets back what was saved", async () => {
    await page.getByRole("link", { name: "Overview" }).click();
    await page.getByRole("link", { name: "Browse Backups" }).click();
    await page.getByText("2 archives", { exact: true }).waitFor();
    await page.locator(".list-row a.entry").first().click();
    for (const part of join(service.sourceDir, "Documents").split("/").filter(Boolean)) {
      await page.getByRole("link", { name: `${part}/`, exact: true }).click();
    }
    await page.getByRole("heading", { level: 1, name: "Documents" }).waitFor();
    await page.locator(".list-row").first().focus();
    await page.keyboard.type("odd"); // further down than there are rows
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "odd näme & 100 %.bin" }).click(),
    ]);
    expect(download.suggestedFilename()).to.equal("odd näme & 100 %.bin");
    expect((await readFile(await download.path())).equals(content)).to.equal(true);
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "Documents" }).waitFor();
  });

  it("signs out", async () => {
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  });
});
