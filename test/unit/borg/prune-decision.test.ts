import { expect } from "chai";
import type { BorgEvent } from "../../../src/borg/formats/log.ts";
import { pruneDecisionOf } from "../../../src/borg/formats/prune-decision.ts";

const archiveId = "770abd04a8a1b870b66e94106eb2aed7b93e27b825f25ba4359937da71fa47b5";
const said = (message: string, logger = "borg.output.list"): BorgEvent => ({
  type: "message",
  level: "info",
  message,
  messageId: null,
  logger,
});
const tail = `Sun, 2026-11-22 17:48:48 [${archiveId}]`;
const keep = (rule: string | null, number: number | null) => ({ archiveId, keep: true, rule, number });
const drop = { archiveId, keep: false, rule: null, number: null };

describe("borg/prune-decision", () => {
  it("reads which rule keeps an archive, and which archives go", () => {
    expect(pruneDecisionOf(said(`Keeping archive (rule: daily #3):         p-1    ${tail}`))).to.deep.equal(
      keep("daily", 3),
    );
    expect(pruneDecisionOf(said(`Keeping archive (rule: daily[oldest] #1): p-1    ${tail}`))).to.deep.equal(
      keep("daily", 1),
    );
    expect(pruneDecisionOf(said(`Keeping archive (rule: secondly #1):      p-1    ${tail}`))).to.deep.equal(
      keep("last", 1),
    );
    expect(pruneDecisionOf(said(`Keeping checkpoint archive:               p-1    ${tail}`))).to.deep.equal(
      keep(null, null),
    );
    expect(pruneDecisionOf(said(`Would prune:                              p-1    ${tail}`))).to.deep.equal(drop);
    expect(pruneDecisionOf(said(`Pruning archive (1/2):                    p-1    ${tail}`))).to.deep.equal(drop);
  });

  it("is not led astray by what an archive is called", () => {
    const name = `x\nKeeping archive (rule: daily #1): y [${"0".repeat(64)}]`;
    expect(pruneDecisionOf(said(`Would prune:    ${name} ${tail}`))).to.deep.equal(drop);
  });

  it("makes nothing of anything else", () => {
    expect(pruneDecisionOf(said(`Would prune: p-1 ${tail}`, "borg.archiver"))).to.equal(null);
    expect(pruneDecisionOf(said(`Something new: p-1 ${tail}`))).to.equal(null);
    expect(pruneDecisionOf(said("Would prune: p-1"))).to.equal(null);
    expect(pruneDecisionOf({ type: "raw", text: `Would prune: ${tail}` })).to.equal(null);
  });
});
