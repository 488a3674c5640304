import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { JobReply, MaintenanceRequest, RunReply } from "../../schemas/jobs.ts";
import type { PlanReply } from "../../schemas/plans.ts";
import type { RepositoryReply } from "../../schemas/repositories.ts";
import type { Status } from "../../schemas/status.ts";
import type { CompactPreviewReply, PrunePreviewReply } from "../../schemas/upkeep.ts";
import { createPlan, createRepository, jobEnded, runEnded, startRun, writeTree } from "../support/backup.ts";
import { expectStatus, startService, type TestClient, type TestService } from "../support/service.ts";

describe("upkeep by plans and by hand", function () {
  this.timeout(180_000);
  let service: TestService;
  let admin: TestClient;
  let repositoryId: string;
  let plan: PlanReply;
  let canary: string;

  const run = async (planId: string): Promise<RunReply> => runEnded(admin, (await startRun(admin, planId)).id, 120_000);
  const kinds = ({ jobs }: RunReply) => jobs.map(({ kind, state }) => `${kind} ${state}`);
  const byHand = async (request: MaintenanceRequest): Promise<JobReply> => {
    const { id } = expectStatus(
      await admin.post<JobReply>(`/api/repositories/${repositoryId}/jobs`, request),
      202,
    ).body;
    return jobEnded(admin, id);
  };
  const refusal = async (request: MaintenanceRequest) => {
    const { status, body } = await admin.post(`/api/repositories/${repositoryId}/jobs`, request);
    return [status, body.code, Object.keys(body.fields ?? {})];
  };
  const status = async () => expectStatus(await admin.get<Status>("/api/status"), 200).body;
  const repository = async () =>
    expectStatus(await admin.get<RepositoryReply>(`/api/repositories/${repositoryId}`), 200).body;
  const patch = async (change: object) =>
    expectStatus(await admin.request("PATCH", `/api/repositories/${repositoryId}`, change), 200);

  /** As if the repository had been made long ago: then its first check is due. */
  const makeOld = async () => {
    const file = join(service.dataDir, "store/repositories.json");
    await service.stop();
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace(/"createdAt":"[^"]*"/, '"createdAt":"2026-01-01T00:00:00.000Z"'));
    service = await startService({ home: service.home });
    admin = service.client();
    await admin.signInAsAdmin();
  };

  before(async () => {
    service = await startService({ withAdmin: true });
    admin = service.client();
    await admin.signInAsAdmin();
    canary = join(service.sourceDir, "canary.txt");
    await writeTree(service.sourceDir, { "a.txt": "one", "b/b.txt": "two", "canary.txt": "sings" });
    repositoryId = (await createRepository(admin, service)).repository.id;
    await makeOld();
    plan = await createPlan(admin, service, repositoryId, {
      check: { every: "week", scope: "all" },
      drill: { every: "week", sampleFiles: 2, canaries: [canary] },
      retention: { keepLast: 1, keepHourly: 0, keepDaily: 0, keepWeekly: 0, keepMonthly: 0, keepYearly: 0 },
    });
  });
  after(() => service.remove());

  it("checks and drills at the end of a run when it is due, and not again in the next", async () => {
    expect((await status()).repositories[0]).to.deep.include({ mode: "full", lastCheck: null, lastDrill: null });
    const first = await run(plan.id);
    expect(kinds(first)).to.deep.equal(["backup ok", "verify ok", "prune ok", "compact ok", "check ok", "drill ok"]);
    const [check, drill] = first.jobs.slice(-2);
    expect(check?.result).to.deep.equal({
      check: { scope: "all", verifyData: false, partial: false, problemsCount: 0 },
    });
    expect(drill?.result?.drill).to.deep.include({ filesDamaged: 0, missingCanaries: [], filesUnproven: 0 });
    expect(drill?.result?.drill?.filesRestored).to.be.within(2, 3);
    const shown = (await status()).repositories[0];
    expect(shown?.lastCheck).to.include({ state: "ok", scope: "all", partial: false });
    expect(shown?.lastDrill).to.include({ state: "ok", filesDamaged: 0 });
    const { lastCheck, lastDrill } = await repository();
    expect([lastCheck, lastDrill]).to.deep.equal([shown?.lastCheck, shown?.lastDrill]);
    const second = await run(plan.id);
    expect(kinds(second)).to.deep.equal(["backup ok", "verify ok", "prune ok", "compact ok"]);
  });

  it("tells what prune would do to this plan's archives, and touches no others", async () => {
    const other = await createPlan(admin, service, repositoryId, { name: "other" });
    expect((await run(other.id)).state).to.equal("ok");
    const ask = async (request: object) =>
      admin.post<PrunePreviewReply>(`/api/repositories/${repositoryId}/prune-preview`, request);
    const preview = expectStatus(await ask({ planId: plan.id }), 200).body;
    expect(preview).to.deep.include({ keptCount: 1, deletedCount: 0, othersCount: 1, truncated: false });
    expect(preview.items[0]).to.include({ keep: true, rule: "last", number: 1 });
    expect(preview.items[0]?.name.startsWith(plan.id)).to.equal(true);
    const ofOther = expectStatus(await ask({ planId: other.id, retention: plan.retention }), 200).body;
    expect(ofOther).to.deep.include({ keptCount: 1, othersCount: 1 });
    expect((await ask({ planId: "planplan" })).status).to.equal(422);
    const compact = await admin.get<CompactPreviewReply>(`/api/repositories/${repositoryId}/compact-preview`);
    expect(expectStatus(compact, 200).body).to.have.property("reason", null);
    expect(compact.body.freeableBytes).to.be.a("number");
  });

  it("checks what is asked for, and says which wishes do not go together", async () => {
    const check = await byHand({
      kind: "check",
      check: { scope: "repository", verifyData: false, maxDurationMs: 60_000 },
    });
    expect(check.result?.check).to.deep.equal({
      scope: "repository",
      verifyData: false,
      partial: false,
      problemsCount: 0,
    });
    expect(check.options?.check?.maxDurationMs).to.equal(60_000);
    expect((await repository()).lastCheck).to.include({ scope: "repository" });
    const limited = { scope: "all", verifyData: false, maxDurationMs: 60_000 } as const;
    expect(await refusal({ kind: "check", check: limited })).to.deep.equal([
      422,
      "invalid-input",
      ["/check/maxDurationMs"],
    ]);
    expect(await refusal({ kind: "drill" })).to.deep.equal([422, "invalid-input", ["/archiveName"]]);
  });

  it("holds a file that changed against the drill before", async () => {
    await rm(join(service.sourceDir, "a.txt"));
    const drill = await byHand({ kind: "drill", planId: plan.id, drill: { sampleFiles: 10, canaries: [] } });
    const { filesRestored, filesMatchedSource, filesMatchedEarlier, filesUnproven } = drill.result?.drill ?? {};
    expect([filesRestored, filesMatchedSource]).to.deep.equal([3, 2]);
    expect((filesMatchedEarlier ?? 0) + (filesUnproven ?? 0)).to.equal(1);
    const again = await byHand({ kind: "drill", planId: plan.id, drill: { sampleFiles: 10, canaries: [] } });
    expect(again.result?.drill).to.include({ filesMatchedEarlier: 1, filesUnproven: 0 });
  });

  it("calls the plan failed whose canary is gone, until a drill finds it again", async () => {
    const statusOfPlan = async () => (await status()).plans.find(({ id }) => id === plan.id);
    const away = join(service.sourceDir, "elsewhere.txt");
    const drilled = (canaries: readonly string[]) => ({ drill: { every: "week", sampleFiles: 2, canaries } });
    const change = async (body: object) =>
      expectStatus(await admin.request("PATCH", `/api/plans/${plan.id}`, body), 200);
    const chosen = { sampleFiles: 0, canaries: [away] };
    expect((await byHand({ kind: "drill", planId: plan.id, drill: chosen })).state).to.equal("failed");
    expect(await statusOfPlan(), "what somebody chose by hand says nothing of the plan").to.include({ state: "ok" });

    await change(drilled([canary, away]));
    const drill = await byHand({ kind: "drill", planId: plan.id });
    expect([drill.state, drill.outcome?.code]).to.deep.equal(["failed", "canary-missing"]);
    expect(drill.result?.drill?.missingCanaries).to.deep.equal([away]);
    expect(await statusOfPlan()).to.include({ state: "failed" });
    expect((await statusOfPlan())?.message).not.to.contain(service.home);
    expect((await status()).repositories[0]?.lastDrill).to.include({ state: "failed" });
    await change(drilled([canary]));
    const sound = await byHand({ kind: "drill", planId: plan.id });
    expect(sound.state).to.equal("ok");
    expect(await statusOfPlan()).to.include({ state: "ok" });
  });

  it("takes no canary that the plan does not back up", async () => {
    const drill = { every: "week", sampleFiles: 0, canaries: [canary, "/etc/hostname"] };
    const { status: code, body } = await admin.request("PATCH", `/api/plans/${plan.id}`, { drill });
    expect([code, Object.keys(body.fields)]).to.deep.equal([422, ["/drill/canaries/1"]]);
  });

  it("takes nothing out of an append-only repository, by a run or by hand", async () => {
    await patch({ mode: "append-only" });
    expect(await refusal({ kind: "compact" })).to.deep.equal([409, "conflict", []]);
    expect(await refusal({ kind: "prune", planId: plan.id })).to.deep.equal([409, "conflict", []]);
    await writeFile(join(service.sourceDir, "c.txt"), "three");
    const ended = await run(plan.id);
    expect(kinds(ended)).to.deep.equal(["backup ok", "verify ok"]);
    expect(ended).to.include({ state: "ok" });
    expect(ended.reason).to.contain("append-only");
    await patch({ mode: "full" });
    expect((await byHand({ kind: "prune", planId: plan.id })).result?.prune).to.include({
      keptCount: 1,
      deletedCount: 1,
    });
  });
});
