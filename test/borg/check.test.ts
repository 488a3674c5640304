import { randomBytes } from "node:crypto";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { CheckOptions } from "../../schemas/upkeep.ts";
import { checkCommand } from "../../src/borg/commands/check.ts";
import type { BorgResult } from "../../src/borg/result/result.ts";
import { wholeCheck } from "../../src/jobs/kinds/check.ts";
import { type BorgPlace, createBorgPlace, withLockWait } from "../support/borg.ts";
import { largestSegment, overwrite } from "../support/damage.ts";

describe("check with the real borg", function () {
  this.timeout(60_000);
  let place: BorgPlace;
  let sound: string;

  before(async () => {
    place = await createBorgPlace();
    await place.init();
    const source = join(place.folder, "source");
    await mkdir(source);
    for (const name of ["a", "b", "c"]) await writeFile(join(source, name), randomBytes(1_000_000));
    await place.backUp("one", [source]);
    await place.backUp("two", [source]);
    sound = join(place.folder, "sound");
    await cp(place.target.location, sound, { recursive: true });
  });
  after(() => place.remove());
  beforeEach(async () => {
    await rm(place.target.location, { recursive: true });
    await cp(sound, place.target.location, { recursive: true });
  });

  const check = (change: Partial<CheckOptions> = {}): Promise<BorgResult> =>
    place.job(checkCommand(place.target, { ...wholeCheck, ...change }));
  const brief = ({ state, outcome, report }: BorgResult) => `${state} ${outcome.code} ${report.checked?.problemsCount}`;

  const dataSegment = () => largestSegment(place.target.location);
  const flipBytes = async () => overwrite(await dataSegment(), 1_500_000, Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]));

  it("looks at all, at one part, and at the data", async () => {
    for (const change of [{}, { scope: "repository" }, { scope: "archives" }, { verifyData: true }] as const) {
      const result = await check(change);
      expect(brief(result)).to.equal("ok ok 0");
      expect(result.report.checked?.partial).to.equal(false);
    }
  });

  it("finds damaged data where it looks at it, whatever borg's exit code", async () => {
    await flipBytes();
    expect(brief(await check())).to.match(/^failed repository-damaged [1-9]/);
    expect(brief(await check({ scope: "repository" }))).to.match(/^failed repository-damaged [1-9]/);
    expect(brief(await check({ scope: "archives", verifyData: true }))).to.match(/^failed repository-damaged [1-9]/);
    expect(brief(await check({ scope: "archives" }))).to.equal("ok ok 0"); // metadata alone is sound
  });

  it("calls it damage too where borg breaks down over a segment that is gone", async () => {
    await rm(await dataSegment());
    expect(brief(await check())).to.match(/^failed repository-damaged [1-9]/);
    const broken = await check({ scope: "archives" });
    expect(broken.exitCode).to.equal(2);
    expect(brief(broken)).to.equal("failed repository-damaged 0");
    expect(broken.outcome.brief).to.equal("The check found problems.");
  });

  it("tells a check that its time limit ended from one that saw all", async () => {
    const command = checkCommand(place.target, { ...wholeCheck, scope: "repository", maxDurationMs: 60_000 });
    const partial = async (limit: string) => {
      const args = command.args.map((arg) => arg.replace("--max-duration=60", `--max-duration=${limit}`));
      const { state, report } = await place.job({ ...command, args });
      return [state, report.checked?.partial];
    };
    expect(await partial("-1")).to.deep.equal(["ok", true]); // over before it began: after one segment
    expect(await partial("60")).to.deep.equal(["ok", false]);
    expect(() => checkCommand(place.target, { ...wholeCheck, maxDurationMs: 60_000 })).to.throw(RangeError);
  });

  it("takes a repository that is in use for no damage", async () => {
    await mkdir(join(place.target.location, "lock.exclusive"));
    await writeFile(join(place.target.location, "lock.exclusive/elsewhere@1.4711-0"), "");
    const result = await place.job(withLockWait(checkCommand(place.target, wholeCheck), 1));
    expect(brief(result)).to.equal("failed repository-locked undefined");
  });
});
