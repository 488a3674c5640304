import { expect } from "chai";
import { parseLogLine } from "../../../src/borg/formats/log.ts";
import { reportOf } from "../../../src/borg/result/report.ts";
import { createTally, logLine, note } from "../../../src/borg/result/tally.ts";

function tallyOf(messages: readonly { message: string; name: string; levelname?: string }[]) {
  const tally = createTally();
  for (const message of messages) {
    const event = parseLogLine(JSON.stringify({ type: "log_message", levelname: "INFO", ...message }));
    if (event) note(tally, event);
  }
  return tally;
}

const id = "1977c52854d3008124d814f8ce373ef1c4dff061ba25e2fd4a44b333eaf3ebe3";

describe("borg/report", () => {
  it("counts what prune kept and deleted, and names what it deleted", () => {
    const list = (message: string) => ({ message, name: "borg.output.list" });
    const tally = tallyOf([
      list(`Keeping archive (rule: secondly #1):     p-2026-01-01T00:00:01         Sun, 2026-11-22 11:09:16 [${id}]`),
      list(`Pruning archive (1/2):                   p-2026-01-01T00:00:00         Sun, 2026-11-22 11:09:16 [${id}]`),
      list(`Pruning archive (2/2):                   a name with spaces            Sun, 2026-11-22 11:09:16 [${id}]`),
      { message: `Pruning archive (3/3): no  Sun, 2026-11-22 11:09:16 [${id}]`, name: "somebody.else" },
    ]);
    expect(reportOf("prune", "", tally)).to.deep.equal({
      prune: { keptCount: 1, deletedCount: 2, deletedNames: ["p-2026-01-01T00:00:00", "a name with spaces"] },
    });
  });

  it("reads what compact freed", () => {
    const freed = (text: string) =>
      tallyOf([{ message: `compaction freed about ${text} repository space.`, name: "borg.repository" }]).freedBytes;
    expect(freed("3.04 kB")).to.equal(3040);
    expect(freed("0 B")).to.equal(0);
    expect(freed("1.50 TB")).to.equal(1.5e12);
    expect(freed("-4.00 kB")).to.equal(0);
    expect(reportOf("compact", "", createTally())).to.deep.equal({ compact: { freedBytes: null } });
  });

  it("takes figures of a backup from its report", () => {
    const stdout = JSON.stringify({
      archive: {
        name: "n",
        id,
        duration: 1.5,
        stats: { nfiles: 2, original_size: 10, compressed_size: 8, deduplicated_size: -3 },
      },
      cache: { stats: { unique_csize: 77 } },
    });
    expect(reportOf("create", stdout, createTally())).to.deep.equal({
      archive: {
        name: "n",
        id,
        files: 2,
        originalSizeBytes: 10,
        compressedSizeBytes: 8,
        deduplicatedSizeBytes: 0,
        durationMs: 1500,
      },
      repository: { sizeBytes: 77, archivesCount: null },
    });
  });

  it("makes nothing of a report that is cut off", () => {
    for (const stdout of ["", '{"archive": {', "null", "[]"])
      expect(reportOf("create", stdout, createTally())).to.deep.equal({});
  });
});

describe("borg/tally", () => {
  it("takes the exit code from borg's own record only, the last one", () => {
    const rc = "borg.output.show-rc";
    const tally = tallyOf([
      { message: "terminating with success status, rc 0", name: rc },
      { message: "terminating with warning status, rc 1", name: rc },
      { message: "terminating with error status, rc 2", name: "borg.archiver" },
    ]);
    expect(tally.exitCode).to.equal(1);
  });

  it("does not count warnings of a cache that is not there yet", () => {
    const tally = tallyOf([
      { message: "The files cache can't be read. [[Errno 2] …]", name: "borg.cache", levelname: "WARNING" },
    ]);
    expect(tally).to.include({ warningsCount: 0 });
    expect(tally.warningNumbers).to.deep.equal([]);
  });

  it("keeps progress out of the log", () => {
    expect(logLine({ type: "percent", messageId: null, message: "m", percent: 1, finished: false })).to.equal(null);
    expect(logLine({ type: "file-status", status: "E", path: "/a" })).to.deep.equal({
      level: "info",
      message: "E /a",
      messageId: null,
    });
  });
});
