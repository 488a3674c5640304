import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { judgeFile } from "../../../src/archives/drill/judge-file.ts";
import { compareWithSource } from "../../../src/archives/trial/compare.ts";
import { eachRestored, type TrialDependencies } from "../../../src/archives/trial/trial-restore.ts";
import type { ListedEntry } from "../../../src/borg/commands/listing.ts";
import { systemFiles } from "../../../src/ports/files.ts";
import { createFakeClock } from "../../support/fake-ports.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

const entry = { type: "-", path: "file", sizeBytes: 4, source: "" } as ListedEntry;

describe("archives/trial-restore", () => {
  const newFolder = temporaryFolders();

  it("waits neither for a FIFO in a source's place nor for one in place of what came back", async () => {
    const fifo = join(newFolder(), "file");
    execFileSync("mkfifo", [fifo]);
    async function* archived() {
      yield Buffer.from("data");
    }
    const { signal } = new AbortController();
    try {
      expect(await compareWithSource(systemFiles, entry, archived(), fifo)).to.equal("changed");
      expect(await judgeFile(systemFiles, entry, "", fifo, undefined, signal)).to.equal("unproven");
    } finally {
      closeSync(openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK)); // lest a test that failed keep its threads
    }
  });

  it("ends with its signal, whatever a disk that does not answer keeps waiting", async () => {
    const scratchDir = join(newFolder(), "scratch");
    const stop = new AbortController();
    const borg = {
      async run() {
        writeFileSync(join(scratchDir, "file"), "data");
        return { state: "ok", outcome: { code: "ok" } };
      },
    } as unknown as TrialDependencies["borg"];
    const trial = {
      target: { location: "/repo", passphrase: null, rsh: null },
      archiveName: "a",
      scratchDir,
      jobId: "job",
      signal: stop.signal,
    };
    const never = () => {
      stop.abort(new Error("cancelled"));
      return new Promise<void>(() => {});
    };
    const ended = eachRestored({ borg, files: systemFiles, clock: createFakeClock() }, trial, [entry], never);
    expect(await ended.catch((error: unknown) => error)).to.have.property("message", "cancelled");
    expect(await systemFiles.info(scratchDir)).to.equal(null);
  });
});
