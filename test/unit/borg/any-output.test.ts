import { expect } from "chai";
import fc from "fast-check";
import { commandNames } from "../../../src/borg/command.ts";
import { readListing } from "../../../src/borg/commands/listing.ts";
import { parseLogLine } from "../../../src/borg/formats/log.ts";
import { pruneDecisionOf } from "../../../src/borg/formats/prune-decision.ts";
import { createLineSplitter } from "../../../src/borg/process/lines.ts";
import { decideOutcome } from "../../../src/borg/result/outcome.ts";
import { reportOf } from "../../../src/borg/result/report.ts";
import { createTally, logLine, note } from "../../../src/borg/result/tally.ts";
import { isFault } from "../../../src/fault.ts";

const loggers = ["borg.output.list", "borg.output.stats", "borg.output.show-rc", "borg.repository", "borg.archive"];
const id = "ab".repeat(32);
/** Sentences that are read, with anything in them. */
const sentence = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "binary" }).map((text) => `Keeping archive (rule: daily #1): ${text} [${id}]`),
  fc.string({ unit: "binary" }).map((text) => `Pruning archive (1/2): ${text} Sun, 2026-11-22 09:50:06 [${id}]`),
  fc.string({ unit: "binary" }).map((text) => `Deleting archive: ${text} Sun, 2026-11-22 09:50:06 [${id}] (1/1)`),
  fc.string({ unit: "binary" }).map((text) => `[Errno ${text.length}] ${text}`),
  fc.integer().map((code) => `terminating with error status, rc ${code}`),
  fc.double().map((size) => `compaction freed about ${size} MB repository space.`),
);
const message = fc.record(
  {
    type: fc.constant("log_message"),
    levelname: fc.constantFrom("INFO", "WARNING", "ERROR", "CRITICAL"),
    name: fc.constantFrom(...loggers),
    msgid: fc.oneof(fc.constantFrom("LockTimeout", "Exception", "constructor", "__proto__"), fc.string()),
    message: sentence,
  },
  { requiredKeys: ["type", "message"] },
);
const status = fc.record({
  type: fc.constant("file_status"),
  status: fc.string({ maxLength: 2 }),
  path: fc.string({ unit: "binary" }),
});
const line = fc.oneof(
  message.map((record) => JSON.stringify(record)),
  status.map((record) => JSON.stringify(record)),
  fc.json(),
  fc.string({ unit: "binary" }),
);
/** A log of such lines and of bytes that are no text, cut anywhere. */
const log = fc.array(
  fc.oneof(
    line.map((text) => Buffer.from(`${text}\n`)),
    fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
  ),
  { maxLength: 30 },
);
const ending = fc.record({
  command: fc.constantFrom(...commandNames),
  exitCode: fc.option(fc.integer({ min: 0, max: 255 })),
  signal: fc.option(fc.constantFrom("SIGKILL", "SIGTERM")),
  stop: fc.option(
    fc.constantFrom(
      "cancelled" as const,
      "reader-left" as const,
      "time-limit" as const,
      "output-limit" as const,
      "connection-lost" as const,
    ),
  ),
  started: fc.boolean(),
});

describe("borg/ with any output", () => {
  it("judges every log and every end, within bounds", () => {
    fc.assert(
      fc.property(log, ending, fc.oneof(fc.json(), fc.string({ unit: "binary" })), (pieces, how, stdout) => {
        const tally = createTally();
        const splitter = createLineSplitter((text) => {
          const event = parseLogLine(text);
          if (!event) return;
          note(tally, event);
          logLine(event);
          const decision = pruneDecisionOf(event);
          if (decision) expect(decision.archiveId).to.match(/^[0-9a-f]{64}$/);
        });
        for (const piece of pieces) splitter.push(piece);
        splitter.end();
        expect(JSON.parse(JSON.stringify(tally))).to.deep.equal(tally);
        const { state, outcome } = decideOutcome({ ...how, tally, lockHolder: null });
        expect(state).to.be.oneOf(["ok", "warning", "failed", "cancelled", "interrupted"]);
        expect(outcome.code).to.match(/^[a-z]+(-[a-z]+)*$/);
        expect(outcome.message.length).to.be.within(1, 2000);
        expect(outcome.warnings.length).to.be.at.most(20);
        if (state === "failed") expect(outcome.nextStep).to.be.a("string");
        const report = reportOf(how.command, stdout, tally);
        for (const figure of [report.compact?.freedBytes, report.deleted?.freedBytes, report.archive?.files]) {
          if (typeof figure === "number") expect(Number.isSafeInteger(figure) && figure >= 0).to.equal(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("reads a record behind any prompt as it reads it alone", () => {
    const prompt = fc.string({ unit: "binary" }).filter((text) => !/\{"|\n/.test(text) && !text.endsWith("{"));
    fc.assert(
      fc.property(prompt, message, (text, record) => {
        const alone = parseLogLine(JSON.stringify(record));
        expect(parseLogLine(`${text}${JSON.stringify(record)}`)).to.deep.equal(alone);
      }),
    );
  });

  it("refuses with a fault what is no listing, and never with another error", async () => {
    const escaped = fc
      .array(
        fc.constantFrom("-", "d", "-rw-r--r--", "12", "\\x00", "\\", "x00", "2026-01-01T00:00:00.000000", "é", "\n"),
        {
          maxLength: 40,
        },
      )
      .map((parts) => Buffer.from(parts.join("")));
    const bytes = fc.uint8Array({ maxLength: 200 }).map((raw) => Buffer.from(raw));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(escaped, bytes), { maxLength: 5 }), async (pieces) => {
        try {
          for await (const batch of readListing(each(pieces))) {
            for (const { sizeBytes } of batch) expect(Number.isSafeInteger(sizeBytes)).to.equal(true);
          }
        } catch (error) {
          if (!isFault(error, "borg-failed")) throw error;
        }
      }),
    );
  });
});

async function* each(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces;
}
