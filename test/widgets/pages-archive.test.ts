import { expect } from "chai";
import type { Page } from "playwright-core";
import type { FileEntry } from "../../schemas/archives.ts";
import { takePicture } from "../support/browser.ts";
import { problem } from "../support/pages-server.ts";
import {
  address,
  archiveApi,
  archiveName,
  asked,
  folder,
  folderPage,
  longFolder,
  scriptArchive,
} from "./pages-archive-fixtures.ts";
import { entry, repositoryId } from "./pages-fixtures.ts";
import { usePages } from "./pages-stage.ts";

/** The name in the row that has the keyboard. */
const focusedName = (page: Page) =>
  page.evaluate(() => document.activeElement?.querySelector(".entry")?.textContent?.trim() ?? null);

describe("pages: the archive browser", () => {
  const stage = usePages();

  beforeEach(async () => {
    await stage.start();
    scriptArchive(stage.server);
  });

  const focused = (name: string) =>
    stage.page.waitForFunction(
      (wanted) => document.activeElement?.querySelector(".entry")?.textContent?.trim() === wanted,
      name,
    );
  const scriptLong = (path: string, total: number, folders = 0) =>
    stage.server.on(`GET ${archiveApi()}/files`, (request) =>
      folderPage(request, total, longFolder(path, total, folders)),
    );

  it("shows on a phone what is selected over the end of the list, wherever one is in it", async () => {
    const { page } = stage;
    scriptLong("Pictures", 300);
    await page.setViewportSize({ width: 360, height: 740 });
    await stage.open(address({ path: "Pictures" }));
    await page
      .locator(".list-row")
      .nth(2)
      .click({ position: { x: 8, y: 8 } });
    const detail = page.getByRole("region", { name: "Selected entry" });
    await detail.waitFor();
    const { y, height } = (await detail.boundingBox()) ?? { y: -1, height: 0 };
    expect(y).to.be.above(300);
    expect(y + height).to.be.at.most(740);
    await takePicture(page, "pages/archive-selected-360");
  });

  it("browses by keyboard alone, with an address for every folder", async () => {
    const { page } = stage;
    await stage.open(address());
    await page.locator(".list-row").first().focus();
    await page.keyboard.press("ArrowDown");
    expect(await focusedName(page)).to.equal("Pictures/");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Pictures" }).waitFor();
    expect(new URL(page.url()).searchParams.get("path")).to.equal("Pictures");
    await focused("Documents/");
    await page.keyboard.press("End");
    await focused("latest");
    await page.keyboard.press("Backspace");
    await page.getByRole("heading", { level: 1, name: `Archive ${archiveName}` }).waitFor();
    await focused("Pictures/");
    await page.keyboard.press("n");
    await focused("Notes.md");
    await page.keyboard.press("Home");
    await focused("Documents/");
    await page.keyboard.press("/");
    expect(await page.evaluate(() => document.activeElement?.id)).to.equal("archive-search");
    await page.reload();
    await page.getByRole("heading", { level: 1, name: `Archive ${archiveName}` }).waitFor();
  });

  it("scrolls a folder of 100,000 entries with a screenful of rows and a page of requests", async () => {
    const { page, server } = stage;
    scriptLong("big", 100_000, 5_000);
    await stage.open(address({ path: "big" }));
    await page.getByText("100,000 entries").first().waitFor();
    const rows = page.locator(".list-row");
    const box = page.locator(".rows");
    expect(await rows.count()).to.be.within(10, 60);
    expect(asked(server)).to.deep.equal(["big@0"]);
    expect(await box.getAttribute("aria-rowcount")).to.equal("100001");

    await box.evaluate((element) => {
      element.scrollTop = element.scrollHeight / 2;
    });
    await page.getByText("file-045000.txt").waitFor();
    expect(await rows.count()).to.be.within(10, 61);
    expect(await page.locator('.list-row[tabindex="0"]').count(), "the row with the keyboard stays").to.equal(1);

    await rows.first().focus();
    await page.keyboard.press("End");
    await focused("file-094999.txt");
    await page.keyboard.press("PageUp");
    await page.keyboard.press("ArrowUp");
    expect(await rows.count()).to.be.within(10, 61);
    expect(asked(server).length, asked(server).join()).to.be.at.most(8);
  });

  it("does not fetch what it only scrolls past", async () => {
    const { page, server } = stage;
    scriptLong("big", 100_000);
    await stage.open(address({ path: "big" }));
    await page.locator(".list-row .entry").first().waitFor();
    let open: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    server.on(`GET ${archiveApi()}/files`, (request) => ({
      ...folderPage(request, 100_000, longFolder("big", 100_000)),
      after: gate,
    }));
    // Each step far from the one before, while no answer is here.
    for (let step = 1; step <= 40; step += 1)
      await page.locator(".rows").evaluate(async (element, share) => {
        element.scrollTop = element.scrollHeight * share;
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      }, step / 41);
    expect(asked(server).length, "two under way at a time").to.be.at.most(3);
    open?.();
    await page.locator(".list-row:not(:has(.entry))").first().waitFor({ state: "detached" });
    expect(asked(server).length).to.be.at.most(6);
  });

  it("goes to a name by its beginning, wherever it is", async () => {
    const { page } = stage;
    scriptLong("big", 100_000, 5_000);
    await stage.open(address({ path: "big" }));
    await page.locator(".list-row").first().focus();
    await page.keyboard.type("file-0777");
    await focused("file-077700.txt");
    expect(await page.locator(".list-row").count()).to.be.within(10, 61);
  });

  it("comes back to the folder that it left, far down in a long list", async () => {
    const { page } = stage;
    scriptLong("big", 40_000, 40_000);
    await stage.open(address({ path: "big/dir-031234" }));
    await page.locator(".list-row").first().focus();
    await page.keyboard.press("Backspace");
    await page.getByRole("heading", { level: 1, name: "big" }).waitFor();
    await focused("dir-031234/");
  });

  it("says what went wrong with a part of the list, and reads it again", async () => {
    const { page, server } = stage;
    scriptLong("big", 1_000);
    await stage.open(address({ path: "big" }));
    await page.locator(".list-row .entry").first().waitFor();
    server.on(`GET ${archiveApi()}/files`, problem(503, "repository-locked", "The repository is locked."));
    await page.locator(".list-row").first().focus();
    await page.keyboard.press("End");
    await page.getByText("The repository is locked.").waitFor();
    scriptLong("big", 1_000);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("file-000999.txt").first().waitFor();
    expect(await page.getByText("The repository is locked.").count()).to.equal(0);
  });

  it("shows the beginning of an archive that is still being read, and then the whole", async () => {
    const { page, server } = stage;
    server.on(`GET ${archiveApi()}/files`, (request) =>
      folderPage(request, 3, longFolder("", 3, 3), {
        building: { jobId: "jjjjjjjj", entries: 123_456 },
        sizeBytes: null,
        filesCount: null,
      }),
    );
    await stage.open(address());
    await page.getByText("123,456 names so far.").waitFor();
    await page.getByRole("link", { name: "dir-000002/" }).waitFor();
    scriptArchive(server);
    await page.getByRole("link", { name: "Documents/" }).waitFor();
    expect(await page.getByText("names so far").count()).to.equal(0);
  });

  it("downloads a file by its path, whatever is in its name; a link is no download", async () => {
    const { page } = stage;
    await stage.open(address({ path: "home/anna" }));
    const file = page.getByRole("link", { name: "100 % & more?.txt" });
    const url = new URL((await file.getAttribute("href")) ?? "", page.url());
    expect(url.pathname).to.equal(`${archiveApi()}/download`);
    expect(url.searchParams.getAll("path")).to.deep.equal(["home/anna/100 % & more?.txt"]);
    expect(url.searchParams.has("format")).to.equal(false);
    expect(await file.getAttribute("download")).to.equal("");
    expect(await page.getByRole("link", { name: "latest" }).count()).to.equal(0);
  });

  it("marks what a repair has filled with zeros, and says so where it is downloaded", async () => {
    const { page, server } = stage;
    const items = [folder("Documents"), entry("broken.bin", { damaged: true })];
    server.on(`GET ${archiveApi()}/files`, (request) =>
      folderPage(request, items.length, (index) => items[index] as FileEntry, { damagedCount: 1 }),
    );
    await stage.open(address());
    await page.getByText("1 file of this archive lost parts").waitFor();
    const row = page.locator(".list-row", { hasText: "broken.bin" });
    await row.getByText("damaged").waitFor();
    expect(await row.locator("a[download]").count()).to.equal(0);
    await row.click();
    const link = page.getByRole("link", { name: "Download with the zeros" });
    expect(await link.getAttribute("href")).to.contain("damaged=accept");
    await page.locator(".list-row").first().click();
    expect(await page.getByRole("link", { name: "Download as zip" }).getAttribute("href")).to.contain("damaged=accept");
  });

  it("keeps a basket for each archive, to download or restore together", async () => {
    const { page } = stage;
    await stage.open(address({ path: "home" }));
    await page.locator(".list-row").first().focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Space");
    await page.getByText("2 paths chosen").waitFor();
    const basket = page.getByRole("region", { name: "Chosen" });
    await basket.getByText("A zip leaves out owners, links, devices and pipes").waitFor();
    const zip = await basket.getByRole("link", { name: "Download as zip" }).getAttribute("href");
    const query = new URL(zip ?? "", page.url()).searchParams;
    expect(query.getAll("path")).to.deep.equal(["home/Documents", "home/Notes.md"]);
    expect(query.get("format")).to.equal("zip");
    const restore = await basket.getByRole("link", { name: "Restore…" }).getAttribute("href");
    expect(restore).to.include("/restore?").and.include("basket=1");

    await stage.open(address({ path: "home/Documents" }));
    await page.getByText("2 paths chosen").waitFor();
    const inside = page.getByRole("checkbox", { name: "Choose Notes.md" });
    expect(await inside.isChecked(), "chosen with its folder").to.equal(true);
    expect(await inside.isDisabled()).to.equal(true);

    scriptArchive(stage.server, "another");
    await stage.open(`/repositories/${repositoryId}/archive?name=another`);
    await page.getByRole("link", { name: "Documents/" }).waitFor();
    expect(await page.getByText("paths chosen").count()).to.equal(0);

    await stage.open(address({ path: "home" }));
    await page.getByRole("button", { name: "Choose none" }).click();
    expect(await page.getByText("paths chosen").count()).to.equal(0);
  });

  it("tells everything of the entry one stands on", async () => {
    const { page } = stage;
    await stage.open(address({ path: "home" }));
    await page.locator(".list-row").first().focus();
    const detail = page.getByRole("region", { name: "Selected entry" });
    await detail.getByText("/home/Documents").waitFor();
    await page.keyboard.press("End");
    await detail.getByText("/home/latest").waitFor();
    await detail.getByText("leads to").waitFor();
    await page.keyboard.press("Home");
    await detail.getByText("812 files").waitFor();
    expect(await detail.getByRole("link", { name: "Download as tar" }).count()).to.equal(1);
    expect(await detail.getByRole("link", { name: "History" }).getAttribute("href")).to.include("view=history");
  });
});
