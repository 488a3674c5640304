import { expect } from "chai";
import fc from "fast-check";
import { type BorgEvent, longestText, parseLogLine } from "../../../src/borg/formats/log.ts";
import { createLineSplitter } from "../../../src/borg/process/lines.ts";

const line = (record: object) => JSON.stringify(record);

describe("borg/log", () => {
  it("reads progress of a backup, whatever the order of its keys", () => {
    const record = {
      type: "archive_progress",
      nfiles: 3,
      original_size: 9,
      compressed_size: 5,
      deduplicated_size: 2,
      path: "a/b",
    };
    const wanted: BorgEvent = {
      type: "progress",
      files: 3,
      originalSizeBytes: 9,
      compressedSizeBytes: 5,
      deduplicatedSizeBytes: 2,
      path: "a/b",
      finished: false,
    };
    expect(parseLogLine(line(record))).to.deep.equal(wanted);
    expect(parseLogLine(line(Object.fromEntries(Object.entries(record).reverse())))).to.deep.equal(wanted);
  });

  it("reads the last progress, which has no figures", () => {
    expect(parseLogLine('{"time": 1.5, "type": "archive_progress", "finished": true}')).to.include({
      files: null,
      finished: true,
    });
  });

  it("reads percentages, and knows none where there is no total", () => {
    const check = { type: "progress_percent", msgid: "repository.check", message: "Checking", current: 2, total: 8 };
    expect(parseLogLine(line(check))).to.include({ type: "percent", percent: 25, messageId: "repository.check" });
    expect(parseLogLine(line({ ...check, total: 0 }))).to.include({ percent: null });
    expect(parseLogLine(line({ ...check, current: 9 }))).to.include({ percent: 100 });
    expect(parseLogLine('{"type": "progress_message", "msgid": "cache.commit", "finished": true}')).to.include({
      percent: null,
      finished: true,
    });
  });

  it("reads messages with level, name of the error and who speaks", () => {
    const record = {
      type: "log_message",
      levelname: "ERROR",
      name: "borg.archiver",
      msgid: "LockTimeout",
      message: "no",
    };
    expect(parseLogLine(line(record))).to.deep.equal({
      type: "message",
      level: "error",
      message: "no",
      messageId: "LockTimeout",
      logger: "borg.archiver",
    });
    expect(parseLogLine(line({ ...record, levelname: "CRITICAL" }))).to.include({ level: "error" });
    expect(parseLogLine(line({ ...record, levelname: 7, msgid: null }))).to.include({ level: "info", messageId: null });
  });

  it("reads statuses of files and questions", () => {
    expect(parseLogLine('{"type":"file_status","status":"E","path":"/x"}')).to.deep.equal({
      type: "file-status",
      status: "E",
      path: "/x",
    });
    expect(parseLogLine('{"type":"question_prompt","msgid":"Q","message":"sure?"}')).to.deep.equal({
      type: "question",
      messageId: "Q",
      message: "sure?",
    });
  });

  it("finds JSON that is glued behind a prompt", () => {
    const glued = `Enter passphrase for key /r: ${line({ type: "log_message", levelname: "ERROR", msgid: "NoPassphraseFailure", message: "m" })}`;
    expect(parseLogLine(glued)).to.include({ type: "message", messageId: "NoPassphraseFailure" });
  });

  it("keeps what is no JSON as text, within a bound", () => {
    expect(parseLogLine("usage: borg")).to.deep.equal({ type: "raw", text: "usage: borg" });
    expect(parseLogLine("  ")).to.equal(null);
    const long = parseLogLine("x".repeat(100_000));
    expect(long)
      .to.have.property("text")
      .with.lengthOf(longestText + 1);
    const message = parseLogLine(line({ type: "log_message", message: "y".repeat(100_000) }));
    expect(message)
      .to.have.property("message")
      .with.lengthOf(longestText + 1);
  });

  it("takes no name of a property of objects for a type", () => {
    for (const type of ["constructor", "__proto__", "toString"])
      expect(parseLogLine(line({ type }))).to.include({ type: "raw" });
  });

  it("never throws and always makes an event of a known form", () => {
    const types = ["progress", "percent", "message", "file-status", "question", "raw"];
    const known = fc.constantFrom(
      "archive_progress",
      "progress_percent",
      "progress_message",
      "log_message",
      "file_status",
      "question_prompt",
    );
    const record = fc.record(
      {
        type: known,
        nfiles: fc.anything(),
        current: fc.anything(),
        total: fc.anything(),
        message: fc.anything(),
        path: fc.anything(),
        status: fc.anything(),
        levelname: fc.anything(),
      },
      { requiredKeys: [] },
    );
    const anyLine = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.json(),
      record.map((value) => JSON.stringify(value) ?? ""),
      record.map((value) => `text ${JSON.stringify(value)}`),
    );
    fc.assert(
      fc.property(anyLine, (text) => {
        const event = parseLogLine(text);
        if (event) expect(types).to.include(event.type);
        else expect(text.trim()).to.equal("");
      }),
    );
  });
});

describe("borg/lines", () => {
  function split(chunks: readonly Buffer[], limit?: number): string[] {
    const lines: string[] = [];
    const splitter = createLineSplitter((text) => lines.push(text), limit);
    for (const chunk of chunks) splitter.push(chunk);
    splitter.end();
    return lines;
  }

  it("gives the same lines however the bytes are cut", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.array(fc.nat(50)), (text, cuts) => {
        const bytes = Buffer.from(text);
        const chunks: Buffer[] = [];
        let at = 0;
        for (const cut of [...cuts, bytes.length]) {
          chunks.push(bytes.subarray(at, at + cut));
          at += cut;
        }
        const wanted = bytes.toString().split("\n");
        if (wanted.at(-1) === "") wanted.pop();
        expect(split(chunks)).to.deep.equal(wanted);
      }),
    );
  });

  it("cuts a line that is too long and goes on behind it", () => {
    const chunks = [
      Buffer.from("first\n"),
      ...Array.from({ length: 50 }, () => Buffer.alloc(10, "x")),
      Buffer.from("\nlast"),
    ];
    expect(split(chunks, 64)).to.deep.equal(["first", "x".repeat(64), "last"]);
  });

  it("decodes what is no text without failing", () => {
    expect(split([Buffer.from([0xff, 0xfe, 10, 0x61])])).to.deep.equal(["\ufffd\ufffd", "a"]);
  });
});
