import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { planArchiveName } from "../../src/borg/archive-name.ts";
import type { BorgCommand } from "../../src/borg/command.ts";
import { checkCommand } from "../../src/borg/commands/check.ts";
import { compactCommand } from "../../src/borg/commands/compact.ts";
import { createCommand } from "../../src/borg/commands/create.ts";
import { extractToStdoutCommand } from "../../src/borg/commands/extract.ts";
import { listArchivesCommand } from "../../src/borg/commands/list-archives.ts";
import { pruneCommand } from "../../src/borg/commands/prune.ts";
import { wholeCheck } from "../../src/jobs/kinds/check.ts";
import { systemProcesses } from "../../src/ports/processes.ts";
import { type BorgPlace, createBorgPlace, expectOk, writeTree } from "../support/borg.ts";
import { createGatedBorg, type GatedBorg } from "../support/gated-borg.ts";
import { plan } from "../support/records.ts";

const planId = "planaaaa";
const { retention } = plan(planId, []);

/** Where borg is held: where it begins to write a segment, right after it has committed, or at any segment. */
const middles = { writing: null, committed: /hints\.\d+\.tmp/, reading: /[1-9]\d*/ } as const;

describe("borg killed in the middle of upkeep", function () {
  this.timeout(120_000);
  let place: BorgPlace;
  let gated: BorgPlace["borg"];
  let gate: GatedBorg;
  let source: string;
  let names: string[];

  const setUp = async (command: "prune" | "compact" | "check", middle: keyof typeof middles) => {
    place = await createBorgPlace();
    await place.init();
    source = join(place.folder, "source");
    names = [];
    for (let second = 0; second < 3; second += 1) {
      await writeTree(source, new Map([["kept", "kept"]]));
      await writeFile(join(source, "changing"), randomBytes(300_000));
      names.push(planArchiveName(planId, Date.UTC(2026, 0, 1, 0, 0, second)));
      await backUp(names.at(-1) ?? "", `2026-01-0${second + 1}T12:00:00`);
    }
    names.push("stranger");
    await backUp("stranger", "2026-01-01T00:00:00");
    if (command === "compact") expectOk(await place.job(prune()));
    gate = await createGatedBorg(place.folder, middles[middle] ?? (await nextSegment()), command);
    const place2 = await createBorgPlace({ executable: gate.path, baseDir: join(place.folder, "base") });
    gated = place2.borg;
    await place2.remove();
  };
  afterEach(async () => {
    await gate.open();
    await place.remove();
  });

  async function nextSegment(): Promise<string> {
    const segments = (await readdir(join(place.target.location, "data/0"))).map(Number);
    return String(Math.max(...segments) + 1);
  }

  async function backUp(archiveName: string, timestamp: string): Promise<void> {
    const options = { archiveName, comment: "", compression: "none", sources: [source], excludes: [], cacheName: null };
    const command = createCommand(place.target, options);
    const args = command.args.flatMap((arg) => (arg === "create" ? [arg, `--timestamp=${timestamp}`] : [arg]));
    expectOk(await place.job({ ...command, args }));
  }
  const prune = () => pruneCommand(place.target, { planId, retention, timeZone: "UTC" });

  /** Kills it where it waits, and whatever is left of its group. */
  async function killInTheMiddle(command: BorgCommand): Promise<void> {
    await gate.close();
    const running = await gated.start(command, {
      workDir: place.newWorkDir(),
      jobId: "jobkilled",
      onEvent() {},
    });
    await gate.reached();
    expect(systemProcesses.signal(running.process?.pid ?? 0, "SIGKILL", "group")).to.equal(true);
    const { state, outcome } = await running.result;
    expect([state, outcome.code]).to.deep.equal(["interrupted", "killed"]);
    await gate.open();
  }

  async function spaceUsed(): Promise<number> {
    const folder = join(place.target.location, "data/0");
    const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  async function expectWhole(left: readonly string[]): Promise<void> {
    expect(existsSync(join(place.target.location, "lock.exclusive")), "no lock is left").to.equal(false);
    expect(await readdir(place.target.location)).not.to.include("lock.roster");
    const check = await place.job(checkCommand(place.target, { ...wholeCheck, verifyData: true }));
    expect(check.outcome).to.include({ code: "ok" });
    const { stdout } = await place.borg.run(listArchivesCommand(place.target));
    const archives = (JSON.parse(stdout) as { archives: { name: string }[] }).archives.map(({ name }) => name);
    expect(archives).to.have.members(left);
    for (const archiveName of archives) {
      const selectors = ["re:kept\\Z"];
      const read = await place.borg.run(extractToStdoutCommand(place.target, { archiveName, selectors }));
      expect(read.stdout).to.equal("kept");
    }
  }

  it("prune before its commit: nothing has gone, and the next one prunes what it should", async () => {
    await setUp("prune", "writing");
    await killInTheMiddle(prune());
    const next = await place.job(prune());
    expect(next.outcome).to.include({ code: "ok" });
    expect(next.report.prune).to.include({ keptCount: 1, deletedCount: 2 });
    await expectWhole([names[2] ?? "", "stranger"]);
  });

  it("prune after its commit: all has gone that should, and the next one finds nothing to do", async () => {
    await setUp("prune", "committed");
    await killInTheMiddle(prune());
    const next = await place.job(prune());
    expect(next.outcome).to.include({ code: "ok" });
    expect(next.report.prune).to.include({ keptCount: 1, deletedCount: 0 });
    await expectWhole([names[2] ?? "", "stranger"]);
  });

  for (const middle of ["writing", "committed"] as const) {
    it(`compact while ${middle}: the next one frees the rest, and every archive is whole`, async () => {
      await setUp("compact", middle);
      await killInTheMiddle(compactCommand(place.target));
      const next = await place.job(compactCommand(place.target));
      expect(next.outcome).to.include({ code: "ok" });
      await expectWhole([names[2] ?? "", "stranger"]);
      expect(await spaceUsed()).to.be.lessThan(900_000); // two of four archives' own 300 kB have gone
    });
  }

  it("check: it changed nothing, and the next one finds nothing", async () => {
    await setUp("check", "reading");
    await killInTheMiddle(checkCommand(place.target, wholeCheck));
    const next = await place.job(checkCommand(place.target, wholeCheck));
    expect(next.outcome).to.include({ code: "ok" });
    await expectWhole(names);
  });
});
