// What the service would say to the pages: people, repositories, plans, runs, archives.
import type { Action } from "../../schemas/access.ts";
import type { FileEntry } from "../../schemas/archives.ts";
import type { JobReply, RunReply } from "../../schemas/jobs.ts";
import type { PlanReply } from "../../schemas/plans.ts";
import type { RepositoryReply } from "../../schemas/repositories.ts";
import type { MethodsReply, SessionReply } from "../../schemas/sessions.ts";
import type { UserReply } from "../../schemas/users.ts";
import type { PagesServer } from "../support/pages-server.ts";
import { minutesFromNow, repository as repositoryStatus } from "./status-fixtures.ts";

export { minutesFromNow };

export const everything: Action[] = [
  "status.read",
  "archive.read",
  "archive.change",
  "backup.run",
  "job.cancel",
  "maintenance.run",
  "restore.run",
  "repository.create",
  "repository.edit",
  "repository.secret",
  "plan.create",
  "plan.edit",
  "filesystem.browse",
  "users.manage",
  "settings.manage",
  "audit.read",
];

export function user(change: Partial<UserReply> = {}): UserReply {
  return {
    id: "uuuuuuuu",
    revision: 3,
    username: "anna",
    displayName: null,
    email: null,
    door: "local",
    role: "admin",
    allRepositoriesRole: "none",
    grants: [],
    active: true,
    pending: false,
    invitedUntil: null,
    factors: { password: true, totp: false, passkeys: 0, oidc: false },
    createdAt: minutesFromNow(-60 * 24 * 20),
    lastSeenAt: minutesFromNow(-3),
    ...change,
  };
}

/** What the sign-in page may offer: name and password, unless told otherwise. */
export function methods(change: Partial<MethodsReply> = {}): MethodsReply {
  return { password: true, passkey: false, oidc: null, header: false, signedIn: false, banner: null, ...change };
}

export function session(change: Partial<SessionReply> = {}): SessionReply {
  return {
    user: user(),
    method: "password",
    assurance: "one-factor",
    obligation: null,
    authenticatedAt: minutesFromNow(-2),
    stepUp: { until: minutesFromNow(3), methods: ["password"] },
    allowed: [
      "repository.create",
      "plan.create",
      "filesystem.browse",
      "users.manage",
      "settings.manage",
      "audit.read",
      "status.read",
    ],
    signOutUrl: null,
    banner: null,
    ...change,
  };
}

export const repositoryId = repositoryStatus().id;

export function repository(change: Partial<RepositoryReply> = {}): RepositoryReply {
  const { id, name, location, encryption, archivesCount, sizeBytes } = repositoryStatus();
  return {
    id,
    revision: 1,
    name,
    location,
    encryption,
    state: "ready",
    keyExportedAt: minutesFromNow(-60 * 24 * 20),
    createdAt: minutesFromNow(-60 * 24 * 20),
    sizeBytes,
    archivesCount,
    allowed: everything,
    mode: "full",
    quotaBytes: null,
    freshnessMs: null,
    lastBackupAt: null,
    lastCheck: null,
    lastDrill: null,
    ...change,
  };
}

export function plan(change: Partial<PlanReply> = {}): PlanReply {
  return {
    id: "bbbbbbbb",
    revision: 4,
    name: "Home folders",
    repositoryIds: [repositoryId],
    sources: ["/home/anna", "/etc"],
    excludes: ["sh:**/.cache", "*.tmp"],
    schedule: { cron: "0 2 * * *", timeZone: "Europe/Berlin" },
    retention: { keepLast: 0, keepHourly: 0, keepDaily: 7, keepWeekly: 4, keepMonthly: 6, keepYearly: 0 },
    verify: { every: "run", sampleFiles: 20 },
    check: { every: "month", scope: "all" },
    drill: { every: "month", sampleFiles: 10, canaries: [] },
    compression: "zstd,3",
    paused: false,
    createdAt: minutesFromNow(-60 * 24 * 20),
    scheduleText: "At 02:00, every day",
    nextRunAt: minutesFromNow(300),
    allowed: everything,
    ...change,
  };
}

export function job(change: Partial<JobReply> = {}): JobReply {
  return {
    id: "jjjjjjjj",
    kind: "backup",
    state: "ok",
    repositoryId,
    planId: "bbbbbbbb",
    runId: "rrrrrrrr",
    archiveName: null,
    requester: { type: "schedule" },
    createdAt: minutesFromNow(-14),
    startedAt: minutesFromNow(-14),
    finishedAt: minutesFromNow(-12),
    durationMs: 121_000,
    cancelRequestedAt: null,
    progress: null,
    outcome: {
      code: "ok",
      message: "The archive was made.",
      nextStep: null,
      exitCode: 0,
      warningsCount: 0,
      warnings: [],
    },
    result: {
      archive: {
        name: "bbbbbbbb-2026-11-22T02:00:03",
        id: "f00d",
        files: 48_213,
        originalSizeBytes: 81_204_113_002,
        compressedSizeBytes: 60_112_000_211,
        deduplicatedSizeBytes: 214_000_211,
        durationMs: 121_000,
      },
    },
    allowed: everything,
    ...change,
  };
}

