// Records as they are stored, for tests that need some.
import type { JobRecord, RunRecord } from "../../schemas/jobs.ts";
import type { PlanRecord } from "../../schemas/plans.ts";
import type { RepositoryRecord } from "../../schemas/repositories.ts";
import type { SessionData } from "../../schemas/sessions.ts";
import type { UserRecord } from "../../schemas/users.ts";

export const createdAt = "2026-11-01T10:00:00.000Z";

export function user(name: string, change: Partial<UserRecord> = {}): UserRecord {
  return {
    id: `user${name}`.padEnd(8, "a"),
    revision: 1,
    door: "local",
    subject: name,
    username: name,
    displayName: null,
    email: null,
    role: "operator",
    allRepositoriesRole: "none",
    grants: [],
    active: true,
    password: null,
    pending: false,
    mustChangePassword: false,
    totp: null,
    webauthnId: null,
    passkeys: [],
    oidc: null,
    invitation: null,
    createdAt,
    lastSeenAt: null,
    ...change,
  };
}

export function repository(id: string, change: Partial<RepositoryRecord> = {}): RepositoryRecord {
  return {
    id,
    revision: 1,
    name: id,
    location: `/srv/${id}`,
    encryption: "repokey-blake2",
    state: "ready",
    ownerId: null,
    secretId: "secretid",
    keyExportedAt: null,
    mode: "full",
    quotaBytes: null,
    freshnessMs: null,
    nextSecretId: null,
    borgId: null,
    createdAt,
    ...change,
  };
}

export function plan(id: string, repositoryIds: string[], change: Partial<PlanRecord> = {}): PlanRecord {
  return {
    id,
    revision: 1,
    name: id,
    repositoryIds,
    sources: ["/home"],
    excludes: [],
    schedule: null,
    retention: { keepLast: 1, keepHourly: 0, keepDaily: 0, keepWeekly: 0, keepMonthly: 0, keepYearly: 0 },
    verify: { every: "run", sampleFiles: 20 },
    check: { every: "never", scope: "all" },
    drill: { every: "never", sampleFiles: 10, canaries: [] },
    compression: "lz4",
    paused: false,
    ownerId: null,
    createdAt,
    ...change,
  };
}

export function job(id: string, repositoryId: string, change: Partial<JobRecord> = {}): JobRecord {
  return {
    id,
    kind: "backup",
    state: "running",
    repositoryId,
    planId: null,
    runId: null,
    archiveName: null,
    requester: { type: "schedule" },
    createdAt,
    startedAt: createdAt,
    finishedAt: null,
    cancelRequestedAt: null,
    process: { pid: 4711, startTicks: "1" },
    outcome: null,
    result: null,
    ...change,
  };
}

export const run: RunRecord = {
  id: "runhomea",
  planId: "planhome",
  trigger: "manual",
  requester: { type: "schedule" },
  state: "running",
  scheduledFor: null,
  createdAt,
  finishedAt: null,
  reason: null,
};

/** What a browser's session holds after a sign-in with a password at this moment. */
export function browserSession(userId: string, atMs: number, change: Partial<SessionData> = {}): SessionData {
  const at = new Date(atMs).toISOString();
  return {
    userId,
    kind: "browser",
    method: "password",
    assurance: "one-factor",
    authenticatedAt: at,
    provedAt: at,
    proxySubject: null,
    oidc: null,
    ...change,
  };
}
