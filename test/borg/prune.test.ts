import { join } from "node:path";
import { expect } from "chai";
import { planArchiveName } from "../../src/borg/archive-name.ts";
import { listArchivesCommand } from "../../src/borg/commands/list-archives.ts";
import { pruneCommand } from "../../src/borg/commands/prune.ts";
import { type BorgPlace, createBorgPlace, writeTree } from "../support/borg.ts";

const keepNone = { keepLast: 0, keepHourly: 0, keepDaily: 0, keepWeekly: 0, keepMonthly: 0, keepYearly: 0 };

describe("prune with the real borg", function () {
  this.timeout(120_000);
  let place: BorgPlace;
  before(async () => {
    place = await createBorgPlace();
    await place.init();
  });
  after(() => place.remove());

  async function names(): Promise<string[]> {
    const { stdout } = await place.borg.run(listArchivesCommand(place.target));
    return (JSON.parse(stdout) as { archives: { name: string }[] }).archives.map(({ name }) => name);
  }

  it("touches no archive but the plan's own, also where one plan's id begins another's", async () => {
    const source = join(place.folder, "source");
    await writeTree(source, new Map([["a", "a"]]));
    const own = [0, 1, 2].map((second) => planArchiveName("planaaaa", Date.UTC(2026, 0, 1, 0, 0, second)));
    const others = [
      planArchiveName("planaaaab", Date.UTC(2026, 0, 1)),
      planArchiveName("planaaa2", Date.UTC(2026, 0, 1)),
      planArchiveName("xplanaaaa", Date.UTC(2026, 0, 1)),
      "planaaaa",
      "planaaaa.2026-01-01",
      "server-2026-01-01",
      "*",
      "planaaaa*",
    ];
    const second = () => new Promise((resolve) => setTimeout(resolve, 1000 - (Date.now() % 1000)));
    for (const name of own) {
      await place.backUp(name, [source]);
      await second(); // two archives of one second count as one to borg's rule
    }
    for (const name of others) await place.backUp(name, [source]);

    const retention = { ...keepNone, keepLast: 1 };
    const result = await place.job(
      pruneCommand(place.target, { planId: "planaaaa", retention, timeZone: "Asia/Tokyo" }),
    );
    expect(result.outcome).to.include({ code: "ok" });
    expect(result.report.prune).to.deep.equal({ keptCount: 1, deletedCount: 2, deletedNames: [own[1], own[0]] });
    expect(await names()).to.have.members([own[2], ...others]);
  });
});
