import { expect } from "chai";
import { Check, CheckList } from "../../schemas/checks.ts";
import { fieldErrors } from "../../src/validate.ts";
import { startApp, type TestApp } from "../support/http-app.ts";
import { type IdentityApp, startIdentityApp } from "../support/identity-app.ts";
import { planStatus } from "../support/plan-status.ts";
import { plan, repository as repositoryRecord } from "../support/records.ts";

const lastRun = (state: "ok" | "failed") => ({ id: "r", state, startedAt: "", finishedAt: null, jobId: null });

describe("Healthchecks' read-only API", () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startApp();
    app.stored.status = { plans: [planStatus("planhome", { name: "Fotos & Über-Filme" })] };
  });
  afterEach(() => app.close());

  const first = async (version = "v3") => (await app.get(`/api/${version}/checks/`, { as: "admin" })).json.checks[0];

  it("shows plans as checks, as version 1, 2 and 3, with and without the slash", async () => {
    for (const place of ["/api", "/healthchecks/api"]) {
      for (const version of ["v1", "v2", "v3"]) {
        for (const ending of ["", "/"]) {
          const { status, json } = await app.get(`${place}/${version}/checks${ending}`, { as: "vera" });
          expect([status, fieldErrors(CheckList, json), json.checks.length]).to.deep.equal([200, {}, 1]);
        }
      }
    }
  });

  it("has the times, the schedule and a name that fits an address", async () => {
    app.plans.set(
      "planhome",
      plan("planhome", ["repohome"], { schedule: { cron: "30 3 * * *", timeZone: "Europe/Berlin" } }),
    );
    const check = await first();
    expect(check).to.include({
      name: "Fotos & Über-Filme",
      slug: "fotos-uber-filme",
      status: "up",
      started: false,
      last_ping: "2026-11-22T02:30:00+00:00",
      next_ping: "2026-11-23T02:30:00+00:00",
      grace: 5400,
      schedule: "30 3 * * *",
      tz: "Europe/Berlin",
    });
    expect(check).to.not.have.any.keys("timeout", "ping_url", "update_url", "pause_url", "channels");
    app.plans.set("planhome", plan("planhome", ["repohome"]));
    // It is never late: Healthchecks' `timeout` would promise that it is, a day after each run.
    expect(await first())
      .to.include({ grace: 0 })
      .and.not.have.any.keys("schedule", "tz", "timeout");
  });

  it("says how each plan stands in Healthchecks' words", async () => {
    const states = {
      ok: "up",
      warning: "up",
      failed: "down",
      late: "down",
      suspicious: "down",
      never: "new",
      paused: "paused",
    } as const;
    for (const [state, status] of Object.entries(states)) {
      app.stored.status = { plans: [planStatus("planhome", { state: state as keyof typeof states })] };
      expect((await first()).status, state).to.equal(status);
    }
    app.stored.status = { plans: [planStatus("planhome", { nextRunAt: "2026-11-22T09:59:00.000Z" })] };
    expect((await first()).status, "due, and not late yet").to.equal("grace");
  });

  it("tells what runs by the status in version 1, beside it since version 2", async () => {
    const running = { state: "running", lastRun: lastRun("failed") } as const;
    app.stored.status = { plans: [planStatus("planhome", running)] };
    expect(await first("v1")).to.include({ status: "started", started: true });
    expect(await first("v3")).to.include({ status: "down", started: true });
    app.stored.status = { plans: [planStatus("planhome", { ...running, lastRun: lastRun("ok") })] };
    expect(await first("v2")).to.include({ status: "up", started: true });
  });

  it("gives one check by its key or its UUID, which stay", async () => {
    const check = await first();
    expect(check.uuid).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    for (const key of [check.unique_key, check.uuid, check.uuid.toUpperCase()]) {
      const { status, json } = await app.get(`/api/v3/checks/${key}`, { as: "vera" });
      expect([status, json, fieldErrors(Check, json)]).to.deep.equal([200, check, {}]);
    }
    expect((await app.get(`/api/v3/checks/${check.uuid.replace(/^./, "g")}`, { as: "vera" })).status).to.equal(404);
    expect((await app.get("/api/v3/checks/?slug=nonesuch", { as: "vera" })).json).to.deep.equal({ checks: [] });
    expect((await app.get("/api/v4/checks/", { as: "vera" })).status).to.equal(404);
  });

  it("shows repositories that somebody else writes to", async () => {
    const { json } = await app.get("/api/status", { as: "admin" });
    const [repository] = json.repositories;
    const seen = {
      ...repository,
      mode: "observe",
      state: "late",
      message: "Its newest archive is older.",
      lastBackupAt: "2026-11-20T02:30:00.000Z",
    };
    app.stored.status = { repositories: [seen] };
    app.repositories.set("repohome", { ...repositoryRecord("repohome"), mode: "observe", freshnessMs: 129_600_000 });
    expect(await first()).to.include({
      name: "repohome",
      status: "down",
      desc: "Its newest archive is older.",
      last_ping: "2026-11-20T02:30:00+00:00",
      next_ping: "2026-11-21T14:30:00+00:00",
      timeout: 129_600,
      grace: 0,
    });
    app.repositories.set("repohome", { ...repositoryRecord("repohome"), mode: "observe", freshnessMs: null });
    expect(await first())
      .to.include({ next_ping: null, grace: 0 })
      .and.not.have.any.keys("schedule", "tz", "timeout");
  });

  it("changes nothing for anybody", async () => {
    const { status } = await app.request("POST", "/api/v3/checks/", { as: "admin", body: {} });
    expect(status).to.equal(405);
  });
});

