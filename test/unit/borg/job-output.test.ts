import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { BorgEvent } from "../../../src/borg/formats/log.ts";
import { openJobOutput, readJobLog } from "../../../src/borg/process/job-output.ts";
import { systemFiles } from "../../../src/ports/files.ts";

const warn = (message: string) =>
  `${JSON.stringify({ type: "log_message", levelname: "WARNING", name: "borg.archiver", time: Math.random(), message })}\n`;

describe("borg/job-output", () => {
  let folder: string;
  let stderr: string;
  const open = (events: BorgEvent[] = []) => openJobOutput(systemFiles, folder, (event) => events.push(event));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "borgdeck-output-"));
    stderr = join(folder, "stderr");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("follows a file as it grows, lines cut anywhere", async () => {
    const events: BorgEvent[] = [];
    const output = await open(events);
    await output.drain();
    const text = warn("one") + warn("two");
    for (const part of [text.slice(0, 30), text.slice(30, 31), text.slice(31)]) {
      await appendFile(stderr, part);
      await output.drain();
    }
    expect(events.map((event) => event.type === "message" && event.message)).to.deep.equal(["one", "two"]);
    expect(output.consumedBytes()).to.equal(text.length);
  });

  it("loses nothing when the file is emptied in the middle of a line, nor over a restart after it", async () => {
    const output = await open();
    const second = warn("two");
    await writeFile(stderr, warn("one") + second.slice(0, 20));
    await output.drain();
    await output.trim();
    expect((await stat(stderr)).size).to.equal(0);
    await appendFile(stderr, second.slice(20) + warn("three"));

    await output.drain();
    expect(output.tally.warnings).to.deep.equal(["one", "two", "three"]);
    const again = await open();
    await again.drain();
    expect(again.tally.warnings).to.deep.equal(["one", "two", "three"]);
    expect((await readJobLog(systemFiles, folder)).lines.map(({ message }) => message)).to.deep.equal([
      "one",
      "two",
      "three",
    ]);
  });

  it("counts nothing twice when it ended between saving and emptying", async () => {
    const before = warn("one") + warn("two");
    await writeFile(stderr, before);
    const output = await open();
    await output.drain();
    await output.trim();
    await writeFile(stderr, before + warn("three")); // as if the file had not been emptied, and had grown since
    const again = await open();
    await again.drain();
    expect(again.tally.warnings).to.deep.equal(["one", "two", "three"]);
  });

  it("keeps a bounded log, the last lines, and says that lines are missing", async () => {
    await writeFile(stderr, Array.from({ length: 3000 }, (_, at) => warn(`line ${at}`)).join(""));
    const { lines, truncated } = await readJobLog(systemFiles, folder);
    expect(truncated).to.equal(true);
    expect(lines).to.have.length(1000);
    expect(lines.at(-1)).to.include({ message: "line 2999", level: "warning" });
  });

  it("bounds the log by its size too", async () => {
    await writeFile(stderr, Array.from({ length: 300 }, () => warn("x".repeat(8000))).join(""));
    const { lines } = await readJobLog(systemFiles, folder);
    expect(lines.reduce((sum, { message }) => sum + message.length, 0)).to.be.at.most(256 * 1024);
  });

  it("holds the memory whatever arrives: 40 MB in one line", async function () {
    this.timeout(30_000);
    await writeFile(stderr, Buffer.concat([Buffer.alloc(40_000_000, "x"), Buffer.from(`\n${warn("after")}`)]));
    const events: BorgEvent[] = [];
    const output = await open(events);
    await output.drain();
    await output.trim();
    expect(events.map(({ type }) => type)).to.deep.equal(["raw", "message"]);
    expect(output.tally.warnings).to.deep.equal(["after"]);
    expect((await readFile(join(folder, "kept.json"))).length).to.be.below(100_000);
  });

  it("shows an empty log where nothing was started", async () => {
    expect(await readJobLog(systemFiles, join(folder, "none"))).to.deep.equal({ lines: [], truncated: false });
  });
});
