// A borg that misbehaves under the running service, in what reads archives: indexes, restores, downloads, drills.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { JobReply } from "../../schemas/jobs.ts";
import { systemProcesses } from "../../src/ports/processes.ts";
import { createFaultStage, type Downloaded, type FaultStage } from "../support/fault-stage.ts";
import { child, deaf, flood, noise, noText, stranger } from "../support/faulty-borg.ts";
import { eventually, expectStatus } from "../support/service.ts";

const files = { "docs/a.txt": "first", "docs/sub/b.txt": "second", "other.txt": "o".repeat(2_000_000) };

describe("a borg that misbehaves while archives are read", function () {
  this.timeout(300_000);
  let stage: FaultStage;
  let source: string;
  const strangers: number[] = [];

  before(async () => {
    stage = await createFaultStage(files);
    source = stage.service().sourceDir;
  });
  afterEach(async () => {
    for (const pid of strangers.splice(0)) systemProcesses.signal(pid, "SIGKILL", "process");
    await stage.borg.mend();
  });
  after(() => stage.remove());

  const drill = () => stage.start({ kind: "drill", planId: stage.planId, drill: { sampleFiles: 6, canaries: [] } }); // half of it may be files that were drilled before
  /** The index of the archive is made anew. */
  const index = () => stage.start({ kind: "index", archiveName: stage.archive().name });
  const restored = (path: string) => readFileSync(join(stage.home, "restored", source, path), "utf8");
  const brief = ({ state, outcome }: JobReply) => `${state} ${outcome?.code}`;

  function expectWhole({ status, bytes }: Downloaded, content: string): void {
    expect(status).equal(200);
    expect(bytes, "it was cut off").not.equal(null);
    expect(bytes?.includes(content)).equal(true);
  }

  /** Everything that reads, with a result as if nothing were wrong. */
  async function expectReads(): Promise<void> {
    const jobs = [await index(), await stage.startRestore(), await drill()];
    const other = join(source, "other.txt");
    for (const format of ["file", "tar", "zip"] as const) {
      const path = format === "file" ? other : source;
      const got = await stage.download(format, path);
      expectWhole(got, format === "zip" ? "docs/sub/b.txt" : "o".repeat(1000));
      if (format === "file") expect(got.bytes?.length).equal(files["other.txt"].length);
    }
    const ends = await Promise.all(jobs.map(stage.ended));
    for (const job of ends) expect(brief(job), JSON.stringify(job.outcome)).equal("ok ok");
    expect(ends[2]?.result?.drill).includes({ filesRestored: 3, filesMatchedSource: 3 });
    expect(restored("docs/sub/b.txt")).equal("second");
    expect((await stage.indexed(stage.archive().name)).filesCount).equal(3);
  }

  it("prints ten megabytes in one line and what is no text: nobody minds", async () => {
    for (const word of ["list", "dump-archive-items", "export-tar", "extract"]) await stage.borg.before(word, noise);
    await expectReads();
    await stage.expectClean();
  });

  it("leaves a child that holds its pipes: the results are whole, and the child is killed", async () => {
    for (const word of ["list", "dump-archive-items", "export-tar", "extract"]) await stage.borg.before(word, child);
    await expectReads();
    await stage.expectClean();
  });

  it("leaves a child that nobody can reach with its pipes: the results are whole all the same", async () => {
    const { borg } = stage;
    for (const word of ["export-tar", "extract", "dump-archive-items"]) {
      await borg.before(word, stranger(borg.reach(word)));
    }
    const other = join(source, "other.txt");
    for (const format of ["tar", "zip", "file"] as const) {
      const got = await stage.download(format, other);
      strangers.push(await borg.reached("export-tar"));
      expectWhole(got, format === "zip" ? "other.txt" : "o".repeat(1000));
    }
    for (const [start, word] of [
      [() => stage.startRestore(), "export-tar"],
      [drill, "extract"],
      [index, "dump-archive-items"],
    ] as const) {
      expect(brief(await stage.ended(await start()))).equal("ok ok");
      strangers.push(await borg.reached(word));
    }
    for (const pid of strangers) systemProcesses.signal(pid, "SIGKILL", "process");
    await stage.expectClean();
  });

  for (const [what, script] of [
    ["ten megabytes in one line", flood],
    ["what is no text", noText],
    ["nothing", "exit 0"],
  ] as const) {
    it(`answers with ${what}: everything says so, and nothing is written`, async () => {
      for (const word of ["list", "dump-archive-items", "extract"]) await stage.borg.before(word, script);
      const jobs = [await stage.startRestore().catch(() => null), await drill(), await index()];
      const ends = await Promise.all(jobs.flatMap((id) => (id === null ? [] : [stage.ended(id)])));
      for (const job of ends) {
        expect(job.state, job.kind).equal("failed");
        expect(job.outcome?.message, job.kind).a("string").not.empty;
      }
      await stage.borg.mend();
      await stage.borg.before("export-tar", script);
      const restore = await stage.ended(await stage.startRestore());
      expect(restore.state, JSON.stringify(restore.outcome)).equal("failed");
      expect((await stage.download("file", join(source, "other.txt"))).code).oneOf(["borg-failed", "not-found"]);
      expect((await stage.download("zip", source)).bytes, "it looks complete").equal(null);
      await stage.expectClean();
    });
  }

  it("fails in the middle of its answer: no download looks complete, and nothing is placed", async () => {
    await stage.borg.before("export-tar", `/usr/bin/borg "$@" | head -c 1500000; exit 2`);
    for (const format of ["file", "tar", "zip"] as const) {
      const { code, bytes } = await stage.download(format, join(source, "other.txt"));
      expect(bytes, `${format} ${code}`).equal(null);
    }
    const job = await stage.ended(await stage.startRestore());
    expect(job.state).equal("failed");
    expect(job.outcome?.nextStep).a("string");
    await stage.expectClean();
  });

  it("is slow: the job shows that it runs, and is cancelled at once", async () => {
    const { borg } = stage;
    const slow = [
      ["export-tar", () => stage.startRestore()],
      ["extract", drill],
      ["dump-archive-items", index],
    ] as const;
    for (const [word, start] of slow) {
      await borg.before(word, borg.wait(word));
      const id = await start();
      await borg.reached(word);
      const job = expectStatus(await stage.admin().get<JobReply>(`/api/jobs/${id}`), 200).body;
      expect(job.state).equal("running");
      expectStatus(await stage.admin().post(`/api/jobs/${id}/cancel`), 202);
      expect((await stage.ended(id)).state).equal("cancelled");
      await stage.alone();
    }
    const abort = new AbortController();
    await borg.mend("export-tar");
    await borg.before("export-tar", borg.wait("download"));
    const leaving = stage.download("tar", source, abort.signal).catch(() => "left");
    await borg.reached("download");
    abort.abort();
    expect(await leaving).equal("left");
    await stage.expectSound();
  });

  it("ignores SIGTERM: it is killed, whether a job is cancelled or a reader leaves", async () => {
    const { borg } = stage;
    const words = ["export-tar", "extract", "dump-archive-items"] as const;
    for (const word of words) await borg.before(word, deaf(borg.reach(word)));
    const jobs = [await stage.startRestore(), await drill(), await index()];
    const pids = await Promise.all(words.map((word) => borg.reached(word)));
    const abort = new AbortController();
    await borg.before("export-tar", deaf(borg.reach("download")));
    const leaving = stage.download("tar", source, abort.signal).catch(() => "left");
    pids.push(await borg.reached("download"));
    for (const id of jobs) expectStatus(await stage.admin().post(`/api/jobs/${id}/cancel`), 202);
    abort.abort();
    expect(await leaving).equal("left");
    const ends = await Promise.all(jobs.map(stage.ended));
    expect(ends.map(({ state }) => state)).eql(["cancelled", "cancelled", "cancelled"]);
    await eventually(
      async () => pids.filter((pid) => systemProcesses.startTicks(pid) !== null),
      (left) => left.length === 0,
      60_000,
    );
    await stage.expectSound();
  });

  it("is killed in the middle of reading: that is said, and the next try works", async () => {
    const { borg } = stage;
    const outcomes: string[] = [];
    for (const [word, start] of [
      ["export-tar", () => stage.startRestore()],
      ["extract", drill],
    ] as const) {
      await borg.before(word, `${borg.reach(word)}; kill -STOP $$`);
      const id = await start();
      expect(systemProcesses.signal(await borg.reached(word), "SIGKILL", "group")).equal(true);
      const job = await stage.ended(id);
      outcomes.push(brief(job));
      expect(job.outcome?.message).contain("from outside");
      expect(job.outcome?.nextStep).match(/Run it again\.$/);
    }
    expect(outcomes).eql(["interrupted killed", "interrupted killed"]);
    await borg.mend();
    for (const format of ["file", "tar", "zip"] as const) {
      const dying = `/usr/bin/borg "$@" | head -c 1000000; ${borg.reach(format)}; kill -STOP $$`;
      await borg.before("export-tar", dying);
      const got = stage.download(format, join(source, "other.txt"));
      systemProcesses.signal(await borg.reached(format), "SIGKILL", "group");
      expect((await got).bytes, format).equal(null);
    }
    await borg.before("dump-archive-items", `${borg.reach("dump")}; kill -STOP $$`);
    const id = await index();
    expect(systemProcesses.signal(await borg.reached("dump"), "SIGKILL", "group")).equal(true);
    expect((await stage.ended(id)).outcome?.message).a("string").not.empty;
    await stage.expectSound();
  });
});
