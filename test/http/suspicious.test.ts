import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { PlanReply } from "../../schemas/plans.ts";
import type { Status } from "../../schemas/status.ts";
import { createPlan, createRepository, runEnded, startRun, writeTree } from "../support/backup.ts";
import { eventually, expectStatus, startService, type TestClient, type TestService } from "../support/service.ts";

describe("a backup that is unlikely, with real borg", function () {
  this.timeout(60_000);
  let service: TestService;
  let admin: TestClient;
  let plan: PlanReply;

  const files = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`disk/${at}.txt`, `letter ${at}`]));
  const empty = () => rm(join(service.sourceDir, "disk"), { recursive: true });
  const run = async () => {
    const ended = await runEnded(admin, (await startRun(admin, plan.id)).id);
    return { ...ended, kinds: ended.jobs.map(({ kind }) => kind) };
  };
  const status = async () => expectStatus(await admin.get<Status>("/api/status"), 200).body;
  /** The list is read anew once a job has changed it. */
  const archives = (count: number) =>
    eventually(
      async () => (await admin.get(`/api/repositories/${plan.repositoryIds[0]}/archives`)).body.items.length as number,
      (found) => found === count,
    );

  before(async () => {
    service = await startService({ withAdmin: true });
    admin = service.client();
    await admin.signInAsAdmin();
    await writeTree(service.sourceDir, { ...files, "mount point.txt": "the disk is mounted here" });
    const { repository } = await createRepository(admin, service);
    const retention = { keepLast: 1, keepHourly: 0, keepDaily: 0, keepWeekly: 0, keepMonthly: 0, keepYearly: 0 };
    plan = await createPlan(admin, service, repository.id, { retention, verify: { every: "never", sampleFiles: 1 } });
  });
  after(() => service.remove());

  it("prunes nothing, and says so of the run", async () => {
    expect((await run()).kinds).include("prune");
    await archives(1);
    await empty();
    const ended = await run();
    expect(ended.kinds).eql(["backup"]);
    expect(ended.reason).equal("Nothing was pruned. The last backup has 1 file, 31 are usual.");
    await archives(2); // retention keeps one
    const message = "The last backup has 1 file, 31 are usual.";
    expect(await status())
      .include({ verdict: "suspicious" })
      .nested.include({ "counts.suspicious": 1 });
    expect((await status()).plans[0]).include({ state: "suspicious", message });
    expect((await status()).repositories[0]).include({ state: "suspicious", message });
  });

  it("goes on as ever once the files are back", async () => {
    await writeTree(service.sourceDir, files);
    expect((await run()).kinds).eql(["backup", "prune", "compact"]);
    await archives(1);
    expect((await status()).plans[0]).include({ state: "ok", message: null });
  });

  it("takes what is accepted for the usual; there is nothing to accept of what is", async () => {
    expect((await admin.post(`/api/plans/${plan.id}/accept`)).status).equal(409);
    await empty();
    await run();
    expect((await status()).plans[0]).include({ state: "suspicious" });
    expectStatus(await admin.post(`/api/plans/${plan.id}/accept`), 200);
    expect((await status()).plans[0]).include({ state: "ok", message: null });
    expect((await admin.get("/api/audit")).body.items[0]).include({ event: "plan.accept", detail: plan.name });
    expect((await run()).kinds).include("prune");
    await archives(1);
  });
});
