// Source files that cannot be read, and that vanish or change while borg works: the archive is made of the others, and says so.
import { randomBytes } from "node:crypto";
import { chmod, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { RunReply } from "../../schemas/jobs.ts";
import { createFaultStage, type FaultStage } from "../support/fault-stage.ts";
import { createGatedBorg } from "../support/gated-borg.ts";

const isRoot = process.geteuid?.() === 0;
/** Root reads what nobody may: borg does without that right. */
const asOthers = 'exec setpriv --bounding-set=-dac_override,-dac_read_search /usr/bin/borg "$@"';

describe("source files that cannot be backed up", function () {
  this.timeout(300_000);
  let stage: FaultStage;
  let source: string;

  before(async () => {
    stage = await createFaultStage({ "sound.txt": "sound", "folder/inside.txt": "inside" });
    source = stage.service().sourceDir;
  });
  afterEach(() => stage.borg.mend());
  after(() => stage.remove());

  /** The archive of the run, without the file, and with the others. */
  async function expectWithout(run: RunReply, code: string, path: string): Promise<void> {
    const [job] = run.jobs;
    expect([run.state, job?.state, job?.outcome?.code]).eql(["warning", "warning", code]);
    expect(job?.outcome?.nextStep).a("string").not.empty;
    expect(job?.outcome?.warnings.join("\n")).contains(path);
    const name = job?.result?.archive?.name ?? "";
    await stage.indexed(name);
    const { body } = await stage.folder(name, source.slice(1));
    expect(body.items.map((item) => item.name))
      .include("sound.txt")
      .not.include(path);
  }

  it("may not be read: the run warns and names it", async () => {
    const path = join(source, "secret.txt");
    await writeFile(path, "secret", { mode: 0 });
    if (isRoot) await stage.borg.before("create", asOthers);
    await expectWithout(await stage.run(), "files-unreadable", "secret.txt");
    await chmod(path, 0o600);
    await stage.expectClean();
    await rm(path);
  });

  it("is a folder that may not be entered: the run warns and names it", async () => {
    const path = join(source, "folder");
    await chmod(path, 0);
    if (isRoot) await stage.borg.before("create", asOthers);
    const run = await stage.run();
    expect([run.state, run.jobs[0]?.outcome?.code]).eql(["warning", "files-unreadable"]);
    expect(run.jobs[0]?.outcome?.warnings.join("\n")).contains(path);
    await chmod(path, 0o700);
    await stage.expectClean();
  });

  it("vanishes just before borg opens it: the run warns and names it", async () => {
    const gate = await createGatedBorg(stage.home, "vanishing.bin");
    await stage.borg.before("create", `exec ${gate.path} "$@"`);
    await writeFile(join(source, "vanishing.bin"), randomBytes(100_000));
    await gate.close();
    const running = stage.run();
    await gate.reached();
    await rm(join(source, "vanishing.bin"));
    await gate.open();
    await expectWithout(await running, "files-missing", "vanishing.bin");
    await stage.expectClean();
  });

  it("is a whole source that is gone: nothing says that all is well", async () => {
    const plan = await stage.admin().get(`/api/plans/${stage.planId}`);
    expect(plan.status).equal(200);
    await stage.borg.before("create", `mv '${source}' '${source}-gone'`);
    const run = await stage.run();
    expect(run.state).oneOf(["warning", "failed"]);
    expect(run.jobs[0]?.outcome?.code).equal("files-missing");
    await stage.borg.mend();
    await stage.borg.before("create", `mv '${source}-gone' '${source}'`);
    expect((await stage.run()).state).equal("ok");
    await stage.expectClean();
  });

  it("goes while a drill compares with it: it came back all the same, and is no damage", async () => {
    const path = join(source, "passing.txt");
    await writeFile(path, "passing");
    const run = await stage.run();
    await stage.borg.before("extract", `rm -f '${path}'`);
    const archiveName = run.jobs[0]?.result?.archive?.name ?? "";
    const drill = { sampleFiles: 0, canaries: [path] };
    const job = await stage.ended(await stage.start({ kind: "drill", archiveName, drill }));
    expect([job.state, job.outcome?.code]).eql(["ok", "ok"]);
    expect(job.result?.drill).includes({ filesRestored: 1, filesUnproven: 1, filesDamaged: 0 });
    await stage.expectSound();
  });
});
