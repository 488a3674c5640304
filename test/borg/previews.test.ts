import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { PlanRecord } from "../../schemas/plans.ts";
import { previewCompact } from "../../src/archives/upkeep/compact-preview.ts";
import { createUpkeepPreviews } from "../../src/archives/upkeep/upkeep-previews.ts";
import { planArchiveName } from "../../src/borg/archive-name.ts";
import { compactCommand } from "../../src/borg/commands/compact.ts";
import { listArchivesCommand } from "../../src/borg/commands/list-archives.ts";
import { pruneCommand } from "../../src/borg/commands/prune.ts";
import { systemClock } from "../../src/ports/clock.ts";
import { systemFiles } from "../../src/ports/files.ts";
import { type BorgPlace, backupCommand, createBorgPlace, expectOk, writeTree } from "../support/borg.ts";
import { plan as newPlan } from "../support/records.ts";
import { faultOf } from "../support/rejection.ts";

const repositoryId = "repohome";
const planId = "planaaaa";
const otherPlanId = "planaaaab";

describe("previews of upkeep with the real borg", function () {
  this.timeout(120_000);
  let place: BorgPlace;
  let source: string;
  const own: string[] = [];
  const others: string[] = [];
  let plan: PlanRecord;

  before(async () => {
    place = await createBorgPlace();
    await place.init();
    source = join(place.folder, "source");
    plan = newPlan(planId, [repositoryId], { sources: [source] });
    for (let second = 0; second < 3; second += 1) {
      await writeTree(source, new Map([["changing", `${second}`.repeat(200_000)]]));
      own.push(planArchiveName(planId, Date.UTC(2026, 0, 1, 0, 0, second)));
      await backUpAt(own.at(-1) ?? "", `2026-01-0${second + 1}T12:00:00`);
    }
    others.push(planArchiveName(otherPlanId, Date.UTC(2026, 0, 1)), "server-2026", "*", `${planId}*`, `x${own[0]}`);
    for (const name of others) await place.backUp(name, [source]);
  });
  after(() => place.remove());

  /** An archive of a chosen time, so that no test waits for the next second. */
  async function backUpAt(name: string, timestamp: string): Promise<void> {
    const command = backupCommand(place.target, name, [source]);
    const args = command.args.flatMap((arg) => (arg === "create" ? [arg, `--timestamp=${timestamp}`] : [arg]));
    expectOk(await place.job({ ...command, args }));
  }

  async function names(): Promise<string[]> {
    const { stdout } = await place.borg.run(listArchivesCommand(place.target));
    return (JSON.parse(stdout) as { archives: { name: string }[] }).archives.map(({ name }) => name);
  }

  function previews(change: { now?: number; mode?: "full" | "observe"; busy?: boolean } = {}) {
    let held = 0;
    return createUpkeepPreviews({
      borg: place.borg,
      files: systemFiles,
      timeZone: "UTC",
      clock: { ...systemClock, now: () => change.now ?? Date.now() },
      leases: {
        take: async (_id, mode) => {
          expect([mode, held]).to.deep.equal(["exclusive", 0]);
          held += 1;
          return () => {
            held -= 1;
          };
        },
      },
      targets: { resolve: async () => place.target },
      plans: { get: (id) => (id === planId ? plan : undefined) },
      repositories: { get: () => ({ mode: change.mode ?? "full" }) },
    });
  }
  const signal = new AbortController().signal;
  const keep = (change: object) => ({ ...plan.retention, keepLast: 0, ...change });

  it("says what stays, by which rule, and what goes, of the plan's own archives only, and changes nothing", async () => {
    const before = await names();
    const last = await previews().prune(repositoryId, { planId }, signal);
    expect(last).to.deep.include({ keptCount: 1, deletedCount: 2, othersCount: others.length, truncated: false });
    expect(last.items.map(({ name, keep: stays, rule, number }) => [name, stays, rule, number])).to.deep.equal([
      [own[2], true, "last", 1],
      [own[1], false, null, null],
      [own[0], false, null, null],
    ]);
    expect(last.items[0]?.startedAt).to.equal("2026-01-03T12:00:00.000Z");
    expect(await names()).to.deep.equal(before);
  });

  it("tells of other rules than the plan's, in the plan's time zone", async () => {
    const daily = await previews().prune(repositoryId, { planId, retention: keep({ keepDaily: 2 }) }, signal);
    expect(daily.items.map(({ keep: stays, rule }) => [stays, rule])).to.deep.equal([
      [true, "daily"],
      [true, "daily"],
      [false, null],
    ]);
    const yearly = await previews().prune(repositoryId, { planId, retention: keep({ keepYearly: 5 }) }, signal);
    expect(yearly.items.map(({ rule, number }) => [rule, number])).to.deep.equal([
      ["yearly", 1],
      [null, null],
      ["yearly", 2], // the oldest of all stays while the rule is not used up
    ]);
  });

  it("does what it said", async () => {
    const said = await previews().prune(repositoryId, { planId }, signal);
    const copy = await createBorgPlace();
    try {
      await copy.init();
      for (const [day, name] of own.entries()) {
        const command = backupCommand(copy.target, name, [source]);
        const args = command.args.flatMap((arg) =>
          arg === "create" ? [arg, `--timestamp=2026-01-0${day + 1}T12:00:00`] : [arg],
        );
        expectOk(await copy.job({ ...command, args }));
      }
      const done = await copy.job(pruneCommand(copy.target, { planId, retention: plan.retention, timeZone: "UTC" }));
      const deleted = said.items.filter(({ keep: stays }) => !stays).map(({ name }) => name);
      expect(done.report.prune).to.deep.equal({ keptCount: 1, deletedCount: 2, deletedNames: deleted });
    } finally {
      await copy.remove();
    }
  });

  it("refuses what prune would refuse, and what is not the plan's", async () => {
    await faultOf(previews().prune(repositoryId, { planId: otherPlanId }, signal), "invalid-input");
    await faultOf(previews().prune("repowork", { planId }, signal), "invalid-input");
    await faultOf(previews().prune(repositoryId, { planId, retention: keep({}) }, signal), "invalid-input");
    await faultOf(previews({ mode: "observe" }).prune(repositoryId, { planId }, signal), "conflict");
    await faultOf(previews({ now: Date.UTC(2026, 0, 1) }).prune(repositoryId, { planId }, signal), "conflict");
  });

  it("knows what compacting would free, at most, and that nothing is left then", async () => {
    expectOk(await place.job(pruneCommand(place.target, { planId, retention: plan.retention, timeZone: "UTC" })));
    const { freeableBytes } = await previews().compact(repositoryId);
    const compacted = await place.job(compactCommand(place.target));
    const freed = compacted.report.compact?.freedBytes ?? 0;
    expect(freed).to.be.greaterThan(500);
    expect(freeableBytes).to.be.within(freed * 0.9, freed * 10 + 100_000);
    expect((await previews().compact(repositoryId)).freeableBytes).to.be.lessThan(freeableBytes ?? 0);
    expect(await names()).to.have.members([own[2], ...others]);
  });

  it("says why where it cannot know", async () => {
    const { location } = place.target;
    const remote = await previewCompact(systemFiles, "ssh://nas/./backups");
    expect(remote).to.deep.include({ freeableBytes: null }).and.property("reason").contain("another host");
    for (const name of await readdir(location)) if (name.startsWith("hints.")) await rm(join(location, name));
    for (const path of [location, join(place.folder, "nowhere")]) {
      expect((await previewCompact(systemFiles, path)).reason).to.be.a("string");
    }
  });
});
