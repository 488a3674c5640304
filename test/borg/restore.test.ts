import { execFile } from "node:child_process";
import {
  chmod,
  chown,
  link,
  lstat,
  lutimes,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import type { RestoreOptions } from "../../schemas/restores.ts";
import { type RestoreEnd, restore } from "../../src/archives/restore/restore.ts";
import { systemClock } from "../../src/ports/clock.ts";
import { type OpenFolder, openFolder } from "../../src/ports/directories.ts";
import { systemFiles } from "../../src/ports/files.ts";
import { silentLog } from "../../src/ports/log.ts";
import { type BorgPlace, backupCommand, createBorgPlace, expectOk, writeTree } from "../support/borg.ts";
import { largestSegment, overwrite } from "../support/damage.ts";
import { heldFolders } from "../support/held-folders.ts";
import { faultOf } from "../support/rejection.ts";

const run = promisify(execFile);
const isRoot = process.geteuid?.() === 0;

describe("restoring with the real borg", function () {
  this.timeout(120_000);
  let place: BorgPlace;
  let [source, root] = ["", ""];

  before(async () => {
    place = await createBorgPlace();
    await place.init();
  });
  after(() => place.remove());
  beforeEach(async () => {
    [source, root] = [join(place.folder, "source"), join(place.folder, "root")];
    for (const folder of [source, root]) {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder);
    }
  });

  const restored = (
    archiveName: string,
    options: Partial<RestoreOptions> = {},
    how: { signal?: AbortSignal; openFolder?: OpenFolder; onProgress?: (progress: { phase: string }) => void } = {},
  ): Promise<RestoreEnd> =>
    restore(
      {
        borg: place.borg,
        files: systemFiles,
        clock: systemClock,
        openFolder: how.openFolder ?? openFolder,
        roots: [root],
        forbidden: async () => [place.target.location],
        notesDir: join(place.folder, "notes"),
        log: silentLog,
      },
      {
        target: place.target,
        archiveName,
        jobId: "restorejobaaaaaa",
        options: {
          paths: [],
          destination: { type: "folder", path: root },
          layout: "full-path",
          conflicts: "skip",
          ownership: isRoot,
          ...options,
        },
        signal: how.signal ?? new AbortController().signal,
        onProgress: how.onProgress ?? (() => {}),
      },
    );

  it("brings everything back as it was: bytes, names, links, modes, owners and times", async () => {
    const names = [
      Buffer.from("caf\xe9 latin-1", "latin1"),
      Buffer.from("broken \xff\xfe", "latin1"),
      "new\nline",
      "tab\tand 'quotes\"",
      "back\\slash \\xe9",
      "*?[{now}",
      "-dash",
      "re:^x",
      "e\u0301 decomposed",
      "\u{1f600} emoji",
      " spaces ",
      "x".repeat(255),
      `${"deep/".repeat(400)}bottom`,
    ];
    await writeTree(source, new Map(names.map((name, at) => [name, `content ${at}`])));
    await writeTree(
      source,
      new Map([
        ["plain/big", "0123456789".repeat(300_000)],
        ["plain/empty", ""],
      ]),
    );
    await writeFile(join(source, "plain/sparse"), Buffer.concat([Buffer.alloc(3_000_000), Buffer.from("end")]));
    await link(join(source, "plain/big"), join(source, "second name"));
    await symlink("/etc/passwd", join(source, "absolute link"));
    await symlink(Buffer.from("to \xe9", "latin1"), join(source, "odd link"));
    await lutimes(join(source, "odd link"), 1_000_000_000.5, 1_000_000_000.5);
    await utimes(join(source, "plain/empty"), -3.5, -3.5); // before 1970
    await utimes(join(source, "plain/big"), 0, 0);
    await chmod(join(source, "plain/empty"), 0o4751);
    if (isRoot) await chown(join(source, "plain/sparse"), 12_345, 54_321);
    await chmod(join(source, "plain"), 0o751);
    await utimes(join(source, "plain"), 1_234_567_890.123_456, 1_234_567_890.123_456);
    await place.backUp("everything", [source]);

    const { report } = await restored("everything");
    expect(report).to.include({ filesFailed: 0, filesSkipped: 0, ownershipKept: isRoot });
    const [before, after] = [await census(source), await census(join(root, source))];
    expect(Object.keys(after)).to.deep.equal(Object.keys(before));
    for (const [name, { us, ...entry }] of Object.entries(before)) {
      const { us: restoredUs, ...same } = after[name] as Entry;
      expect(same, name).to.deep.equal(entry);
      expect(restoredUs, name).to.be.closeTo(us, 1); // borg lists times by way of a float, rounded
    }
    expect(await readdir(root)).to.deep.equal([source.split("/")[1]]);
  });

  it("restores chosen paths only, a second name with its content among them", async () => {
    await writeTree(
      source,
      new Map([
        ["one/first", "shared"],
        ["two/other", "x"],
        ["three", "y"],
        ["twofold", "z"],
      ]),
    );
    await link(join(source, "one/first"), join(source, "two/second"));
    await place.backUp("chosen", [source]);
    const paths = ["two", "three"].map((path) => join(source, path).slice(1));
    const { report } = await restored("chosen", { paths, layout: "stripped" });
    expect(Object.keys(await census(root))).to.deep.equal(["", "three", "two", "two/other", "two/second"]);
    expect(await readFile(join(root, "two/second"), "utf8")).to.equal("shared");
    expect(report).to.include({ filesWritten: 3 });
  });

  it("is not led out by a link in the archive with a file below it, which borg extract itself is", async () => {
    const outside = join(place.folder, "outside");
    await mkdir(outside, { recursive: true });
    await writeFile(join(outside, "file"), "archived");
    await symlink(outside, join(source, "way"));
    const command = backupCommand(place.target, "trap", [join(source, "way")]);
    expectOk(await place.job({ ...command, args: [...command.args, join(source, "way/file")] }));
    const listed = await run("/usr/bin/borg", ["list", "--short", `${place.target.location}::trap`], {
      env: borgEnv(place),
    });
    expect(listed.stdout.split("\n")).to.include.members(
      ["way", "way/file"].map((path) => join(source, path).slice(1)),
    );

    await writeFile(join(outside, "file"), "mine");
    for (const conflicts of ["skip", "rename", "replace"] as const) await restored("trap", { conflicts });
    expect(await readFile(join(outside, "file"), "utf8")).to.equal("mine");
    const extracted = join(place.folder, "extracted");
    await mkdir(extracted);
    await run("/usr/bin/borg", ["extract", `${place.target.location}::trap`], { cwd: extracted, env: borgEnv(place) });
    expect(await readFile(join(outside, "file"), "utf8"), "what borg extract does").to.equal("archived");
  });

  it("restores an archive of a folder's own contents, and one with nothing in it", async () => {
    await writeTree(source, new Map([["a", "A"]]));
    const command = backupCommand(place.target, "relative", ["."]);
    expectOk(await place.job({ ...command, cwd: source }));
    await restored("relative");
    expect(await readFile(join(root, "a"), "utf8")).to.equal("A");
    expect((await stat(root)).mtimeMs).to.be.greaterThan(Date.now() - 60_000); // the target itself is nobody's entry
  });

  it("says so where the archive has nothing of what was chosen, or is not there", async () => {
    await writeTree(source, new Map([["a", "A"]]));
    await place.backUp("small", [source]);
    await faultOf(restored("small", { paths: ["nothing/like/it"] }), "not-found");
    await faultOf(restored("absent"), "not-found");
    expect(await readdir(root)).to.deep.equal([]);
    expect(await readdir(join(place.folder, "notes"))).to.deep.equal([]);
  });

  it("ends borg when it is cancelled, and leaves nothing behind", async () => {
    await writeTree(source, new Map([["big", "0123456789".repeat(2_000_000)]]));
    await place.backUp("big", [source]);
    const abort = new AbortController();
    const phases = new Set<string>();
    const cancelling = heldFolders(openFolder, ({ call, name }) => {
      if (call === "write" && Number(name) > 1) abort.abort(new Error("cancelled"));
    });
    const end = await restored(
      "big",
      {},
      {
        signal: abort.signal,
        openFolder: cancelling,
        onProgress: ({ phase }) => phases.add(phase),
      },
    );
    expect(end).to.deep.equal({ report: null, cancelled: true, failure: null });
    expect([...phases]).to.include("Looking at what there is");
    expect(await readdir(root)).to.deep.equal([]);
  });

  it("writes nothing of an archive whose data is damaged", async () => {
    const damaged = await createBorgPlace();
    try {
      await damaged.init();
      await writeTree(
        source,
        new Map([
          ["a", "A".repeat(100_000)],
          ["b", Buffer.alloc(300_000, 7).toString("latin1")],
        ]),
      );
      await damaged.backUp("damaged", [source]);
      await overwrite(await largestSegment(damaged.target.location), 100, Buffer.alloc(64, 0x55)); // where contents are
      const healthy = place;
      place = damaged;
      const fault = await restored("damaged").then(
        () => null,
        (error: { outcome?: { code: string } }) => error,
      );
      place = healthy;
      expect(fault?.outcome?.code).to.equal("repository-damaged");
      expect(await readdir(root)).to.deep.equal([]);
    } finally {
      await damaged.remove();
    }
  });
});

