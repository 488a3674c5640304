// What the service says of restores: what one would do, that it runs, and how it went.
import type { JobReply } from "../../schemas/jobs.ts";
import type { RestorePreviewReply, RestoreReport } from "../../schemas/restores.ts";
import type { PagesServer } from "../support/pages-server.ts";
import { archiveName } from "./pages-archive-fixtures.ts";
import { job, minutesFromNow, repositoryId } from "./pages-fixtures.ts";

export const restoresApi = `/api/repositories/${repositoryId}/restores`;

/** The address of the restore page. */
export const restoreAddress = (query: [name: string, value: string][] = []) =>
  `/repositories/${repositoryId}/restore?${new URLSearchParams([["name", archiveName], ...query])}`;

export function preview(change: Partial<RestorePreviewReply> = {}): RestorePreviewReply {
  return {
    files: 812,
    folders: 14,
    sizeBytes: 1_204_113_002,
    freeBytes: 320_000_000_000,
    target: "/home/anna",
    existingCount: 2,
    existing: [
      {
        path: "/home/anna/Documents/letter.txt",
        archived: { sizeBytes: 4_812, modifiedAt: "2026-11-20T10:00:00Z" },
        present: { sizeBytes: 5_100, modifiedAt: "2026-11-21T10:00:00Z", type: "file" },
      },
      {
        path: "/home/anna/Documents/old",
        archived: { sizeBytes: 4_812, modifiedAt: "2026-11-20T10:00:00Z" },
        present: { sizeBytes: 4_096, modifiedAt: "2026-11-19T10:00:00Z", type: "directory" },
      },
    ],
    complete: true,
    warnings: [],
    ...change,
  };
}

export function restoreJob(change: Partial<JobReply> = {}): JobReply {
  return job({
    id: "jjjjjjjr",
    kind: "restore",
    state: "running",
    planId: null,
    runId: null,
    archiveName,
    createdAt: minutesFromNow(-1),
    startedAt: minutesFromNow(-1),
    finishedAt: null,
    durationMs: null,
    outcome: null,
    result: null,
    progress: {
      phase: "Reading from the archive",
      files: null,
      originalSizeBytes: 600_000_000,
      deduplicatedSizeBytes: null,
      path: "home/anna/Documents/letter.txt",
      percent: 49,
      bytesPerSecond: 20_000_000,
      etaMs: 31_000,
      updatedAt: minutesFromNow(0),
    },
    options: {
      restore: {
        paths: ["home/anna/Documents"],
        destination: { type: "original" },
        layout: "full-path",
        conflicts: "skip",
        ownership: true,
      },
    },
    ...change,
  });
}

export const report: RestoreReport = {
  archiveName,
  target: "/home/anna",
  filesWritten: 808,
  bytesWritten: 1_204_000_000,
  filesSkipped: 2,
  filesRenamed: 0,
  filesReplaced: 0,
  filesFailed: 2,
  failures: [
    { path: "home/anna/Documents/locked.db", reason: "The folder may not be written to." },
    { path: "home/anna/Documents/pipe", reason: "Only root may make devices." },
  ],
  skipped: ["home/anna/Documents/letter.txt", "home/anna/Documents/old"],
  renamed: [],
  ownershipKept: false,
  durationMs: 62_000,
};

export const finishedJob = (change: Partial<JobReply> = {}) =>
  restoreJob({
    state: "warning",
    finishedAt: minutesFromNow(0),
    durationMs: 62_000,
    progress: null,
    outcome: {
      code: "restored-with-failures",
      message: "2 files could not be written.",
      nextStep: "See below which, and why. Restore them to another folder.",
      exitCode: null,
      warningsCount: 0,
      warnings: [],
    },
    result: { restore: report },
    ...change,
  });

/** A restore that can be previewed and started; it runs until `finish` is called. */
export function scriptRestore(server: PagesServer): { finish: () => void } {
  server.on(`POST ${restoresApi}/preview`, { body: preview() });
  server.on(`POST ${restoresApi}`, {
    status: 202,
    body: restoreJob({ state: "queued", startedAt: null, progress: null }),
  });
  server.on("GET /api/jobs/jjjjjjjr", { body: restoreJob() });
  return { finish: () => server.on("GET /api/jobs/jjjjjjjr", { body: finishedJob() }) };
}
