import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import Type from "typebox";
import type { LogFields } from "../../../src/ports/log.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { type Journal, openJournal } from "../../../src/store/journal.ts";
import { createFailingFiles } from "../../support/failing-files.ts";
import { createFakeClock } from "../../support/fake-ports.ts";
import { faultOf } from "../../support/rejection.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

const Entry = Type.Object({ n: Type.Integer(), text: Type.Optional(Type.String()) }, { additionalProperties: false });
type Entry = Type.Static<typeof Entry>;

describe("store/journal", () => {
  const newFolder = temporaryFolders();
  const opened: Journal<Entry>[] = [];
  afterEach(() => Promise.all(opened.splice(0).map((journal) => journal.close())));

  async function open(folder = newFolder(), startAt = "2026-11-22T10:00:00Z") {
    const files = createFailingFiles();
    const clock = createFakeClock(startAt);
    const warnings: LogFields[] = [];
    const log = { ...silentLog, warn: (_: string, fields: LogFields = {}) => warnings.push(fields) };
    const journal = await openJournal({ folder, name: "things", schema: Entry, ports: { files, clock, log } });
    opened.push(journal);
    return { folder, files, clock, warnings, journal, path: join(folder, "things-2026-11.jsonl") };
  }
  const read = async (entries: AsyncIterable<Entry>) => {
    const found: number[] = [];
    for await (const { n } of entries) found.push(n);
    return found;
  };
  const both = async (journal: Journal<Entry>) => [
    await read(journal.readRecent(2)),
    (await read(journal.readBackwards())).reverse(),
  ];

  it("has an entry on disk when it resolves", async () => {
    const { journal, path } = await open();
    await journal.append({ n: 1 });
    expect(readFileSync(path, "utf8")).to.equal('{"n":1}\n');
  });

  it("keeps the order, and writes a burst at once", async () => {
    const { journal, files } = await open();
    await Promise.all(Array.from({ length: 100 }, (_, n) => journal.append({ n })));
    expect(files.written).to.have.length(1);
    const expected = Array.from({ length: 100 }, (_, n) => n);
    expect(await both(journal)).to.deep.equal([expected, expected]);
  });

  it("starts a file each month and reads across them", async () => {
    const { journal, clock, folder } = await open(newFolder(), "2026-09-30T23:59:59Z");
    await journal.append({ n: 1 });
    clock.advance(1000);
    await journal.append({ n: 2 });
    clock.advance(31 * 24 * 3_600_000);
    await journal.append({ n: 3 });
    expect(readdirSync(folder)).to.have.members([
      "things-2026-09.jsonl",
      "things-2026-10.jsonl",
      "things-2026-11.jsonl",
    ]);
    expect(await read(journal.readBackwards())).to.deep.equal([3, 2, 1]);
    expect(await read(journal.readRecent(2))).to.deep.equal([2, 3]);
    expect(await read(journal.readRecent(12))).to.deep.equal([1, 2, 3]);
  });

  it("reads lines longer than a block, with letters cut by its edge", async () => {
    const { journal } = await open();
    const text = "aé🚚".repeat(20_000);
    await journal.append({ n: 1, text });
    await journal.append({ n: 2, text: `x${text}` });
    await journal.append({ n: 3 });
    expect(await both(journal)).to.deep.equal([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it("reads a file of any length to its first line from either end", async () => {
    const { journal, path } = await open();
    const count = 20_000;
    writeFileSync(path, Array.from({ length: count }, (_, n) => `{"n":${n}}\n`).join(""));
    const [forward, backward] = await both(journal);
    expect(forward).to.have.length(count);
    expect(backward).to.deep.equal(forward);
  });

  it("cuts a torn last line off at start and goes on after the last whole one", async () => {
    const first = await open();
    await first.journal.append({ n: 1 });
    await first.journal.close();
    appendFileSync(first.path, '{"n":2,"te');
    const second = await open(first.folder);
    expect(readFileSync(first.path, "utf8")).to.equal('{"n":1}\n');
    expect(second.warnings).to.have.length(1);
    await second.journal.append({ n: 3 });
    expect(await both(second.journal)).to.deep.equal([
      [1, 3],
      [1, 3],
    ]);
  });

  it("completes a last line that lacks only its end", async () => {
    const { folder, path } = await open();
    writeFileSync(path, '{"n":1}\n{"n":2}');
    const { journal } = await open(folder);
    await journal.append({ n: 3 });
    expect(readFileSync(path, "utf8")).to.equal('{"n":1}\n{"n":2}\n{"n":3}\n');
  });

  it("empties a file that is nothing but a torn line", async () => {
    const { folder, path } = await open();
    writeFileSync(path, "\0".repeat(100_000));
    const { journal } = await open(folder);
    expect(readFileSync(path, "utf8")).to.equal("");
    await journal.append({ n: 1 });
    expect(await both(journal)).to.deep.equal([[1], [1]]);
  });

  it("skips lines that are damaged, logs them, and reads on", async () => {
    const { journal, path, warnings } = await open();
    writeFileSync(path, '{"n":1}\nnot json\n{"n":"two"}\n\n{"n":4}\n');
    expect(await read(journal.readRecent(1))).to.deep.equal([1, 4]);
    expect(warnings).to.have.length(3);
  });

  it("does not show a line that is still being written", async () => {
    const { journal, path } = await open();
    await journal.append({ n: 1 });
    appendFileSync(path, '{"n":2}');
    expect(await both(journal)).to.deep.equal([[1], [1]]);
  });

  it("leaves nothing of an entry that could not be written, and goes on", async () => {
    const { journal, files, path } = await open();
    await journal.append({ n: 1 });
    files.failWrites("half-way");
    const results = await Promise.allSettled([journal.append({ n: 2 }), journal.append({ n: 3 })]);
    expect(results.map((result) => result.status === "rejected" && result.reason.code)).to.deep.equal([
      "store-write-failed",
      "store-write-failed",
    ]);
    expect(readFileSync(path, "utf8")).to.equal('{"n":1}\n');
    files.failWrites("never");
    await journal.append({ n: 4 });
    expect(await both(journal)).to.deep.equal([
      [1, 4],
      [1, 4],
    ]);
  });

  it("refuses an entry that is too long to be read back", async () => {
    const { journal } = await open();
    await faultOf(journal.append({ n: 1, text: "x".repeat(1024 * 1024) }), "internal");
    await journal.append({ n: 2 });
    expect(await both(journal)).to.deep.equal([[2], [2]]);
  });
});
