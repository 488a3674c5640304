import { expect } from "chai";
import type { ArchiveReply } from "../../schemas/archives.ts";
import type { JobReply } from "../../schemas/jobs.ts";
import { problem } from "../support/pages-server.ts";
import { archive, archiveApi, archiveName, scriptArchive, scriptDetails } from "./pages-archive-fixtures.ts";
import { job, plan, repositoryId } from "./pages-fixtures.ts";
import { restoreAddress, scriptRestore } from "./pages-restore-fixtures.ts";
import { sent, usePages } from "./pages-stage.ts";

const planName = "bbbbbbbb-2026-11-22T02:00:03";
const title = "Home folders, 22 Nov 2026, 03:00";
const of = (name: string, query: Record<string, string> = {}) =>
  `/repositories/${repositoryId}/archive?${new URLSearchParams({ name, ...query })}`;

describe("pages: what archives are called", () => {
  const stage = usePages();

  beforeEach(async () => {
    await stage.start();
    scriptArchive(stage.server);
    scriptDetails(stage.server);
  });

  /** What borg says of an archive, as far as it matters here. */
  const tell = (change: Partial<ArchiveReply>) =>
    stage.server.on(`GET ${archiveApi(change.name ?? archiveName)}`, {
      body: {
        archive: archive(change),
        username: "anna",
        durationMs: 121_000,
        files: 48_213,
        originalSizeBytes: 1,
        compressedSizeBytes: 1,
        deduplicatedSizeBytes: 1,
        commandLine: null,
      },
    });

  /** The job of a change: at work when it is asked for first, and then as it ended. */
  const scriptChange = (end: Partial<JobReply>) => {
    const names: string[] = [];
    let asked = 0;
    const running = job({ id: "jjjjjjjc", kind: "rename-archive", state: "running", finishedAt: null, outcome: null });
    stage.server.on(`PATCH /api/repositories/${repositoryId}/archives/*`, ({ path, body }) => {
      names.push(decodeURIComponent(path.slice(path.lastIndexOf("/") + 1)));
      const { name, comment } = body as { name?: string; comment?: string };
      tell({ name: name ?? names.at(-1) ?? "", comment: comment ?? "Before the move" });
      scriptArchive(stage.server, name ?? names.at(-1));
      asked = 0;
      return { status: 202, body: running };
    });
    stage.server.on("GET /api/jobs/jjjjjjjc", () => {
      asked += 1;
      return { body: asked === 1 ? running : { ...running, state: "ok", ...end } };
    });
    return names;
  };

  it("calls a plan's archive by its plan and its time, with borg's name below", async () => {
    const { page, server } = stage;
    scriptArchive(server, planName);
    await stage.open(of(planName));
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
    expect(await page.title()).to.equal(`${title} · Borgdeck`);
    await page.locator("main").getByText(planName, { exact: true }).waitFor();
    await page.getByRole("link", { name: "Documents/" }).click();
    await page.getByRole("heading", { level: 1, name: "Documents" }).waitFor();
    const path = page.getByRole("navigation", { name: "Path" });
    expect(await path.getByRole("link").allTextContents()).to.deep.equal(["NAS", "Archives", title]);
    expect(server.requests.filter((request) => request.path === "/api/plans").length, "asked once").to.equal(1);
  });

  it("calls it so where it is restored, too", async () => {
    const { page, server } = stage;
    scriptRestore(server);
    await stage.open(restoreAddress([]).replace(encodeURIComponent(archiveName), encodeURIComponent(planName)));
    await page.getByText(`Everything in ${title} (${planName}).`).waitFor();
    expect(await page.getByRole("navigation", { name: "Path" }).getByRole("link").last().textContent()).to.equal(title);
  });

  it("keeps to borg's name where the plan is not known", async () => {
    const { page, server } = stage;
    server.on("GET /api/plans", { body: { items: [plan({ id: "cccccccc" })], next: null } });
    scriptArchive(server, planName);
    await stage.open(of(planName));
    await page.getByRole("heading", { level: 1, name: `Archive ${planName}` }).waitFor();
  });

  it("renames an archive, stays with it, and takes it back", async () => {
    const { page } = stage;
    const names = scriptChange({});
    await stage.open(of(archiveName, { view: "details" }));
    await page.getByText("may take a moment").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("before-the-move");
    await page.keyboard.press("Enter");
    await page.getByText("borg is at it.").waitFor();
    await page.getByRole("heading", { level: 1, name: "Archive before-the-move" }).waitFor();
    await page.getByText(`It was called ${archiveName}.`).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("heading", { level: 1, name: `Archive ${archiveName}` }).waitFor();
    expect(names).to.deep.equal([archiveName, "before-the-move"]);
  });

  it("changes a comment in its place, and says why borg did not", async () => {
    const { page } = stage;
    scriptChange({});
    await stage.open(of(archiveName, { view: "details" }));
    await page.getByLabel("Comment", { exact: true }).fill("After the move");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Undo" }).waitFor();
    await page.locator("dl.facts").getByText("After the move").waitFor();
    expect(sent(stage, archiveApi())).to.deep.equal({ comment: "After the move" });
    const outcome = {
      code: "repository-locked",
      message: "The repository is locked by nas2.",
      nextStep: "Wait until it ends.",
      exitCode: 2,
      warningsCount: 0,
      warnings: [],
    };
    scriptChange({ state: "failed", outcome });
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("The repository is locked by nas2.").waitFor();
    await page.getByText("Next: Wait until it ends.").waitFor();
    expect(new URL(page.url()).searchParams.get("view")).to.equal("details");
  });

  it("says what is wrong with a name, and what a name means for a plan", async () => {
    const { page, server } = stage;
    tell({ name: planName, planId: "bbbbbbbb" });
    server.on(
      `PATCH ${archiveApi(planName)}`,
      problem(422, "invalid-input", "The archive was not renamed.", { "/name": "is the name of another archive" }),
    );
    await stage.open(of(planName, { view: "details" }));
    await page.getByText("cannot get its old name back").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("other");
    await page.keyboard.press("Enter");
    await page.getByText("Is the name of another archive.").waitFor();
  });
});
