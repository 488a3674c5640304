import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { RunReply } from "../../schemas/jobs.ts";
import type { Status } from "../../schemas/status.ts";
import { createPlan, createRepository, runEnded, startRun, writeTree } from "../support/backup.ts";
import { eventually, expectStatus, startService, type TestClient, type TestService } from "../support/service.ts";

/** Cuts a file as a broken disk would, and puts it back afterwards. */
async function damaged(path: string): Promise<{ text: string; mend(): Promise<void> }> {
  const whole = await readFile(path, "utf8");
  const text = whole.slice(0, whole.length / 2);
  await writeFile(path, text);
  return { text, mend: () => writeFile(path, whole) };
}

describe("the service over a damaged file", function () {
  this.timeout(120_000);
  let service: TestService;
  let admin: TestClient;
  let planId: string;

  const start = async (env: Record<string, string> = {}) => {
    service = await startService({ home: service.home, env });
    admin = service.client();
  };

  before(async () => {
    service = await startService({ withAdmin: true });
    admin = service.client();
    await admin.signInAsAdmin();
    await writeTree(service.sourceDir, { "a.txt": "a" });
    const { repository } = await createRepository(admin, service);
    const plan = {
      verify: { every: "never", sampleFiles: 1 },
      schedule: { cron: "30 2 * * *", timeZone: "UTC" },
    } as const;
    planId = (await createPlan(admin, service, repository.id, plan)).id;
    await runEnded(admin, (await startRun(admin, planId)).id);
    await service.stop();
  });
  after(() => service.remove());

  for (const name of ["users", "settings", "schedule"]) {
    it(`starts read-only where store/${name}.json is cut, says so, and leaves the file as it is`, async () => {
      const path = join(service.dataDir, `store/${name}.json`);
      const { text, mend } = await damaged(path);
      await start();
      const health = await service.client().get("/healthz");
      expect([health.status, health.body.code]).eql([503, "store-damaged"]);
      expect(health.text).not.contain(name);
      expect(service.logged()).contain(`store/${name}.json`);
      await service.stop();
      expect(await readFile(path, "utf8")).equal(text);
      await mend();
    });
  }

  it("still runs plans, and refuses changes saying why; once mended, all is there", async () => {
    const proxy = {
      PROXY_AUTH_PRESET: "authelia",
      TRUSTED_PROXIES: "127.0.0.1",
      PROXY_AUTH_INITIAL_ADMIN: "robin",
    };
    const robin = { "remote-user": "robin" };
    await start(proxy);
    expect((await admin.get("/api/session", robin)).body.user.role).equal("admin");
    await service.stop();

    const { mend } = await damaged(join(service.dataDir, "store/settings.json"));
    await start(proxy);
    const { id } = expectStatus(await admin.post(`/api/plans/${planId}/run`, undefined, robin), 202).body;
    const run = await eventually(
      async () => (await admin.get<RunReply>(`/api/runs/${id}`, robin)).body,
      ({ finishedAt }) => finishedAt !== null,
      60_000,
    );
    expect(run.state).equal("ok");
    const refused = await admin.request("PATCH", `/api/plans/${planId}`, { name: "other" }, robin);
    expect([refused.status, refused.body.code]).eql([503, "store-read-only"]);
    await service.stop();

    await mend();
    await start(proxy);
    const { plans, fault } = (await admin.get<Status>("/api/status", robin)).body;
    expect(fault).equal(null);
    expect(plans[0]).include({ name: "documents", state: "ok" });
    expect(plans[0]?.lastRun?.id, "what ran meanwhile is known").equal(id);
  });
});
