import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { ArchiveReply } from "../../schemas/archives.ts";
import type { JobReply } from "../../schemas/jobs.ts";
import type { RepositoryReply } from "../../schemas/repositories.ts";
import { systemProcesses } from "../../src/ports/processes.ts";
import { createPlan, createRepository, jobEnded, runEnded, startRun, writeTree } from "../support/backup.ts";
import { createGatedBorg, type GatedBorg } from "../support/gated-borg.ts";
import {
  adminPassword,
  eventually,
  expectStatus,
  startService,
  type TestClient,
  type TestReply,
  type TestService,
} from "../support/service.ts";

const borgOf = (jobId: string) => systemProcesses.findByEnvironment("BORGDECK_JOB", jobId);

/** A service that is killed while the gate holds borg, alone or with borg. */
function createStage(fileName: string, commands: readonly string[]) {
  let home: string;
  let gate: GatedBorg;
  let service: TestService;
  let admin: TestClient;

  const restart = async () => {
    service = await startService({ home, env: { BORG_PATH: gate.path } });
    admin = service.client();
    expectStatus(await admin.signIn("admin", adminPassword), 200);
  };
  const ended = (jobId: string) => jobEnded(admin, jobId);
  return {
    admin: () => admin,
    service: () => service,
    async open() {
      home = await mkdtemp(join(tmpdir(), "borgdeck-changes-"));
      gate = await createGatedBorg(home, fileName, commands);
      service = await startService({ home, env: { BORG_PATH: gate.path }, withAdmin: true });
      admin = service.client();
      await admin.signInAsAdmin();
    },
    async close() {
      await gate.open();
      await service.kill();
      await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
    /** What became of the job: with `borgToo` it is killed where it waits, else it goes on while nobody is there. */
    async killIn(ask: () => Promise<TestReply<JobReply>>, borgToo: boolean): Promise<JobReply> {
      await gate.close();
      const { id } = expectStatus(await ask(), 202).body;
      await gate.reached();
      const [pid = 0] = borgOf(id);
      await service.kill();
      if (borgToo) expect(systemProcesses.signal(pid, "SIGKILL", "group")).equal(true);
      await gate.open();
      await eventually(
        async () => borgOf(id),
        (pids) => pids.length === 0,
        60_000,
      );
      await restart();
      return ended(id);
    },
    async done(ask: () => Promise<TestReply<JobReply>>): Promise<JobReply> {
      return ended(expectStatus(await ask(), 202).body.id);
    },
  };
}

describe("the service is killed while an archive is changed", function () {
  this.timeout(180_000);
  const { open, close, admin, service, killIn, done } = createStage("config", ["recreate", "delete"]);
  let archives: string;
  let location: string;

  const list = async () =>
    expectStatus(await admin().get<{ items: ArchiveReply[] }>(`${archives}?refresh=true`), 200).body.items;
  const names = async () => (await list()).map(({ name }) => name);
  const comments = async () => (await list()).map(({ comment }) => comment);
  const comment = (name: string, text: string) => () =>
    admin().request<JobReply>("PATCH", `${archives}/${name}`, { comment: text });
  const remove = (name: string) => () => admin().post<JobReply>(`${archives}/delete`, { names: [name] });

  before(async () => {
    await open();
    await writeTree(service().sourceDir, { "a.txt": "one" });
    const { repository } = await createRepository(admin(), service());
    ({ location } = repository);
    archives = `/api/repositories/${repository.id}/archives`;
    const { id } = await createPlan(admin(), service(), repository.id, { verify: { every: "never", sampleFiles: 1 } });
    for (let run = 0; run < 2; run += 1) {
      expect((await runEnded(admin(), (await startRun(admin(), id)).id)).state).equal("ok");
    }
  });
  after(close);
  // What the service does by itself, as an index of a new archive, may hold one for a moment.
  afterEach(async () => {
    await eventually(
      async () => existsSync(join(location, "lock.exclusive")),
      (locked) => !locked,
      60_000,
    );
  });

  it("comments it where borg lived on, and not where borg was killed too", async () => {
    const [name = ""] = await names();
    expect((await killIn(comment(name, "first"), false)).state).equal("ok");
    expect(await comments()).includes("first");
    const killed = await killIn(comment(name, "second"), true);
    expect(killed.state).equal("interrupted");
    expect(killed.outcome?.nextStep).a("string");
    expect(await comments())
      .includes("first")
      .not.includes("second");
    expect((await done(comment(name, "second"))).state).equal("ok");
    expect(await comments()).includes("second");
  });

  it("deletes it where borg lived on, and not where borg was killed too", async () => {
    const [kept = "", gone = ""] = await names();
    expect((await killIn(remove(gone), false)).state).equal("ok");
    expect(await names()).eql([kept]);
    const killed = await killIn(remove(kept), true);
    expect(killed.state).equal("interrupted");
    expect(killed.outcome?.nextStep).a("string");
    expect(await names()).eql([kept]);
    expect((await done(remove(kept))).state).equal("ok");
    expect(await names()).eql([]);
  });
});

describe("the service is killed while a repository is destroyed", function () {
  this.timeout(180_000);
  const { open, close, admin, service, killIn, done } = createStage("data", ["delete"]); // its config is gone by then
  let repository: RepositoryReply;

  const path = () => `/api/repositories/${repository.id}`;
  const destroy = () => admin().post<JobReply>(`${path()}/destroy`, { name: repository.name });
  const forgotten = () =>
    eventually(
      async () => (await admin().get(path())).status,
      (status) => status === 404,
    );

  before(open);
  after(close);

  it("is gone, and forgotten, where borg lived on", async () => {
    ({ repository } = await createRepository(admin(), service(), "one"));
    expect((await killIn(destroy, false)).state).equal("ok");
    await forgotten();
    expect(existsSync(repository.location)).equal(false);
  });

  it("is interrupted in its middle where borg was killed too; what is left is the user's to remove", async () => {
    ({ repository } = await createRepository(admin(), service(), "two"));
    const killed = await killIn(destroy, true);
    expect(killed.state).equal("interrupted");
    expect(killed.outcome?.nextStep).a("string");
    expect(existsSync(join(repository.location, "data"))).equal(true);
    const again = await done(destroy);
    expect(again.state).equal("failed");
    expect(again.outcome?.nextStep).includes("forget the repository here");
    expectStatus(await admin().request("DELETE", path()), 204);
    await forgotten();
  });
});
