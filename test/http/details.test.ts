import { expect } from "chai";
import type { JobProgress, JobRecord } from "../../schemas/jobs.ts";
import type { Status } from "../../schemas/status.ts";
import { emptyPlanHealth, emptyRepositoryHealth } from "../../src/health/fold.ts";
import { createHealth, type HealthDependencies } from "../../src/health/health.ts";
import { type EventReader, readEvents } from "../support/event-reader.ts";
import { type IdentityApp, startIdentityApp } from "../support/identity-app.ts";
import { createdAt, job, run } from "../support/records.ts";

const dashboard = "https://dash.example.com";
const secretPath = "/home/boss/redundancies.ods";
const archiveName = "planhome-2026-11-22T10:00:00";

const progress: JobProgress = {
  phase: `Syncing chunks cache. Processing archive ${archiveName}`,
  files: 7,
  originalSizeBytes: 700,
  deduplicatedSizeBytes: 70,
  path: secretPath,
  percent: 10,
  bytesPerSecond: null,
  etaMs: null,
  updatedAt: createdAt,
};

const running = job("jobhomea", "repohome", {
  planId: "planhome",
  runId: run.id,
  archiveName,
  options: { archiveNames: [archiveName], comment: secretPath },
});
const failed: JobRecord = {
  ...running,
  state: "failed",
  finishedAt: createdAt,
  outcome: {
    code: "borg-error",
    message: `borg reported an error. borg said: ${secretPath}: I/O error`,
    brief: "borg reported an error.",
    nextStep: "Read the log; it has borg's own words.",
    exitCode: 2,
    warningsCount: 1,
    warnings: [`${secretPath}: file changed while we backed it up`],
  },
  result: { prune: { keptCount: 1, deletedCount: 1, deletedNames: [archiveName] } },
};

