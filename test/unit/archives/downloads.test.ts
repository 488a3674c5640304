import { Readable } from "node:stream";
import { expect } from "chai";
import { createDownloads } from "../../../src/archives/download/downloads.ts";
import type { ArchiveIndex } from "../../../src/archives/index/archive-index.ts";
import type { BorgCommand } from "../../../src/borg/command.ts";
import type { BorgResult } from "../../../src/borg/result/result.ts";
import { ownOutcome } from "../../../src/jobs/job.ts";
import { faultOf } from "../../support/rejection.ts";

const actor = { userId: "useraaaa", username: "ada", peer: null, address: null, userAgent: null };
const never = () => new AbortController().signal;
const ok: BorgResult = {
  state: "ok",
  outcome: ownOutcome("ok", "Done."),
  exitCode: 0,
  stdout: "",
  stdoutTruncated: false,
  durationMs: 1,
  report: {},
};

function setUp({ indexed = ["docs"] as readonly string[] | null, damaged = [] as string[], auditFails = false } = {}) {
  const commands: BorgCommand[] = [];
  const audited: string[] = [];
  const asked: string[] = [];
  const streams: Readable[] = [];
  let held = 0;
  let end = (_result: BorgResult) => {};
  const made = () => {
    const stream = new Readable({ read() {} });
    streams.push(stream);
    return stream;
  };
  const downloads = createDownloads({
    borg: {
      async stream(command) {
        commands.push(command);
        return { stdout: made(), result: new Promise((resolve) => (end = resolve)), enough() {} };
      },
    },
    archives: {
      async download(repositoryId, archiveName, path) {
        asked.push([repositoryId, archiveName, path].join(" "));
        return { stream: made(), fileName: "a", sizeBytes: 1 };
      },
    },
    leases: {
      async shared(_id, use) {
        held += 1;
        return use(never()).finally(() => {
          held -= 1;
        });
      },
    },
    repositories: { target: async () => ({ location: "/srv/repo", passphrase: null, rsh: null }) },
    async peek(_repositoryId, _archiveName, use) {
      if (indexed === null) return null;
      const find = async (path: string) => (indexed.includes(path) ? {} : null);
      const entries = damaged.map((path) => ({ path, damaged: true, hardlink: false }));
      const index = {
        find,
        damagedFiles: damaged.length,
        walk: async function* () {
          yield entries;
        },
      };
      return { value: await use(index as unknown as ArchiveIndex) };
    },
    async audit(event, { username }, target, detail) {
      if (auditFails) throw new Error("disk full");
      audited.push([event, username, target, detail].join(" | "));
    },
  });
  return { downloads, commands, audited, asked, streams, held: () => held, end: () => end(ok) };
}

describe("archives/downloads", () => {
  it("gives one file as it is, and writes it down", async () => {
    const { downloads, asked, audited } = setUp();
    const { sizeBytes } = await downloads.open("repo", "one", { paths: ["docs/a"], format: "file" }, never(), actor);
    expect(sizeBytes).to.equal(1);
    expect(asked).to.deep.equal(["repo one docs/a"]);
    expect(audited).to.deep.equal(["archive.download | ada | repo | one: docs/a"]);
  });

  it("gives as a file neither several paths nor the whole archive", async () => {
    const { downloads, asked, audited } = setUp();
    for (const paths of [["a", "b"], [""]]) {
      const fault = await faultOf(
        downloads.open("r", "one", { paths, format: "file" }, never(), actor),
        "invalid-input",
      );
      expect(fault.fields).to.have.property("?format");
    }
    expect([...asked, ...audited]).to.deep.equal([]);
  });

  it("gives what the index knows at once, and holds the repository until borg is gone", async () => {
    const { downloads, commands, audited, held, end } = setUp();
    const open = downloads.open("repo", "one", { paths: ["docs", ""], format: "tar" }, never(), actor);
    const { fileName, sizeBytes } = await open;
    expect([fileName, sizeBytes]).to.deep.equal(["one.tar", null]);
    expect(commands.map(({ name }) => name)).to.deep.equal(["export-tar"]);
    expect(audited).to.deep.equal(["archive.download | ada | repo | one: docs, "]);
    expect(held()).to.equal(1);
    end();
    await new Promise((resolve) => setImmediate(resolve));
    expect(held()).to.equal(0);
  });

  it("asks borg nothing of a path that the index does not know", async () => {
    const { downloads, commands, audited } = setUp();
    await faultOf(downloads.open("r", "one", { paths: ["docs", "gone"], format: "zip" }, never(), actor), "not-found");
    await faultOf(downloads.open("r", "one", { paths: ["\\x"], format: "zip" }, never(), actor), "not-found");
    expect([...commands, ...audited]).to.deep.equal([]);
  });

  it("gives what is damaged only where that is asked for, and asks borg nothing before", async () => {
    const { downloads, commands, asked, audited } = setUp({ damaged: ["docs/a", "docs/b"] });
    for (const format of ["file", "tar", "zip"] as const) {
      const wanted = { paths: ["docs"], format };
      const fault = await faultOf(downloads.open("r", "one", wanted, never(), actor), "archive-damaged");
      expect(fault.detail).to.contain("docs/a, docs/b").and.contain("damaged=accept");
    }
    expect([...commands, ...asked, ...audited]).to.deep.equal([]);
    for (const format of ["file", "tar"] as const) {
      await downloads.open("r", "one", { paths: ["docs"], format, evenDamaged: true }, never(), actor);
    }
    expect(audited).to.have.length(2);
  });

  it("asks borg where there is no index", async () => {
    const { downloads, commands, streams, end } = setUp({ indexed: null });
    const open = faultOf(downloads.open("r", "one", { paths: ["gone"], format: "tar" }, never(), actor), "not-found");
    while (streams.length === 0) await new Promise((resolve) => setImmediate(resolve));
    streams[0]?.push(null);
    end();
    await open;
    expect(commands.map(({ name }) => name)).to.deep.equal(["list-files"]);
  });

  it("gives nothing where it cannot be written down", async () => {
    const { downloads, streams } = setUp({ auditFails: true });
    for (const format of ["file", "tar"] as const) {
      const open = downloads.open("r", "one", { paths: ["docs"], format }, never(), actor);
      const error = await open.catch((reason: unknown) => reason);
      expect(error).to.have.property("message", "disk full");
    }
    expect(streams.map(({ destroyed }) => destroyed)).to.deep.equal([true, true]);
  });

  it("keeps what it writes down short", async () => {
    const { downloads, audited } = setUp({
      indexed: Array.from({ length: 200 }, (_, at) => `${at}${"x".repeat(900)}`),
    });
    const paths = Array.from({ length: 200 }, (_, at) => `${at}${"x".repeat(900)}`);
    await downloads.open("r", "one", { paths, format: "tar" }, never(), actor);
    expect(audited.join().length).to.be.below(1100);
  });
});