export function verifyJob(change: Partial<JobReply> = {}): JobReply {
  return job({
    id: "jjjjjjj3",
    kind: "verify",
    outcome: {
      code: "ok",
      message: "The sample equals its sources.",
      nextStep: null,
      exitCode: 0,
      warningsCount: 0,
      warnings: [],
    },
    result: {
      verify: {
        archiveName: "bbbbbbbb-2026-11-22T02:00:03",
        filesChecked: 20,
        filesMatched: 19,
        filesChanged: 1,
        filesDamaged: 0,
        bytesChecked: 18_200_000,
        damagedPaths: [],
        changedPaths: ["/home/anna/.bash_history"],
      },
    },
    durationMs: 8_000,
    ...change,
  });
}

export function run(change: Partial<RunReply> = {}): RunReply {
  return {
    id: "rrrrrrrr",
    planId: "bbbbbbbb",
    trigger: "schedule",
    state: "ok",
    scheduledFor: minutesFromNow(-14),
    createdAt: minutesFromNow(-14),
    finishedAt: minutesFromNow(-11),
    reason: null,
    jobs: [
      job(),
      verifyJob(),
      job({
        id: "jjjjjjj4",
        kind: "prune",
        durationMs: 2_000,
        result: { prune: { keptCount: 15, deletedCount: 1, deletedNames: ["bbbbbbbb-2026-11-14T02:00:02"] } },
        outcome: {
          code: "ok",
          message: "One archive was removed.",
          nextStep: null,
          exitCode: 0,
          warningsCount: 0,
          warnings: [],
        },
      }),
      job({
        id: "jjjjjjj5",
        kind: "compact",
        durationMs: 4_000,
        result: { compact: { freedBytes: 91_000_000 }, repository: { sizeBytes: 123_456_789_012, archivesCount: 42 } },
        outcome: { code: "ok", message: "", nextStep: null, exitCode: 0, warningsCount: 0, warnings: [] },
      }),
    ],
    allowed: everything,
    ...change,
  };
}

export function entry(name: string, change: Partial<FileEntry> = {}): FileEntry {
  return {
    name,
    path: name,
    type: "file",
    sizeBytes: 4_812,
    filesCount: null,
    modifiedAt: minutesFromNow(-60 * 24 * 3),
    mode: "-rw-r--r--",
    linkTarget: null,
    ...change,
  };
}

/** Folders of the host: /srv and /home with two levels below. */
export function scriptFolders(server: PagesServer): void {
  const names: Record<string, string[]> = {
    "/home": ["anna", "bert"],
    "/home/anna": ["Documents", "Pictures", ".cache"],
    "/srv": ["www"],
  };
  server.on("GET /api/filesystem", ({ query }) => {
    const path = query.get("path");
    if (path === null) {
      const items = ["/home", "/srv", "/root"].map((root) => ({
        name: root.slice(1),
        path: root,
        readable: root !== "/root",
      }));
      return { body: { path: null, parent: null, items, truncated: false } };
    }
    const items = (names[path] ?? []).map((name) => ({ name, path: `${path}/${name}`, readable: true }));
    return { body: { path, parent: null, items, truncated: path === "/srv" } };
  });
}

/** Fire times as the service would tell them, and a warning where the repository is near the sources. */
export function scriptPreview(server: PagesServer): void {
  server.on("POST /api/plans/preview", ({ body }) => {
    const { schedule, sources, repositoryLocation } = body as Record<string, unknown>;
    const fireTimes = schedule
      ? Array.from({ length: 10 }, (_, day) => ({ at: minutesFromNow(60 * 24 * day + 300), local: `day ${day}` }))
      : [];
    return {
      body: {
        scheduleText: schedule ? "At 02:00, every day" : null,
        fireTimes,
        sourceErrors: {},
        sourceSizeBytes: sources ? 81_204_113_002 : null,
        sourceFiles: sources ? 48_213 : null,
        sourceSizeComplete: true,
        warnings: repositoryLocation
          ? ["The repository is on the same disk as /home/anna: if that disk fails, both are gone."]
          : [],
      },
    };
  });
}

/** Somebody is signed in, and the lists hold one of each. */
export function scriptService(server: PagesServer, who: SessionReply = session()): void {
  server.on("GET /api/session", { body: who });
  server.on("GET /api/auth/methods", { body: methods() });
  server.on("GET /api/repositories", { body: { items: [repository()], next: null } });
  server.on("GET /api/plans", { body: { items: [plan()], next: null } });
  server.on(`GET /api/repositories/${repositoryId}`, { body: repository() });
  server.on("GET /api/plans/bbbbbbbb", { body: plan() });
  server.on("GET /api/runs", { body: { items: [run()], next: null } });
  server.on("GET /api/runs/rrrrrrrr", { body: run() });
  server.on("GET /api/jobs", {
    body: { items: [job(), job({ id: "jjjjjjj9", kind: "check", runId: null })], next: null },
  });
  scriptFolders(server);
  scriptPreview(server);
}
