import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { RunReply } from "../../schemas/jobs.ts";
import type { PlanReply } from "../../schemas/plans.ts";
import type { WidgetHistory } from "../../schemas/widgets.ts";
import { createPlan, createRepository, runEnded, writeTree } from "../support/backup.ts";
import {
  adminPassword,
  eventually,
  expectStatus,
  startService,
  type TestClient,
  type TestService,
} from "../support/service.ts";

describe("a run is missed while the service is down", function () {
  this.timeout(90_000);
  let service: TestService;
  let admin: TestClient;
  let plan: PlanReply;

  const runs = async () => expectStatus(await admin.get<{ items: RunReply[] }>("/api/runs"), 200).body.items;
  const restart = async () => {
    service = await startService({ home: service.home });
    admin = service.client();
    expectStatus(await admin.signIn("admin", adminPassword), 200);
  };

  before(async () => {
    service = await startService({ withAdmin: true });
    admin = service.client();
    await admin.signInAsAdmin();
    await writeTree(service.sourceDir, { "a.txt": "a" });
    const { repository } = await createRepository(admin, service);
    const daily = {
      schedule: { cron: "30 2 * * *", timeZone: "UTC" },
      verify: { every: "never", sampleFiles: 1 },
    } as const;
    plan = await createPlan(admin, service, repository.id, daily);
  });
  after(() => service.remove());

  it("is caught up once, and the next one is in the future", async () => {
    const next = expectStatus(await admin.get<PlanReply>(`/api/plans/${plan.id}`), 200).body.nextRunAt ?? "";
    expect(Date.parse(next)).above(Date.now());
    await service.stop();

    const path = join(service.dataDir, "store/schedule.json");
    const missed = new Date(Date.parse(next) - 3 * 86_400_000).toISOString();
    const text = await readFile(path, "utf8");
    expect(text).contain(next);
    await writeFile(path, text.replace(next, missed)); // as if it had been down for three days

    await restart();
    const [run] = await eventually(runs, (items) => items.length > 0);
    expect(run).include({ trigger: "catch-up", scheduledFor: missed });
    expect((await runEnded(admin, run?.id ?? "")).state).equal("ok");
    expect((await admin.get<PlanReply>(`/api/plans/${plan.id}`)).body.nextRunAt).equal(next);
    expect(await runs(), "once").have.length(1);

    const history = await admin.get<WidgetHistory>("/api/widgets/history?days=5");
    const { days, plans, repositories } = expectStatus(history, 200).body;
    const ranOn = days.indexOf(run?.createdAt.slice(0, 10) ?? "");
    const missedOn = days.indexOf(missed.slice(0, 10));
    const states = plans[0]?.states ?? [];
    expect(states.slice(missedOn, ranOn)).deep.equal(Array.from({ length: ranOn - missedOn }, () => "late"));
    expect(states[ranOn]).equal("ok");
    expect(repositories[0]?.sizeBytes[ranOn]).above(0);
    expect(repositories[0]?.freeBytes).above(0);

    await service.stop();
    await restart();
    await eventually(
      async () => (await admin.get("/healthz")).status,
      (status) => status === 200,
    );
    expect(await runs(), "and not again at the next start").have.length(1);
  });
});
