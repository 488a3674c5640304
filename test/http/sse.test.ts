import { expect } from "chai";
import { heartbeatMs, maxStreamsPerUser, proxyStreamMs } from "../../src/http/live/streams.ts";
import { type EventReader, readEvents } from "../support/event-reader.ts";
import { type RequestOptions, startApp, type TestApp } from "../support/http-app.ts";
import { job, repository } from "../support/records.ts";

const progress = {
  phase: null,
  files: 1,
  originalSizeBytes: 2,
  deduplicatedSizeBytes: 1,
  path: "/home/a",
  percent: 10,
  bytesPerSecond: null,
  etaMs: null,
  updatedAt: "2026-11-22T10:00:00.000Z",
};

describe("/api/events", () => {
  let app: TestApp;
  let readers: EventReader[];
  beforeEach(async () => {
    readers = [];
    app = await startApp();
  });
  afterEach(async () => {
    for (const reader of readers) reader.close();
    await app.close();
  });

  const listen = async (as: string, query = "", options: RequestOptions = {}) => {
    const reply = await app.open(`/api/events${query}`, { ...options, as });
    expect(reply.statusCode).to.equal(200);
    const reader = readEvents(reply);
    readers.push(reader);
    return { reply, reader };
  };
  const listenFrom = async (as: string, lastEventId: string | null) =>
    (await listen(as, "", { headers: { "last-event-id": lastEventId ?? "" } })).reader;
  const changed = (id: string) => app.events.publish("status.changed", { plans: [], repositories: [id] });

  it("begins with a snapshot of what the caller sees and is not buffered on its way", async () => {
    const { reply, reader } = await listen("vera");
    expect(reply.headers).to.include({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    });
    const first = await reader.next();
    expect(first?.event).to.equal("snapshot");
    expect(first?.data.repositories.map(({ id }: { id: string }) => id)).to.deep.equal(["repohome"]);
  });

  it("goes on with deltas, job states and progress, each with an id", async () => {
    const { reader } = await listen("vera");
    await reader.next();
    changed("repohome");
    app.events.publish("job.progress", { job: app.jobs.get("jobhomea")!, progress });
    app.events.publish("job.changed", { job: { ...app.jobs.get("jobhomea")!, state: "ok" } });
    const delta = await reader.next();
    expect([delta?.event, delta?.data.repositories[0].id]).to.deep.equal(["delta", "repohome"]);
    expect(await reader.next()).to.deep.include({ event: "progress", data: { jobId: "jobhomea", progress } });
    const ended = await reader.next();
    expect([ended?.event, ended?.data.job.state]).to.deep.equal(["job", "ok"]);
    expect(ended?.data.job).to.not.have.property("process");
    expect(ended?.id).to.match(/^test-3~/);
  });

  it("tells nobody of a repository that is hidden from them", async () => {
    const { reader } = await listen("vera");
    await reader.next();
    app.events.publish("job.progress", { job: job("jobworka", "repowork"), progress });
    app.events.publish("job.changed", { job: job("jobworka", "repowork") });
    app.events.publish("job.changed", { job: job("jobgonea", "repogone") });
    changed("repowork");
    app.repositories.delete("repowork");
    changed("repowork");
    app.clock.advance(250);
    changed("repohome");
    app.clock.advance(250);
    const delta = await reader.next();
    expect([delta?.event, delta?.data.repositories.length, delta?.data.removed]).to.deep.equal([
      "delta",
      1,
      { plans: [], repositories: [] },
    ]);
  });

  it("tells what is gone of what the caller saw", async () => {
    const { reader } = await listen("vera");
    await reader.next();
    app.repositories.delete("repohome");
    changed("repohome");
    expect((await reader.next())?.data.removed).to.deep.equal({ plans: [], repositories: ["repohome"] });
  });

  it("keeps to the topics that were asked for", async () => {
    const { reader: jobs } = await listen("vera", "?topics=jobs");
    const { reader: status } = await listen("vera", "?topics=status");
    await Promise.all([jobs.next(), status.next()]);
    app.events.publish("job.changed", { job: app.jobs.get("jobhomea")! });
    changed("repohome");
    app.events.publish("job.progress", { job: app.jobs.get("jobhomea")!, progress });
    expect([(await jobs.next())?.event, (await jobs.next())?.event]).to.deep.equal(["job", "progress"]);
    expect([(await status.next())?.event, (await status.next())?.event]).to.deep.equal(["delta", "progress"]);
    expect((await app.get("/api/events?topics=all", { as: "vera" })).status).to.equal(422);
  });

  it("sends at most four deltas a second, and meanwhile no id that would skip one", async () => {
    app.repositories.set("repotwoo", repository("repotwoo"));
    const { reader } = await listen("admin");
    await reader.next();
    changed("repohome");
    expect((await reader.next())?.event).to.equal("delta");
    changed("repohome");
    changed("repotwoo");
    app.events.publish("job.changed", { job: app.jobs.get("jobhomea")! });
    expect(await reader.next()).to.deep.include({ event: "job", id: null });
    app.clock.advance(250);
    const delta = await reader.next();
    expect(delta?.data.repositories.map(({ id }: { id: string }) => id)).to.deep.equal(["repohome", "repotwoo"]);
    expect(delta?.id).to.equal("test-3~admin");
  });

  describe("Last-Event-ID", () => {
    it("brings what was missed: states of jobs, the newest progress of each, and one delta", async () => {
      const { reader } = await listen("vera");
      const id = (await reader.next())?.id ?? null;
      changed("repohome");
      app.events.publish("job.progress", { job: app.jobs.get("jobhomea")!, progress });
      app.events.publish("job.progress", { job: app.jobs.get("jobhomea")!, progress: { ...progress, percent: 20 } });
      app.events.publish("job.progress", { job: job("jobworka", "repowork"), progress });
      changed("repohome");
      const again = await listenFrom("vera", id);
      const [first, second] = [await again.next(), await again.next()];
      expect([first?.event, first?.data.progress.percent]).to.deep.equal(["progress", 20]);
      expect([second?.event, second?.id?.split("~")[0]]).to.deep.equal(["delta", "test-5"]);
      changed("repohome");
      app.clock.advance(250);
      expect((await again.next())?.event).to.equal("delta");
    });

    it("brings the whole status where something is gone meanwhile, seen before or not", async () => {
      const { reader } = await listen("vera");
      const id = (await reader.next())?.id ?? null;
      const { delta } = app.services.health;
      app.services.health.delta = (viewer, changed) => ({
        ...delta(viewer, changed),
        removed: { plans: [], repositories: ["repowork"] },
      });
      app.repositories.delete("repowork");
      changed("repowork");
      const first = await (await listenFrom("vera", id)).next();
      expect(first?.event).to.equal("snapshot");
    });

    it("of another process, another caller or other grants brings a snapshot", async () => {
      const { reader } = await listen("vera");
      const id = (await reader.next())?.id ?? "";
      changed("repohome");
      for (const [as, from] of [
        ["vera", id.replace("test-", "other-")],
        ["nina", id],
        ["vera", "garbage"],
      ] as const) {
        expect((await (await listenFrom(as, from)).next())?.event, from).to.equal("snapshot");
      }
      app.users.set("vera", { ...app.users.get("vera")!, grants: [] });
      const first = await (await listenFrom("vera", id)).next();
      expect([first?.event, first?.data.repositories]).to.deep.equal(["snapshot", []]);
    });
  });

  describe("when access changes", () => {
    const change = (name: string, to: object) => {
      const before = app.users.get(name)!;
      app.users.set(name, { ...before, ...to });
      app.events.publish("access.changed", { userId: before.id });
    };

    it("goes on with a snapshot of what the caller sees now", async () => {
      const { reader } = await listen("vera");
      await reader.next();
      change("vera", { grants: [{ repositoryId: "repowork", role: "viewer" }] });
      const snapshot = await reader.next();
      expect(snapshot?.event).to.equal("snapshot");
      expect(snapshot?.data.repositories.map(({ id }: { id: string }) => id)).to.deep.equal(["repowork"]);
      app.events.publish("job.changed", { job: app.jobs.get("jobhomea")! });
      app.events.publish("job.changed", { job: job("jobworka", "repowork") });
      expect((await reader.next())?.data.job.id).to.equal("jobworka");
    });

    it("ends for a user who is not active any more", async () => {
      const { reader } = await listen("vera");
      const { reader: other } = await listen("admin");
      await Promise.all([reader.next(), other.next()]);
      change("vera", { active: false });
      expect((await reader.next())?.event).to.equal("signed-out");
      expect(await reader.next()).to.equal(null);
      changed("repohome");
      expect((await other.next())?.event).to.equal("delta");
    });
  });

  it("ends with its session, and no other does", async () => {
    const { reader: ended } = await listen("vera", "", { headers: { "x-test-session": "s1" } });
    const { reader: other } = await listen("vera", "", { headers: { "x-test-session": "s2" } });
    await Promise.all([ended.next(), other.next()]);
    app.events.publish("session.ended", { sessionIds: ["s1"] });
    expect((await ended.next())?.event).to.equal("signed-out");
    expect(await ended.next()).to.equal(null);
    changed("repohome");
    expect((await other.next())?.event).to.equal("delta");
  });

  it("beats each 15 seconds, and behind a proxy ends after 15 minutes", async () => {
    const { reader: own } = await listen("vera");
    const { reader: proxied } = await listen("vera", "", { headers: { "x-test-method": "header" } });
    await Promise.all([own.next(), proxied.next()]);
    for (let at = heartbeatMs; at < proxyStreamMs; at += heartbeatMs) {
      app.clock.advance(heartbeatMs);
      expect(await proxied.comment()).to.equal(": heartbeat");
    }
    app.clock.advance(heartbeatMs);
    expect(await proxied.next()).to.equal(null);
    expect(await own.comment()).to.equal(": heartbeat");
    changed("repohome");
    expect((await own.next())?.event).to.equal("delta");
  });

  it("lets each user open so many streams and counts those that were closed no more", async () => {
    const opened = await Promise.all(Array.from({ length: maxStreamsPerUser }, () => listen("vera")));
    const { status, headers, json } = await app.get("/api/events", { as: "vera" });
    expect([status, json.code, headers["retry-after"]]).to.deep.equal([429, "too-many-streams", "30"]);
    await listen("nina");
    opened[0]?.reply.destroy();
    let again = 429;
    while (again === 429) {
      const reply = await app.open("/api/events", { as: "vera" });
      again = reply.statusCode ?? 0;
      reply.destroy();
    }
    expect(again).to.equal(200);
  });

  it("ends its streams when the view cannot be made, so that they come back", async () => {
    const { reader } = await listen("vera");
    await reader.next();
    app.services.health.delta = () => {
      throw new Error("broken");
    };
    changed("repohome");
    expect(await reader.next()).to.equal(null);
  });

  it("is closed with the service", async () => {
    const { reader } = await listen("vera");
    await reader.next();
    const closing = app.close();
    expect(await reader.next()).to.equal(null);
    await closing;
    app.close = async () => {};
  });
});