describe("X-Api-Key", () => {
  let app: IdentityApp;
  let secrets: Record<"status" | "badge" | "home", string>;
  before(async () => {
    app = await startIdentityApp({ config: { dashboardOrigins: ["https://dash.example"] } });
    app.stored.status = { plans: [planStatus("planhome")] };
    const admin = app.client();
    await admin.signIn();
    const make = async (scope: string, repositoryIds: string[] | null = null) =>
      (await admin.post("/api/account/tokens", { name: "t", scopes: [scope], repositoryIds, expiresInDays: null })).json
        .secret;
    secrets = { status: await make("status"), badge: await make("badge"), home: await make("status", ["repohome"]) };
  });
  after(() => app.close());

  const ask = (path: string, key: string, headers = {}) =>
    app.client().get(path, { headers: { "x-api-key": key, ...headers } });

  it("is a token of the scope status, under every name of the service", async () => {
    for (const key of [secrets.status, secrets.home]) {
      const { status, json } = await ask("/api/v3/checks/", key, { host: "borg:8081" });
      expect([status, json.checks.length]).to.deep.equal([200, 1]);
    }
  });

  it("is refused where it is none, or one for something else", async () => {
    expect((await ask("/api/v3/checks/", "made-up")).status).to.equal(401);
    expect((await ask("/api/v3/checks/", secrets.badge)).status).to.equal(403);
    expect((await app.client().get("/api/v3/checks/")).status).to.equal(401);
  });

  it("counts on these routes only", async () => {
    expect((await ask("/api/status", secrets.status)).status).to.equal(401);
  });

  it("may be sent by the pages of a dashboard", async () => {
    const headers = {
      origin: "https://dash.example",
      "access-control-request-method": "GET",
      "access-control-request-headers": "x-api-key",
    };
    const preflight = await app.client().send("OPTIONS", "/api/v1/checks/", { headers });
    expect([preflight.status, preflight.headers["access-control-allow-headers"]]).to.deep.equal([
      204,
      "Accept, X-Api-Key",
    ]);
    const { status, headers: got } = await ask("/api/v1/checks/", secrets.status, {
      origin: "https://dash.example",
      "sec-fetch-site": "cross-site",
      "sec-fetch-mode": "cors",
    });
    expect([status, got["access-control-allow-origin"]]).to.deep.equal([200, "https://dash.example"]);
  });
});
