import { expect } from "chai";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { problem } from "../support/pages-server.ts";
import { entry, everything, minutesFromNow, repository, repositoryId } from "./pages-fixtures.ts";
import { expectQuiet, focusedText, openPages, type PagesStage, writes } from "./pages-stage.ts";

const name = "laptop.2026-11-22T02:00:03.123";
const address = (path = "") =>
  `/repositories/${repositoryId}/archive?${new URLSearchParams({ name, ...(path ? { path } : {}) })}`;

describe("pages: repositories and archives", () => {
  let browser: Browser;
  let stage: PagesStage;

  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    stage = await openPages(browser);
    const archive = {
      id: "f00d",
      name,
      planId: null,
      comment: "",
      startedAt: "2026-11-22T02:00:03Z",
      hostname: "deck",
      allowed: everything,
    };
    const own = {
      ...archive,
      id: "f00e",
      name: "bbbbbbbb-2026-11-23T02:00:00",
      planId: "bbbbbbbb",
      startedAt: "2026-11-23T02:00:00Z",
    };
    stage.server.on(`GET /api/repositories/${repositoryId}/archives`, ({ query }) => ({
      body: query.has("cursor") ? { items: [own], next: null } : { items: [archive], next: "f00d" },
    }));
    stage.server.on(`GET /api/repositories/${repositoryId}/archives/${encodeURIComponent(name)}/files`, ({ query }) => {
      const path = query.get("path") ?? "";
      const inside = (child: string) => (path === "" ? child : `${path}/${child}`);
      const items = query.has("cursor")
        ? [entry("zz-last.txt", { path: inside("zz-last.txt") })]
        : [
            entry("Documents", { type: "directory", path: inside("Documents") }),
            entry("Pictures", { type: "directory", path: inside("Pictures") }),
            entry("100 % & more?.txt", { path: inside("100 % & more?.txt") }),
            entry("latest", { type: "symlink", path: inside("latest"), linkTarget: "100 % & more?.txt" }),
          ];
      return { body: { path, items, next: query.has("cursor") ? null : "c", total: 5 } };
    });
  });
  afterEach(async () => {
    expectQuiet(stage);
    await stage.close();
  });

  it("lists archives newest first, with their plans, and filters them", async () => {
    const { page } = stage;
    await stage.open(`/repositories/${repositoryId}`);
    await page.getByText("2 archives", { exact: true }).waitFor();
    expect(await page.locator("borgdeck-archive-list tbody a").allTextContents()).to.deep.equal([
      "bbbbbbbb-2026-11-23T02:00:00",
      name,
    ]);
    await page.getByLabel("Plan", { exact: true }).selectOption("of no plan here");
    await page.getByText("1 of 2 archives").waitFor();
    await page.getByLabel("Filter").fill("nothing like it");
    await page.getByText("0 of 2 archives").waitFor();
  });

  it("browses by keyboard alone, with an address for every folder", async () => {
    const { page } = stage;
    await stage.open(address());
    await page.locator(".entries").waitFor();
    await page.locator(".entry").first().focus();
    await page.keyboard.press("ArrowDown");
    expect(await focusedText(page)).to.equal("Pictures/");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Pictures" }).waitFor();
    expect(new URL(page.url()).searchParams.get("path")).to.equal("Pictures");
    expect(await focusedText(page)).to.equal("Documents/");
    await page.keyboard.press("End");
    expect(await focusedText(page)).to.equal("latest");
    await page.keyboard.press("Backspace");
    await page.getByRole("heading", { level: 1, name: `Archive ${name}` }).waitFor();
    expect(await focusedText(page)).to.equal("Pictures/");
    await page.reload();
    await page.getByRole("heading", { level: 1, name: `Archive ${name}` }).waitFor();
  });

  it("shows more of a large folder on demand and says how much there is", async () => {
    const { page } = stage;
    await stage.open(address());
    await page.getByText("4 of 5 entries shown").waitFor();
    await page.getByRole("button", { name: "Show more" }).click();
    await page.getByText("zz-last.txt").waitFor();
    await page.getByText("5 entries").waitFor();
    expect(await page.getByRole("button", { name: "Show more" }).count()).to.equal(0);
  });

  it("downloads a file by its path, whatever is in its name; a link is no download", async () => {
    const { page } = stage;
    await stage.open(address("home/anna"));
    const file = page.getByRole("link", { name: "100 % & more?.txt" });
    const url = new URL((await file.getAttribute("href")) ?? "", page.url());
    expect(url.pathname).to.equal(`/api/repositories/${repositoryId}/archives/${encodeURIComponent(name)}/download`);
    expect(url.searchParams.get("path")).to.equal("home/anna/100 % & more?.txt");
    expect(await file.getAttribute("download")).to.equal("");
    expect(await page.getByRole("link", { name: "latest" }).count()).to.equal(0);
  });

  it("exports the key after asking, and asks for the password where the sign-in is old", async () => {
    const { page, server } = stage;
    server.on(`POST /api/repositories/${repositoryId}/key`, problem(403, "step-up-required", "Sign in again."));
    server.on("POST /api/session/step-up", () => {
      server.on(`POST /api/repositories/${repositoryId}/key`, {
        body: { passphrase: "kelp orbit", key: "BORG_KEY 5c3f", generated: false },
      });
      return { body: { until: minutesFromNow(5) } };
    });
    await stage.open(`/repositories/${repositoryId}`);
    await page.getByRole("button", { name: "Export key" }).click();
    await page.getByRole("button", { name: "Show them" }).click();
    await page.locator("#presence-password").fill("my password");
    await page.keyboard.press("Enter");
    await page.getByText("kelp orbit").waitFor();
    expect(server.requests.find(({ path }) => path === "/api/session/step-up")?.body).to.deep.equal({
      password: "my password",
    });
    await page.getByRole("button", { name: "Hide" }).click();
    expect(await page.getByText("kelp orbit").count()).to.equal(0);
  });

  it("forgets a repository only unused and after asking, by the revision that was seen", async () => {
    const { page, server } = stage;
    await stage.open(`/repositories/${repositoryId}`);
    expect(await page.getByRole("button", { name: "Forget" }).isDisabled()).to.equal(true);
    server.on("GET /api/plans", { body: { items: [], next: null } });
    server.on(`GET /api/repositories/${repositoryId}`, { body: repository({ revision: 7 }) });
    server.on(`DELETE /api/repositories/${repositoryId}`, {});
    await stage.open(`/repositories/${repositoryId}`);
    await page.getByRole("button", { name: "Forget" }).click();
    await page.getByRole("button", { name: "Forget it" }).click();
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    expect(writes(stage)).to.deep.equal([`DELETE /api/repositories/${repositoryId}`]);
    expect(server.requests.find(({ method }) => method === "DELETE")?.headers["if-match"]).to.equal('"7"');
  });
});