describe("what is told of jobs to those who may not read details", () => {
  let app: IdentityApp;
  let readers: EventReader[];
  let ask: Readonly<Record<"page" | "read" | "status" | "elsewhere" | "dashboard", Record<string, string>>>;

  before(async () => {
    app = await startIdentityApp({ config: { dashboardOrigins: [dashboard] } });
    Object.assign(app.services.health, healthOf(app));
    Object.assign(app.services.jobs, { progress: () => progress });
    const admin = app.client();
    await admin.signIn();
    const tokenFor = async (scope: string, repositoryIds: string[] | null = null) => {
      const request = { name: scope, scopes: [scope], expiresInDays: null, ...(repositoryIds && { repositoryIds }) };
      const made = await admin.post("/api/account/tokens", request);
      return { authorization: `Bearer ${made.json.secret}` };
    };
    const cookie = [...admin.jar].map(([name, value]) => `${name}=${value}`).join("; ");
    ask = {
      page: { cookie, "sec-fetch-site": "same-origin" },
      read: await tokenFor("read"),
      status: await tokenFor("status"),
      elsewhere: await tokenFor("status", ["repowork"]),
      dashboard: { cookie, origin: dashboard, "sec-fetch-site": "same-site", "sec-fetch-mode": "cors" },
    };
  });
  beforeEach(() => {
    readers = [];
  });
  afterEach(() => {
    for (const reader of readers) reader.close();
  });
  after(() => app.close());

  const listen = async (headers: Record<string, string>) => {
    const reader = readEvents(await app.client().open("GET", "/api/events", { headers }));
    readers.push(reader);
    return { reader, snapshot: await reader.next() };
  };
  const eventsOf = async (headers: Record<string, string>) => {
    const { reader, snapshot } = await listen(headers);
    app.events.publish("job.progress", { job: running, progress });
    const moved = await reader.next();
    app.events.publish("job.changed", { job: failed });
    const told = [snapshot, moved, await reader.next(), await reader.next()];
    return Object.fromEntries(told.map((event) => [event?.event, event]));
  };

  for (const who of ["status", "dashboard"] as const) {
    const name = who === "status" ? "a token of the scope status" : "a page of another origin";

    it(`${name} reads no path and no archive in /api/status and the summary, only how things stand`, async () => {
      const status = await app.client().get("/api/status", { headers: ask[who] });
      expect(status.status).to.equal(200);
      expect(status.text).to.not.contain("/home/boss").and.not.contain(archiveName);
      const { plans, running: jobs } = status.json as Status;
      expect(jobs[0]?.progress).to.deep.equal({ ...progress, path: null, phase: null });
      expect(plans[0]?.message).to.equal("backup: borg reported an error.");
      const summary = await app.client().get("/api/widgets/summary", { headers: ask[who] });
      expect(summary.json.problem).to.equal("backup: borg reported an error.");
      expect(summary.text).to.not.contain("/home/boss").and.not.contain(archiveName);
    });

    it(`${name} reads none in any frame of /api/events`, async () => {
      const events = await eventsOf(ask[who]);
      expect(Object.keys(events)).to.have.members(["snapshot", "progress", "job", "delta"]);
      expect(JSON.stringify(events)).to.not.contain("/home/boss").and.not.contain(archiveName);
      expect(events["progress"]?.data.progress).to.deep.equal({ ...progress, path: null, phase: null });
      expect(events["job"]?.data.job).to.deep.include({ state: "failed", archiveName: null, result: null });
      expect(events["job"]?.data.job.outcome).to.deep.include({ code: "borg-error", warningsCount: 1, warnings: [] });
    });

    it(`${name} gets none by an id or an entity tag of somebody who reads details`, async () => {
      const { snapshot } = await listen(ask.page);
      app.events.publish("job.progress", { job: running, progress });
      const again = await listen({ ...ask[who], "last-event-id": snapshot?.id ?? "" });
      expect(again.snapshot?.event).to.equal("snapshot");
      const full = await app.client().get("/api/status", { headers: ask.page });
      const headers = { ...ask[who], "if-none-match": String(full.headers.etag) };
      const brief = await app.client().get("/api/status", { headers });
      expect(brief.status).to.equal(200);
      expect(brief.text).to.not.contain("/home/boss");
      const same = { ...ask[who], "if-none-match": String(brief.headers.etag) };
      expect((await app.client().get("/api/status", { headers: same })).status).to.equal(304);
    });
  }

  for (const who of ["page", "read"] as const) {
    it(`${who === "page" ? "our own page" : "a token of the scope read"} reads them all`, async () => {
      const { json } = await app.client().get("/api/status", { headers: ask[who] });
      expect(json.running[0].progress).to.deep.equal(progress);
      expect(json.plans[0].message).to.contain(secretPath);
      const events = await eventsOf(ask[who]);
      expect(events["progress"]?.data.progress.path).to.equal(secretPath);
      expect(events["job"]?.data.job).to.deep.include({ archiveName, result: failed.result });
    });
  }

  it("a token of another repository notices by no entity tag and no frame that anything happens", async () => {
    const tag = async () => (await app.client().get("/api/status", { headers: ask.elsewhere })).headers.etag;
    const { reader } = await listen(ask.elsewhere);
    const before = await tag();
    app.events.publish("job.progress", { job: running, progress: { ...progress, percent: 99 } });
    app.events.publish("job.changed", { job: failed });
    app.events.publish("plan.changed", { planId: "plangone", removed: true, repositoryIds: ["repohome"] });
    app.clock.advance(1000);
    expect(await tag()).to.equal(before);
    app.events.publish("repository.changed", { repositoryId: "repowork", removed: false });
    app.clock.advance(1000);
    const { event, data } = (await reader.next()) ?? {};
    expect([event, data.repositories.map(({ id }: { id: string }) => id), data.removed]).to.deep.equal([
      "delta",
      ["repowork"],
      { plans: [], repositories: [] },
    ]);
  });

  it("a page of another origin stays without them when its user's role changes", async () => {
    const { reader } = await listen(ask.dashboard);
    await app.identity.accounts.setGrant(app.adminId, "repohome", "operator", null);
    await app.identity.accounts.create(
      { door: "local", subject: "second", username: "second", role: "admin", password: { version: 1, hash: "-" } },
      null,
      "",
    );
    await app.users.update(app.adminId, (user) => ({ ...user, role: "operator", allRepositoriesRole: "viewer" }));
    app.events.publish("access.changed", { userId: app.adminId });
    const moved = await reader.next();
    expect(moved?.event).to.equal("snapshot");
    expect(JSON.stringify(moved)).to.not.contain("/home/boss");
  });
});

/** The real read model over records in memory: a job runs, and the last run failed with a word of borg's. */
function healthOf(app: IdentityApp) {
  const kept = <T extends { id: string }>(records: readonly T[]) => ({
    list: () => records.map((record) => ({ ...record, revision: 1 })),
    get: (id: string) => records.map((record) => ({ ...record, revision: 1 })).find((record) => record.id === id),
    insert: async () => {},
    update: async () => {},
    remove: async () => {},
  });
  const ended = { ...run, state: "failed" as const, finishedAt: createdAt };
  const dependencies: HealthDependencies = {
    planHealth: kept([emptyPlanHealth("planhome")]),
    repositoryHealth: kept([emptyRepositoryHealth("repohome")]),
    plans: app.services.plans,
    repositories: app.services.repositories,
    activeRun: () => undefined,
    activeJobs: () => [running],
    jobsOfRun: () => [failed],
    progress: () => progress,
    nextRunAt: () => null,
    scheduleText: () => null,
    scheduledSince: () => null,
    deadline: () => null,
    fault: () => null,
    events: app.events,
    clock: app.clock,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    version: "test",
  };
  const health = createHealth(dependencies);
  app.events.publish("run.changed", { run: ended });
  return health;
}