function borgEnv({ folder, target }: BorgPlace): NodeJS.ProcessEnv {
  return {
    PATH: "/usr/bin:/bin",
    HOME: folder,
    BORG_BASE_DIR: join(folder, "base"),
    BORG_PASSPHRASE: target.passphrase ?? "",
  };
}

interface Entry {
  readonly us: number;
  readonly [fact: string]: unknown;
}

/** Everything below a folder: path in latin1 → what can be told of it. Inodes are numbered as they come. */
async function census(folder: string): Promise<Record<string, Entry>> {
  const found: Record<string, Entry> = {};
  const inodes = new Map<bigint, string>();
  const look = async (path: Buffer, name: string): Promise<void> => {
    const info = await lstat(path, { bigint: true });
    if (!inodes.has(info.ino)) inodes.set(info.ino, name);
    found[name] = {
      mode: info.mode.toString(8),
      owner: `${info.uid}:${info.gid}`,
      us: name === "" ? 0 : Number(info.mtimeNs / 1000n),
      firstName: inodes.get(info.ino),
      content: info.isFile() ? (await readFile(path)).toString("base64").slice(0, 5000) : null,
      size: info.isFile() ? Number(info.size) : null,
      target: info.isSymbolicLink() ? (await readlink(path, { encoding: "buffer" })).toString("latin1") : null,
    };
    if (!info.isDirectory()) return;
    const entries = await readdir(path, { encoding: "buffer" });
    for (const entry of entries.sort(Buffer.compare)) {
      const inside = entry.toString("latin1");
      await look(Buffer.concat([path, Buffer.from("/"), entry]), name === "" ? inside : `${name}/${inside}`);
    }
  };
  await look(Buffer.from(folder), "");
  return found;
}
