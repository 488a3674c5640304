// A repository that cannot be used as it was: everything says why and what to do, and goes on once that is over.
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { type JobReply, type MaintenanceRequest, waitsForLock } from "../../schemas/jobs.ts";
import { borgByHand } from "../support/borg-by-hand.ts";
import { createFaultStage, type FaultStage } from "../support/fault-stage.ts";
import { eventually, expectStatus } from "../support/service.ts";

const files = { "docs/a.txt": "first", "docs/b.txt": "second" };

describe("a repository that cannot be used", function () {
  this.timeout(300_000);
  let stage: FaultStage;

  before(async () => {
    stage = await createFaultStage(files);
  });
  after(() => stage.remove());

  /**
   * What uses the repository: each fails with this code, with words and a next step, and writes nothing. `but` are commands of
   * borg that do not look at what is wrong.
   */
  async function expectRefused(code: string, but: readonly string[] = []): Promise<void> {
    const requests: MaintenanceRequest[] = [
      { kind: "check" },
      { kind: "compact" },
      { kind: "prune", planId: stage.planId },
      { kind: "drill", planId: stage.planId },
    ];
    for (const request of requests) {
      if (!but.includes(request.kind)) expectSaid(await stage.ended(await stage.start(request)), code);
    }
    await expectRestoreRefused(code);
    const run = await stage.run();
    expect(run.state).equal("failed");
    expectSaid(run.jobs[0] as JobReply, code);
    for (const format of ["file", "tar", "zip"] as const) {
      const { bytes } = await stage.download(format, join(stage.service().sourceDir, "docs/a.txt"));
      expect(bytes, format).equal(null);
    }
    expect(existsSync(join(stage.home, "restored"))).equal(false);
    await stage.alone();
  }

  /** At once, where the archives are not known just now, or as a job. */
  async function expectRestoreRefused(code: string): Promise<void> {
    const request = {
      archiveName: stage.archive().name,
      paths: [],
      destination: { type: "folder", path: join(stage.home, "restored") },
      layout: "full-path",
      conflicts: "skip",
      ownership: false,
    };
    const reply = await stage.admin().post(`${stage.base}/restores`, request);
    if (reply.status === 202) return expectSaid(await stage.ended(reply.body.id), code);
    expect(reply.status).equal(502);
    expect(reply.body.detail).a("string").not.empty;
  }

  function expectSaid({ kind, state, outcome }: JobReply, code: string): void {
    expect([kind, state, outcome?.code]).eql([kind, "failed", code]);
    expect(outcome?.message, kind).a("string").not.empty;
    expect(outcome?.nextStep, kind).a("string").not.empty;
  }

  it("was moved away: it is missing until it is back", async () => {
    const elsewhere = `${stage.location}-moved`;
    await rename(stage.location, elsewhere);
    try {
      await expectRefused("repository-missing");
      expect(existsSync(stage.location), "nothing was made in its place").equal(false);
    } finally {
      await rename(elsewhere, stage.location);
    }
    await stage.expectClean();
    expect((await stage.run()).state).equal("ok");
  });

  it("was at another place when it was last used: nothing assumes that this is meant", async () => {
    const security = join(stage.home, "data/borg/.config/borg/security");
    const note = join(security, readdirSync(security)[0] ?? "", "location");
    const here = readFileSync(note, "utf8");
    await writeFile(note, "/somewhere/else");
    await setCachedLocation("/somewhere/else");
    await expectRefused("repository-moved", ["check", "compact"]);
    await writeFile(note, here);
    await setCachedLocation(here);
    await stage.expectClean();
    expect((await stage.run()).state).equal("ok");
  });

  /** borg keeps it beside its cache as well. */
  async function setCachedLocation(location: string): Promise<void> {
    const cache = join(stage.home, "data/borg/.cache/borg");
    const config = join(cache, readdirSync(cache).find((name) => /^[0-9a-f]{64}$/.test(name)) ?? "", "config");
    const text = readFileSync(config, "utf8");
    await writeFile(config, text.replace(/^previous_location = .*$/m, `previous_location = ${location}`));
  }

  it("has another passphrase: everything says so, and the right one is not lost", async () => {
    const other = "changed by somebody else";
    await borgByHand({ ...stage, env: { BORG_NEW_PASSPHRASE: other } }, "key", "change-passphrase", stage.location);
    await expectRefused("passphrase-wrong", ["compact"]);
    await borgByHand(
      { home: stage.home, passphrase: other, env: { BORG_NEW_PASSPHRASE: stage.passphrase } },
      "key",
      "change-passphrase",
      stage.location,
    );
    await stage.expectClean();
    expect((await stage.run()).state).equal("ok");
  });

  it("is locked by a stranger: jobs wait, say so and can be cancelled, the lock stays the stranger's", async () => {
    const lock = join(stage.location, "lock.exclusive");
    const holder = join(lock, "attic@123.4711-0");
    await mkdir(lock);
    await writeFile(holder, "");
    const { admin } = stage;
    const shown = expectStatus(await admin().get<Record<string, unknown>>(`${stage.base}/lock`), 200).body;
    expect(JSON.stringify(shown)).contains("attic").and.contains("4711");
    const download = stage.download("file", join(stage.service().sourceDir, "docs/a.txt"));
    for (const start of [
      () => stage.start({ kind: "drill", planId: stage.planId }),
      () => stage.start({ kind: "check" }),
      () => stage.start({ kind: "compact" }),
    ]) {
      const id = await start();
      await eventually(
        async () => expectStatus(await admin().get<JobReply>(`/api/jobs/${id}`), 200).body,
        ({ state, progress }) => state === "running" && progress?.phase === waitsForLock,
        60_000,
      );
      expectStatus(await admin().post(`/api/jobs/${id}/cancel`), 202);
      expect((await stage.ended(id)).state).equal("cancelled");
    }
    const { code, bytes } = await download;
    expect([code, bytes]).eql(["repository-locked", null]);
    await stage.alone();
    expect(existsSync(holder), "the stranger's lock").equal(true);
    await rm(lock, { recursive: true });
    await stage.expectClean();
    expect((await stage.run()).state).equal("ok");
  });

  it("is locked by a stranger while a job asks for its archives: that waits as long as the job's work would", async () => {
    const asked = join(stage.home, "asked");
    const kinds = ["prune", "drill", "verify"] as const;
    for (const kind of kinds) {
      await stage.borg.before("list", `echo "$*" >> ${asked}; ${stage.borg.reach(kind)}; exec sleep 1000`);
      const id = await stage.start({ kind, planId: stage.planId });
      await stage.borg.reached(kind);
      expectStatus(await stage.admin().post(`/api/jobs/${id}/cancel`), 202);
      await stage.ended(id);
    }
    await stage.expectClean();
    const lines = readFileSync(asked, "utf8").trim().split("\n");
    expect(lines.map((line) => /--lock-wait=(\d+)/.exec(line)?.[1])).eql(kinds.map(() => "120"));
  });

  it("has reached its quota: the backup fails, and what was there is whole", async () => {
    const before = await stage.archives();
    await borgByHand(stage, "config", stage.location, "storage_quota", "10M");
    const large = join(stage.service().sourceDir, "large.bin");
    await writeFile(large, randomBytes(16_000_000));
    const run = await stage.run();
    expect(run.state).equal("failed");
    expectSaid(run.jobs[0] as JobReply, "quota-exceeded");
    expect((await stage.archives()).map(({ name }) => name)).eql(before.map(({ name }) => name));
    const check = await stage.ended(await stage.start({ kind: "check" }));
    expect(check.state).equal("ok");
    await rm(large);
    await borgByHand(stage, "config", "--delete", stage.location, "storage_quota");
    await stage.expectSound();
  });
});
