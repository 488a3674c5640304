import { expect } from "chai";
import { startApp, type TestApp } from "../support/http-app.ts";

const newPlan = {
  name: "Home",
  repositoryIds: ["repohome"],
  sources: ["/home"],
  schedule: null,
  retention: { keepLast: 1, keepHourly: 0, keepDaily: 0, keepWeekly: 0, keepMonthly: 0, keepYearly: 0 },
};
const newRepository = { name: "New", location: "/srv/new", encryption: "repokey-blake2" };

describe("routes", () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(() => app.close());

  describe("repositories", () => {
    it("lists what the caller sees, with what it may do, and without secrets", async () => {
      const { status, json, headers } = await app.get("/api/repositories", { as: "vera" });
      expect(status).to.equal(200);
      expect(headers["cache-control"]).to.equal("no-store");
      expect(json.items).to.have.length(1);
      expect(json.items[0]).to.deep.include({
        id: "repohome",
        allowed: ["status.read", "archive.read"],
        sizeBytes: 1000,
      });
      expect(json.items[0]).to.not.have.any.keys("secretId", "ownerId");
    });

    it("pages a list", async () => {
      const first = await app.get("/api/repositories?limit=1", { as: "admin" });
      const second = await app.get(`/api/repositories?limit=1&cursor=${first.json.next}`, { as: "admin" });
      expect([first.json.items[0].id, second.json.items[0].id, second.json.next]).to.deep.equal([
        "repohome",
        "repowork",
        null,
      ]);
    });

    it("creates one and shows the recovery kit in that answer", async () => {
      const { status, json } = await app.request("POST", "/api/repositories", { as: "olga", body: newRepository });
      expect(status).to.equal(201);
      expect(json.recovery).to.include({ passphrase: "generated", key: "key", generated: true });
      expect(json.repository.allowed).to.include("repository.secret");
      expect(app.calls[0]?.slice(0, 2)).to.deep.equal(["repositories.create", newRepository]);
      expect(app.calls[0]?.[2]).to.deep.include({ username: "olga", peer: "127.0.0.1" });
    });

    it("hides what the caller does not see, and says why not of what it does", async () => {
      expect((await app.get("/api/repositories/repowork", { as: "vera" })).status).to.equal(404);
      expect((await app.get("/api/repositories/nonesuch", { as: "admin" })).status).to.equal(404);
      const refused = await app.request("PATCH", "/api/repositories/repohome", { as: "olga", body: { name: "Mine" } });
      expect(refused.status).to.equal(403);
      expect(refused.json).to.deep.include({ code: "not-allowed" });
      expect(refused.json.detail).to.contain("owner");
    });

    it("renames and forgets with the revision of If-Match", async () => {
      const headers = { "if-match": '"7"' };
      await app.request("PATCH", "/api/repositories/repohome", { as: "admin", body: { name: "Box" }, headers });
      const gone = await app.request("DELETE", "/api/repositories/repohome", {
        as: "admin",
        headers: { "if-match": 'W/"8"' },
      });
      expect([gone.status, gone.text]).to.deep.equal([204, ""]);
      expect(app.calls).to.deep.equal([
        ["repositories.patch", "repohome", { name: "Box" }, { ifRevision: 7 }, "admin"],
        ["repositories.forget", "repohome", { ifRevision: 8 }, "admin"],
      ]);
    });

    it("exports the key only within five minutes of a sign-in, and never on a proxy's word alone", async () => {
      const ask = (headers: Record<string, string>) =>
        app.request("POST", "/api/repositories/repohome/key", { as: "admin", headers });
      expect((await ask({ "x-test-age": "299999" })).json).to.deep.include({ passphrase: "secret" });
      expect((await ask({ "x-test-age": "300001" })).json).to.deep.include({ status: 403, code: "step-up-required" });
      expect((await ask({ "x-test-method": "header" })).json).to.deep.include({ code: "step-up-required" });
    });

    it("starts maintenance", async () => {
      const { status, json } = await app.request("POST", "/api/repositories/repohome/jobs", {
        as: "olga",
        body: { kind: "check" },
      });
      expect(status).to.equal(202);
      expect(json).to.deep.include({ kind: "check", state: "queued", allowed: ["status.read", "job.cancel"] });
      expect(json).to.not.have.property("process");
    });
  });

  describe("archives", () => {
    it("lists, pages and refreshes", async () => {
      const { json } = await app.get("/api/repositories/repohome/archives?refresh=true&limit=2", { as: "vera" });
      expect(json.items.map(({ name }: { name: string }) => name)).to.deep.equal(["one", "two"]);
      expect(json.next).to.equal("id-two");
      expect(app.calls).to.deep.equal([["archives.list", "repohome", { refresh: true }]]);
    });

    it("browses an archive whose name and path need encoding", async () => {
      const name = "host 1: ü%";
      const path = "a/b c/ü?&#+";
      const { status } = await app.get(
        `/api/repositories/repohome/archives/${encodeURIComponent(name)}/files?path=${encodeURIComponent(path)}&limit=3`,
        { as: "vera" },
      );
      expect(status).to.equal(200);
      expect(app.calls).to.deep.equal([["archives.browse", "repohome", name, { path, limit: 3, cursor: null }]]);
    });

    it("has no archive of a name that borg could not have given", async () => {
      const { status } = await app.get("/api/repositories/repohome/archives/a%2Fb/files", { as: "vera" });
      expect(status).to.equal(404);
      expect(app.calls).to.deep.equal([]);
    });

    it("downloads with a length and a name that cannot do harm", async () => {
      const path = encodeURIComponent('x/"naïve\r\n.txt');
      const { status, headers, text } = await app.get(`/api/repositories/repohome/archives/one/download?path=${path}`, {
        as: "vera",
      });
      expect(status).to.equal(200);
      expect(text).to.equal("content");
      expect(headers).to.include({
        "content-length": "7",
        "content-type": "application/octet-stream",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "content-disposition": `attachment; filename="x__na_ve__.txt"; filename*=UTF-8''x_%22na%C3%AFve__.txt`,
      });
    });

    it("stops the download when the client goes", async () => {
      const reply = app.open("/api/repositories/repohome/archives/one/download?path=endless", { as: "vera" });
      const stream = await until(() => app.stored.downloads[0]);
      stream.push("some");
      const closed = new Promise((resolve) => stream.once("close", resolve));
      (await reply).destroy();
      await closed;
      expect(stream.destroyed).to.equal(true);
    });
  });

  describe("plans", () => {
    it("creates one on repositories that the caller may use", async () => {
      const { status, json } = await app.request("POST", "/api/plans", { as: "olga", body: newPlan });
      expect(status).to.equal(201);
      expect(json.allowed).to.deep.equal(["status.read", "backup.run", "plan.edit"]);
      expect(json).to.not.have.property("ownerId");
    });

    it("takes repositories that are hidden as ones that do not exist", async () => {
      for (const id of ["repowork", "nonesuch"]) {
        const body = { ...newPlan, repositoryIds: ["repohome", id] };
        const { status, json } = await app.request("POST", "/api/plans", { as: "olga", body });
        expect(status).to.equal(422);
        expect(json.fields).to.deep.equal({ "/repositoryIds/1": "does not exist" });
      }
      expect(app.calls).to.deep.equal([]);
    });

    it("does not let a plan move to a repository on which its owner may not act", async () => {
      app.users.set("olga", {
        ...app.users.get("olga")!,
        grants: [
          { repositoryId: "repohome", role: "operator" },
          { repositoryId: "repowork", role: "viewer" },
        ],
      });
      const body = { repositoryIds: ["repowork"] };
      expect((await app.request("PATCH", "/api/plans/planhome", { as: "olga", body })).status).to.equal(403);
    });

    it("refuses a change of somebody else's plan and says what changed meanwhile of an own one", async () => {
      app.users.set("otto", { ...app.users.get("olga")!, id: "userotto", username: "otto" });
      const body = { name: "Other" };
      expect((await app.request("PATCH", "/api/plans/planhome", { as: "otto", body })).status).to.equal(403);
      const stale = await app.request("PATCH", "/api/plans/planhome", {
        as: "olga",
        body,
        headers: { "if-match": '"9"' },
      });
      expect(stale.json).to.deep.include({ status: 412, code: "stale-revision", fields: { "/name": "changed" } });
    });

    it("runs, pauses, resumes, removes and previews", async () => {
      const post = (path: string, body?: unknown) =>
        app.request("POST", `/api/plans/${path}`, { as: "olga", ...(body ? { body } : {}) });
      const started = await post("planhome/run");
      expect(started.status).to.equal(202);
      expect(started.json.jobs.map(({ id }: { id: string }) => id)).to.deep.equal(["jobhomea"]);
      expect((await post("planhome/pause")).json.paused).to.equal(true);
      expect((await post("planhome/resume")).json.paused).to.equal(false);
      expect((await post("preview", { schedule: null })).status).to.equal(200);
      expect((await app.request("DELETE", "/api/plans/planhome", { as: "olga" })).status).to.equal(204);
      expect(app.calls.map(([name]) => name)).to.deep.equal([
        "plans.run",
        "plans.setPaused",
        "plans.setPaused",
        "plans.preview",
        "plans.remove",
      ]);
    });

    it("lets a viewer look and do nothing", async () => {
      expect((await app.get("/api/plans", { as: "vera" })).json.items[0]).to.deep.include({
        id: "planhome",
        allowed: ["status.read"],
      });
      for (const path of ["planhome/run", "planhome/pause", "preview"]) {
        expect((await app.request("POST", `/api/plans/${path}`, { as: "vera" })).status, path).to.equal(403);
      }
      expect(app.calls).to.deep.equal([]);
    });
  });

  describe("runs and jobs", () => {
    it("shows them to those who see the plan or repository", async () => {
      expect((await app.get("/api/runs/runhomea", { as: "vera" })).json).to.deep.include({
        id: "runhomea",
        planId: "planhome",
      });
      expect((await app.get("/api/runs/runhomea", { as: "nina" })).status).to.equal(404);
      expect((await app.get("/api/jobs/jobhomea", { as: "nina" })).status).to.equal(404);
      expect((await app.get("/api/jobs/jobhomea/log", { as: "nina" })).status).to.equal(404);
      expect((await app.get("/api/jobs", { as: "nina" })).json.items).to.deep.equal([]);
      expect((await app.get("/api/runs", { as: "nina" })).json.items).to.deep.equal([]);
    });

    it("keeps the history of a forgotten repository for administrators", async () => {
      app.repositories.delete("repohome");
      expect((await app.get("/api/jobs/jobhomea", { as: "admin" })).status).to.equal(200);
      app.users.set("nina", { ...app.users.get("nina")!, role: "operator" });
      expect((await app.get("/api/jobs/jobhomea", { as: "nina" })).status).to.equal(404);
    });

    it("passes filters on", async () => {
      await app.get("/api/jobs?planId=planhome&repositoryId=repohome&runId=runhomea&byHand=true&limit=5&cursor=c", {
        as: "vera",
      });
      expect(app.calls[0]?.[1]).to.deep.include({
        planId: "planhome",
        repositoryId: "repohome",
        runId: "runhomea",
        byHand: true,
        limit: 5,
        cursor: "c",
      });
    });

    it("cancels", async () => {
      expect((await app.request("POST", "/api/jobs/jobhomea/cancel", { as: "vera" })).status).to.equal(403);
      expect((await app.request("POST", "/api/jobs/jobhomea/cancel", { as: "olga" })).status).to.equal(202);
      expect(app.calls).to.deep.equal([["jobs.cancel", "jobhomea", "olga"]]);
    });
  });

  it("browses the host's folders for operators only", async () => {
    expect((await app.get("/api/filesystem?path=/srv", { as: "vera" })).status).to.equal(403);
    expect((await app.get("/api/filesystem", { as: "olga" })).json.path).to.equal(null);
    expect((await app.get("/api/filesystem?path=/srv", { as: "olga" })).json.path).to.equal("/srv");
  });

  describe("status", () => {
    it("is each caller's own, and answers its ETag with 304", async () => {
      const own = await app.get("/api/status", { as: "vera" });
      expect(own.json.repositories.map(({ id }: { id: string }) => id)).to.deep.equal(["repohome"]);
      expect(own.headers["cache-control"]).to.equal("private, no-cache");
      const { etag = "" } = own.headers;
      for (const tag of [etag, `W/${etag}`, `"x", ${etag}`]) {
        const again = await app.get("/api/status", { as: "vera", headers: { "if-none-match": tag } });
        expect([again.status, again.text, again.headers.etag], tag).to.deep.equal([304, "", etag]);
        expect(again.headers).to.not.have.property("content-type");
      }
      expect((await app.get("/api/status", { as: "admin", headers: { "if-none-match": etag } })).status).to.equal(200);
    });

    it("has a flat summary without an `error`", async () => {
      const { json, headers } = await app.get("/api/widgets/summary", { as: "admin" });
      expect(json).to.deep.include({
        status: "ok",
        problem: null,
        last_success: "2026-11-01T10:00:00.000Z",
        last_success_unix: 1793527200,
        next_run: null,
        next_run_unix: null,
        failed_24h: 0,
        running: 0,
        late: 0,
        size_bytes: 2000,
        archives: 4,
      });
      expect(json).to.not.have.property("error");
      expect(json.repos).to.have.length(2);
      expect(
        (await app.get("/api/widgets/summary", { as: "admin", headers: { "if-none-match": headers.etag ?? "" } }))
          .status,
      ).to.equal(304);
    });

    it("tells the service's health to anybody, by a code alone", async () => {
      expect((await app.get("/healthz", { headers: { host: "10.0.0.7:8081" } })).json).to.deep.equal({ status: "ok" });
      app.stored.fault = { code: "store-read-only" };
      const ill = await app.get("/healthz");
      expect([ill.status, ill.json]).to.deep.equal([503, { status: "degraded", code: "store-read-only" }]);
    });
  });
});

/** Waits for what comes with the next turns of the event loop. */
async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
