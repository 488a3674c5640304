import { expect } from "chai";
import { problem } from "../support/pages-server.ts";
import {
  address,
  archiveApi,
  archiveName,
  earlierName,
  scriptArchive,
  scriptArchives,
  scriptDetails,
  scriptResults,
} from "./pages-archive-fixtures.ts";
import { job, minutesFromNow, repository, repositoryId } from "./pages-fixtures.ts";
import { sent, usePages, writes } from "./pages-stage.ts";

describe("pages: looking for things in archives", () => {
  const stage = usePages();

  beforeEach(async () => {
    await stage.start();
    scriptArchive(stage.server);
    scriptDetails(stage.server);
  });

  const cursors = (path: string) =>
    stage.server.requests.filter((request) => request.path === path).map(({ query }) => query.get("cursor"));

  it("searches from the keyboard, at an address of its own", async () => {
    const { page } = stage;
    await stage.open(address());
    await page.locator(".list-row").first().focus();
    await page.keyboard.press("/");
    await page.keyboard.type("invoice");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Search for invoice" }).waitFor();
    expect(Object.fromEntries(new URL(page.url()).searchParams)).to.deep.equal({
      name: archiveName,
      view: "search",
      q: "invoice",
    });
    await page.getByText("450 names found", { exact: true }).waitFor();
    expect(cursors(`${archiveApi()}/search`)).to.deep.equal([null, "200", "400"]);
    expect(await page.locator(".list-row").count()).to.be.within(5, 40);
    await page.locator(".list-row").first().focus();
    await page.keyboard.press("End");
    await page
      .getByRole("region", { name: "Selected entry" })
      .getByText("/home/anna/Documents/invoice-0449.pdf")
      .waitFor();
    await page.keyboard.press("Space");
    await page.getByText("1 path chosen").waitFor();
    const open = await page.getByRole("link", { name: "Open its folder" }).getAttribute("href");
    expect(new URL(open ?? "", page.url()).searchParams.get("path")).to.equal("home/anna/Documents");
  });

  it("searches all archives, and says how far it is and what it left out", async () => {
    const { page } = stage;
    await stage.open(address({ view: "search", q: "invoice", in: "all" }));
    await page.getByText("2 names found in 2 of 3 archives").waitFor();
    await page.getByText("1 archive has not been read yet").waitFor();
    const links = await page
      .locator(".list-row a.entry")
      .evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    expect(links[1]).to.include(`${archiveApi(earlierName)}/download`);
    await page.locator(".list-row").nth(1).focus();
    await page.keyboard.press("Space");
    expect(await page.getByText("path chosen").count(), "of another archive than the basket's").to.equal(0);
  });

  it("stops a search on demand and goes on with it", async () => {
    const { page, server } = stage;
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const path = `/api/repositories/${repositoryId}/search`;
    let held = true;
    server.on(`GET ${path}`, ({ query }) => ({
      body: {
        items: [],
        next: query.has("cursor") && !held ? null : "x",
        progress: { archivesSearched: 1, archivesTotal: 2, archivesMissing: 0 },
      },
      ...(held && query.has("cursor") ? { after: gate } : {}),
    }));
    await stage.open(address({ view: "search", q: "x", in: "all" }));
    await page.getByText("Searching… 0 names found in 1 of 2 archives").waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("0 names found so far").waitFor();
    held = false;
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("Nothing has that in its name in 1 of 2 archives.").waitFor();
    open();
  });

  it("waits for an archive whose names are still being read", async () => {
    const { page, server } = stage;
    server.on(`GET ${archiveApi()}/search`, {
      body: { items: [], next: null, building: { jobId: "jjjjjjjj", entries: 42_000 } },
    });
    await stage.open(address({ view: "search", q: "invoice" }));
    await page.getByText("42,000 names so far.").waitFor();
    scriptResults(server);
    await page.getByText("450 names found", { exact: true }).waitFor();
  });

  it("says why a search failed and tries it again", async () => {
    const { page, server } = stage;
    server.on(`GET ${archiveApi()}/search`, problem(503, "repository-locked", "The repository is locked."));
    await stage.open(address({ view: "search", q: "invoice" }));
    await page.getByText("The repository is locked.").waitFor();
    scriptResults(server);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("450 names found", { exact: true }).waitFor();
  });

  it("compares two archives, folders folded unless asked, content on request", async () => {
    const { page } = stage;
    await stage.open(address({ view: "compare" }));
    await page.getByLabel("Compare with").selectOption(earlierName);
    await page.getByText("4.1 GB").first().waitFor();
    const asked = () => Object.fromEntries(new URL(page.url()).searchParams);
    expect(asked(), "from the older one to the newer").to.deep.equal({
      name: earlierName,
      view: "compare",
      to: archiveName,
    });
    expect(await page.getByLabel("From", { exact: true }).inputValue()).to.equal(earlierName);
    expect(await page.getByLabel("To", { exact: true }).inputValue()).to.equal(archiveName);
    const figures = await page.locator("dl.figures dd").allTextContents();
    expect(figures).to.deep.equal(["2 91 MB", "1 4.1 GB", "1 +2.9 kB"]);
    await page.getByText("3 changes listed").waitFor();
    await page.locator(".list-row").first().focus();
    await page.keyboard.press("ArrowDown");
    const change = page.locator("section.entry-detail");
    await change.getByText("1,200 bytes").waitFor();
    await change.getByRole("button", { name: "Compare the content" }).click();
    await change.getByText("modified, 3 kB added, 100 bytes removed").waitFor();
    await page.getByLabel("Also list what is in added and removed folders").check();
    await page.getByText("4 changes listed").waitFor();
    await page.getByRole("link", { name: "Swap" }).click();
    await page.getByText("From the newer archive back to the older one").waitFor();
    expect(asked()).to.deep.equal({ name: archiveName, view: "compare", to: earlierName });
  });

  it("tells the life of a path, with each version at hand", async () => {
    const { page } = stage;
    await stage.open(address({ path: "home" }));
    await page.locator(".list-row").nth(3).focus();
    await page.getByRole("link", { name: "History" }).last().click();
    await page.getByRole("heading", { level: 1, name: "History of Notes.md" }).waitFor();
    await page.getByText("2 versions in 5 archives").waitFor();
    expect(await page.locator(".list-row .state").allInnerTexts()).to.deep.equal([
      "Changed",
      "Appeared",
      "Gone",
      "Not known yet",
    ]);
    await page.getByLabel("Also show archives in which nothing changed").check();
    expect(await page.locator(".list-row").count()).to.equal(5);
    await page.locator(".list-row").first().focus();
    await page.keyboard.press("Tab");
    const href = await page.evaluate(() => document.activeElement?.getAttribute("href"));
    expect(href, "the keyboard reaches what is in the row").to.include(
      "laptop.2026-11-22/download?path=home%2FNotes.md",
    );
  });

  it("lists thousands of archives at once, and filters them at an address", async () => {
    const { page, server } = stage;
    scriptArchives(server, 3_000);
    await stage.open(`/repositories/${repositoryId}/archives`);
    await page.getByText("3,000 archives", { exact: true }).waitFor();
    expect(await page.locator(".list-row").count()).to.be.within(5, 60);
    await page.getByLabel("Plan").selectOption("of no plan here");
    await page.getByText("1,500 of 3,000 archives").waitFor();
    await page.getByLabel("Name, comment or host").fill("the move");
    await page.getByText("1 of 3,000 archives").waitFor();
    await page.getByText("Before the move").waitFor();
    expect(new URL(page.url()).search).to.equal("?q=the+move&plan=none");
    await page.reload();
    await page.getByText("1 of 3,000 archives").waitFor();
    await page.getByLabel("Name, comment or host").fill("");
    await page.getByLabel("From").fill("2026-11-20");
    await page.getByLabel("Until, that day included").fill("2026-11-21");
    await page.getByText("2 of 3,000 archives").waitFor();
    await page.locator(".list-row").first().focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Archive by-hand-1" }).waitFor();
  });

  it("reads the list again where the service knows of another number of archives", async () => {
    const { page, server } = stage;
    const known = repository().archivesCount ?? 0;
    scriptArchives(server, known + 1);
    await stage.open(`/repositories/${repositoryId}/archives`);
    await page.getByText(`${known + 1} archives`, { exact: true }).waitFor();
    scriptArchives(server, known);
    await page.getByText(`${known} archives`, { exact: true }).waitFor();
  });

  it("deletes chosen archives only after showing what goes", async () => {
    const { page, server } = stage;
    scriptArchives(server, 30);
    server.on(`POST /api/repositories/${repositoryId}/archives/delete`, { status: 202, body: job({ id: "jjjjjjjd" }) });
    await stage.open(`/repositories/${repositoryId}/archives`);
    await page.locator(".list-row").first().focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await page.getByText("2 chosen").waitFor();
    await page.getByRole("button", { name: "Delete…" }).click();
    await page.getByText("is the newest archive of the plan Home folders").waitFor();
    await page.getByText("This cannot be taken back.").waitFor();
    expect(writes(stage)).to.deep.equal([`POST /api/repositories/${repositoryId}/archives/delete-preview`]);
    await page.getByRole("button", { name: "Delete 2 archives" }).click();
    await page.waitForURL("**/jobs/jjjjjjjd");
    expect(sent(stage, `/api/repositories/${repositoryId}/archives/delete`)).to.deep.equal({
      names: ["bbbbbbbb-2026-11-22T02:00:00", "by-hand-1"],
    });
  });

  it("offers no deleting where nothing may be deleted", async () => {
    const { page, server } = stage;
    scriptArchives(server, 30);
    server.on(`GET /api/repositories/${repositoryId}`, { body: repository({ mode: "append-only" }) });
    await stage.open(`/repositories/${repositoryId}/archives`);
    await page.getByText("30 archives", { exact: true }).waitFor();
    expect(await page.getByRole("checkbox").count()).to.equal(0);
    expect(await page.getByRole("button", { name: /Delete|Choose/ }).count()).to.equal(0);
  });

  it("mounts an archive for a while, and unmounts it", async () => {
    const { page, server } = stage;
    const mount = job({
      id: "jjjjjjjm",
      kind: "mount",
      state: "running",
      archiveName,
      startedAt: minutesFromNow(-1),
      options: { mount: { path: "/mnt/archive", durationMs: 3_600_000 } },
    });
    server.on(`POST /api/repositories/${repositoryId}/mounts`, () => {
      server.on(`GET /api/repositories/${repositoryId}/mounts`, { body: { items: [mount], next: null } });
      return { status: 202, body: mount };
    });
    server.on("POST /api/jobs/jjjjjjjm/cancel", () => {
      server.on(`GET /api/repositories/${repositoryId}/mounts`, { body: { items: [], next: null } });
      return { status: 202, body: mount };
    });
    await stage.open(address({ view: "details" }));
    await page.getByLabel("At", { exact: true }).fill("mnt");
    await page.getByRole("button", { name: "Mount", exact: true }).click();
    await page.getByText("Give the whole path of a folder").waitFor();
    await page.getByLabel("At", { exact: true }).fill("/mnt/archive");
    await page.getByLabel("For at most").selectOption("1 hour");
    await page.getByRole("button", { name: "Mount", exact: true }).click();
    await page.getByRole("button", { name: "Unmount /mnt/archive" }).click();
    await page.getByRole("button", { name: "Unmount /mnt/archive" }).waitFor({ state: "detached" });
    expect(sent(stage, `/api/repositories/${repositoryId}/mounts`)).to.deep.equal({
      archiveName,
      path: "/mnt/archive",
      durationMs: 3_600_000,
    });
  });

  it("says why it cannot mount", async () => {
    const { page, server } = stage;
    const reason = "This system has no FUSE: install python3-pyfuse3.";
    server.on("GET /api/borg", {
      body: { version: "1.2.4", encryptionModes: [], features: { mount: { available: false, reason } } },
    });
    await stage.open(address({ view: "details" }));
    await page.getByText(`Not possible here: ${reason}`).waitFor();
    expect(await page.getByLabel("At", { exact: true }).count()).to.equal(0);
  });
});
