import { expect } from "chai";
import { job, run, verifyJob } from "./pages-fixtures.ts";
import { allowAll, usePages, writes } from "./pages-stage.ts";
import { runningJob, statuses } from "./status-fixtures.ts";

const running = () =>
  run({
    state: "running",
    finishedAt: null,
    jobs: [job({ state: "running", finishedAt: null, durationMs: null, outcome: null, result: null })],
  });

describe("pages: runs and jobs", () => {
  const stage = usePages();

  beforeEach(async () => {
    await stage.start();
  });

  it("follows a backup: files, size, rate, estimate, path, and then its result", async () => {
    const { page, server } = stage;
    server.setStatus(allowAll(statuses.running()));
    server.on("GET /api/runs/rrrrrrrr", { body: running() });
    await stage.open("/runs/rrrrrrrr");
    await page.getByText("12,345").waitFor();
    const text = await page.locator("main").textContent();
    for (const part of ["43 %", "4.21 GB", "85.2 MB/s", "about 12 min", "IMG_20240811_142233.dng"])
      expect(text).to.include(part);
    const { progress } = runningJob();
    server.send("progress", { jobId: "jjjjjjjj", progress: { ...progress, files: 23_456, percent: 60 } });
    await page.getByText("23,456").waitFor();
    server.on("GET /api/runs/rrrrrrrr", { body: run() });
    server.setStatus(allowAll(statuses.ok()));
    await page.getByText("Backed up and verified: 19 files of the sample equal their sources.").waitFor();
  });

  it("cancels only after asking", async () => {
    const { page, server } = stage;
    server.setStatus(allowAll(statuses.running()));
    server.on("GET /api/runs/rrrrrrrr", { body: running() });
    server.on("POST /api/jobs/jjjjjjjj/cancel", () => {
      const [stopping] = running().jobs;
      server.on("GET /api/runs/rrrrrrrr", {
        body: { ...running(), jobs: [{ ...stopping, cancelRequestedAt: new Date().toISOString() }] },
      });
      return { status: 202, body: stopping };
    });
    await stage.open("/runs/rrrrrrrr");
    await page.getByRole("button", { name: "Cancel" }).click();
    const dialog = page.getByRole("dialog", { name: "Cancel this backup?" });
    await dialog.waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).to.equal("Back");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(writes(stage)).to.deep.equal([]);
    await page.getByRole("button", { name: "Cancel" }).click();
    await dialog.getByRole("button", { name: "Cancel the job" }).click();
    await page.getByText("Stopping").waitFor();
    expect(writes(stage)).to.deep.equal(["POST /api/jobs/jjjjjjjj/cancel"]);
  });

  it("shows what a viewer may not stop without a button", async () => {
    const { page, server } = stage;
    server.setStatus(statuses.running());
    const [only] = running().jobs;
    server.on("GET /api/runs/rrrrrrrr", { body: { ...running(), jobs: [{ ...only, allowed: ["status.read"] }] } });
    await stage.open("/runs/rrrrrrrr");
    await page.getByRole("progressbar").waitFor();
    expect(await page.getByRole("button", { name: "Cancel" }).count()).to.equal(0);
  });

  it("tells damage apart from files that changed since", async () => {
    const { page, server } = stage;
    const verify = {
      archiveName: "bbbbbbbb-2026-11-22T02:00:03",
      filesChecked: 20,
      filesMatched: 18,
      filesChanged: 1,
      filesDamaged: 1,
      bytesChecked: 1,
      damagedPaths: ["/home/anna/tax.pdf"],
      changedPaths: ["/home/anna/.bash_history"],
    };
    const outcome = {
      code: "verify-damaged",
      message: "1 of 20 files differs.",
      nextStep: "Run Check.",
      exitCode: null,
      warningsCount: 0,
      warnings: [],
    };
    server.on("GET /api/runs/rrrrrrrr", {
      body: run({ state: "failed", jobs: [job(), verifyJob({ state: "failed", outcome, result: { verify } })] }),
    });
    await stage.open("/runs/rrrrrrrr");
    await page.getByText("Next: Run Check.").waitFor();
    await page.getByText("Damaged: they differ from their sources, which have not changed since: 1").click();
    await page.getByText("/home/anna/tax.pdf").waitFor();
    await page.getByText("Changed or gone at the source since the backup: 1").click();
    await page.getByText("/home/anna/.bash_history").waitFor();
  });

  it("lists what was asked for by hand beside the runs", async () => {
    const { page, server } = stage;
    server.on("GET /api/jobs", ({ query }) => ({
      body: {
        items: query.get("byHand") === "true" ? [job({ id: "jjjjjjjr", kind: "restore", runId: null })] : [],
        next: null,
      },
    }));
    await stage.open("/runs");
    await page.getByRole("link", { name: "Jobs by hand" }).click();
    await page.getByRole("heading", { level: 1, name: "Jobs by hand" }).waitFor();
    const row = page.getByRole("row").nth(1);
    expect(await row.getByRole("link", { name: "Restore" }).getAttribute("href")).to.equal("/jobs/jjjjjjjr");
    await row.getByText("NAS").waitFor();
  });

  it("says what a queued job waits for", async () => {
    const { page, server } = stage;
    const waitsFor = {
      jobId: "jjjjjjjb",
      kind: "prune",
      state: "running",
      since: job().createdAt,
      requester: { type: "schedule" },
    } as const;
    server.on("GET /api/jobs/jjjjjjjj", { body: job({ state: "queued", startedAt: null, waitsFor }) });
    server.on("GET /api/jobs/jjjjjjjj/log", { body: { lines: [], truncated: false } });
    await stage.open("/jobs/jjjjjjjj");
    const wait = page.getByText("Waits for the repository");
    expect(await wait.getByRole("link").getAttribute("href")).to.equal("/jobs/jjjjjjjb");
  });

  it("has the log one click away, and filters it", async () => {
    const { page, server } = stage;
    server.on("GET /api/jobs/jjjjjjjj", { body: job() });
    server.on("GET /api/jobs/jjjjjjjj/log", {
      body: {
        truncated: true,
        lines: [
          { level: "info", message: "Creating archive", messageId: null },
          { level: "error", message: "Failed to acquire the lock", messageId: "LockTimeout" },
        ],
      },
    });
    await stage.open("/runs/rrrrrrrr");
    await page.getByRole("link", { name: "Log of Backup" }).click();
    await page.getByText("Creating archive").waitFor();
    await page.getByText("Earlier lines were dropped").waitFor();
    await page.getByLabel("Show").selectOption("Warnings and errors");
    expect(await page.locator(".log li").count()).to.equal(1);
    expect(await page.locator(".log").textContent()).to.include("error Failed to acquire the lock LockTimeout");
  });
});
