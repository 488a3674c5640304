import { readdirSync, readlinkSync } from "node:fs";
import { chmod, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { notedJobs, removeLeftStagings } from "../../../../src/archives/restore/stagings.ts";
import { openFolder } from "../../../../src/ports/directories.ts";
import { useGuardedPlace } from "../../../support/guarded-restore.ts";
import { heldFolders, systemError } from "../../../support/held-folders.ts";
import { faultOf } from "../../../support/rejection.ts";
import { testJobId } from "../../../support/restore.ts";

describe("archives/restore while others change the target", () => {
  const place = useGuardedPlace();

  const archive = [
    { type: "folder", path: "docs" },
    { type: "file", path: "docs/first", content: "1" },
    { type: "file", path: "docs/precious", content: "2" },
    { type: "file", path: "docs/sub/precious", content: "3" },
  ] as const;

  it("stays in the folder that it opened when another takes its name", async () => {
    await mkdir(join(place.root, "docs"));
    const swapping = heldFolders(openFolder, async ({ call, name }) => {
      if (call !== "linkTo" || name !== "precious" || !(await isFolder(join(place.root, "docs")))) return;
      await rename(join(place.root, "docs"), join(place.root, "moved"));
      await symlink(place.outside, join(place.root, "docs"));
    });
    await place.restore(archive, { conflicts: "replace" }, { openFolder: swapping });
    expect(await place.tree()).to.include({ "moved/first": "1", "moved/precious": "2", "moved/sub/precious": "3" });
  });

  it("follows no link that takes a folder's place before it is opened", async () => {
    const swapping = heldFolders(openFolder, async ({ call, name, folder }) => {
      if (call !== "openFolder" || name !== "docs" || folder !== place.root) return;
      await rm(join(place.root, "docs"), { recursive: true, force: true });
      await symlink(place.outside, join(place.root, "docs"));
    });
    const { report } = await place.restore(archive, { conflicts: "skip" }, { openFolder: swapping });
    expect(report).to.include({ filesWritten: 0, filesSkipped: 3 });
  });

  it("makes its folder certain: one that is put in its way is not taken", async () => {
    const swapping = heldFolders(openFolder, async ({ call, name }) => {
      if (call !== "moveTo" || name !== "docs") return;
      await symlink(place.outside, join(place.root, "docs")).catch(() => {});
    });
    const { report } = await place.restore(archive, { conflicts: "skip" }, { openFolder: swapping });
    expect(report).to.include({ filesWritten: 0, filesSkipped: 3 });
  });

  it("never overwrites a file that comes into being this moment", async () => {
    const appearing = heldFolders(openFolder, async ({ call, name }) => {
      if (call === "linkTo" && name === "precious") {
        await writeFile(join(place.root, "docs/precious"), "mine", { flag: "wx" }).catch(() => {});
      }
    });
    const { report } = await place.restore(archive, { conflicts: "skip" }, { openFolder: appearing });
    expect(await readFile(join(place.root, "docs/precious"), "utf8")).to.equal("mine");
    expect(report).to.include({ filesSkipped: 1 });
  });

  it("takes no staging folder that somebody else put there", async () => {
    const staging = join(place.root, `.borgdeck-restore-${testJobId}`);
    const swapping = heldFolders(openFolder, async ({ call, name }) => {
      if (call !== "openFolder" || !name.startsWith(".borgdeck-restore")) return;
      await chmod(staging, 0o755);
    });
    await faultOf(place.restore(archive, {}, { openFolder: swapping }), "conflict");
  });

  it("writes through no name of its staging folder that was replaced", async () => {
    const staging = join(place.root, `.borgdeck-restore-${testJobId}`);
    const swapping = heldFolders(openFolder, async ({ call, folder }) => {
      if (call !== "createFile" || folder !== staging || !(await isFolder(staging))) return;
      await rename(staging, `${staging}-moved`);
      await symlink(place.outside, staging);
    });
    const { report } = await place.restore(archive, {}, { openFolder: swapping });
    expect(report).to.include({ filesWritten: 3, filesFailed: 0 });
    expect(await readdir(`${staging}-moved`)).to.deep.equal([]);
    expect(await place.tree()).to.include({ "docs/first": "1" });
  });

  for (const code of ["EXDEV", "EMLINK", "EPERM", "EOPNOTSUPP"]) {
    it(`does without second names where the file system says ${code}`, async () => {
      await writeFile(join(place.root, "there"), "mine");
      const without = heldFolders(openFolder, ({ call, folder, name }) => {
        const toTarget = !/^\d+$/.test(name) && folder.includes(".borgdeck-restore");
        if (toTarget && (call === "linkTo" || (call === "moveTo" && code === "EXDEV"))) throw systemError(code);
      });
      const odd = [
        ...archive,
        { type: "symlink" as const, path: "docs/link", link: "nowhere" },
        { type: "file" as const, path: "there", content: "archived" },
        { type: "hardlink" as const, path: "again", link: "docs/first" },
      ];
      const { report } = await place.restore(odd, { conflicts: "skip" }, { openFolder: without });
      expect(report).to.include({ filesWritten: 5, filesSkipped: 1, filesFailed: 0 });
      await place.restore(odd, { conflicts: "replace" }, { openFolder: without });
      expect(await place.tree()).to.deep.equal({
        again: "1",
        docs: "/",
        "docs/first": "1",
        "docs/link": "-> nowhere",
        "docs/precious": "2",
        "docs/sub": "/",
        "docs/sub/precious": "3",
        there: "archived",
      });
      expect((await stat(join(place.root, "docs/first"))).mtimeMs).to.be.closeTo(1_600_000_000_123, 1);
      await place.expectNothingStaged();
    });
  }

  it("places nothing where the disk fills up while files are made ready", async () => {
    const full = heldFolders(openFolder, ({ call, name }) => {
      if (call === "write" && name !== "0" && name !== "1") throw systemError("ENOSPC");
    });
    await faultOf(place.restore(archive, {}, { openFolder: full }), "disk-full");
    expect(await place.tree()).to.deep.equal({});
  });

  it("is cancelled while it makes ready: nothing is placed", async () => {
    const abort = new AbortController();
    const cancelling = heldFolders(openFolder, ({ call }) => {
      if (call === "write") abort.abort(new Error("cancelled"));
    });
    const end = await place.restore(archive, {}, { openFolder: cancelling, signal: abort.signal });
    expect(end).to.deep.equal({ report: null, cancelled: true, failure: null });
    expect(await place.tree()).to.deep.equal({});
  });

  it("is cancelled while it places: what is placed stays, and is told", async () => {
    const abort = new AbortController();
    const cancelling = heldFolders(openFolder, ({ call, name }) => {
      if (call === "linkTo" && name === "first") abort.abort(new Error("cancelled"));
    });
    const { report, cancelled } = await place.restore(archive, {}, { openFolder: cancelling, signal: abort.signal });
    expect(cancelled).to.equal(true);
    expect(report).to.include({ filesWritten: 1 });
    expect(await place.tree()).to.deep.equal({ docs: "/", "docs/first": "1" });
  });

  it("keeps the report of what was placed when it breaks off", async () => {
    let reads = 0;
    const broken = heldFolders(openFolder, ({ call, name }) => {
      if (call === "read" && name === "1" && ++reads === 2) throw systemError("EIO");
    });
    const end = await place.restore(archive, {}, { openFolder: broken });
    expect(end).to.deep.include({ cancelled: false, failure: "The disk reported an error." });
    expect(end.report).to.include({ filesWritten: 3 });
    expect(await place.tree()).to.include({ "docs/first": "1" });
    await place.expectNothingStaged();
  });

  it("leaves its note where a staging folder could not be removed, and says so", async () => {
    const warnings: string[] = [];
    Object.assign(place.dependencies, { log: { warn: (message: string) => void warnings.push(message) } });
    const stuck = heldFolders(openFolder, ({ call, name }) => {
      if (call === "removeFolder" && name.startsWith(".borgdeck")) throw systemError("EIO");
    });
    const { report } = await place.restore(archive, {}, { openFolder: stuck });
    expect(report?.failures[0]?.reason).to.match(/could not be removed.*disk reported an error/);
    expect(warnings).to.have.length(1);
    expect(await notedJobs(place.dependencies)).to.deep.equal([testJobId]);
    await removeLeftStagings(place.dependencies, testJobId);
    await place.expectNothingStaged();
    expect(await notedJobs(place.dependencies)).to.deep.equal([]);
  });

  it("leaves neither a folder nor a note where its staging folder could not be opened", async () => {
    let opened = false;
    const once = heldFolders(openFolder, ({ call, name }) => {
      if (call !== "openFolder" || !name.startsWith(".borgdeck") || opened) return;
      opened = true;
      throw systemError("EMFILE");
    });
    await faultOf(place.restore(archive, {}, { openFolder: once }), "not-allowed");
    await place.expectNothingStaged();
    expect(await notedJobs(place.dependencies)).to.deep.equal([]);
  });

  it("closes everything when its list cannot be written", async () => {
    const full = heldFolders(openFolder, ({ call, name }) => {
      if (call === "write" && name === "1") throw systemError("ENOSPC");
    });
    await faultOf(place.restore(archive, {}, { openFolder: full }), "disk-full");
    expect(openBelow(place.folder)).to.deep.equal([]);
  });
});

/** What this process has open there. */
function openBelow(folder: string): string[] {
  const open = readdirSync("/proc/self/fd").map((name) => readlinkOrEmpty(`/proc/self/fd/${name}`));
  return open.filter((path) => path.startsWith(folder));
}

function readlinkOrEmpty(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return ""; // it was the one that the list was read by
  }
}

async function isFolder(path: string): Promise<boolean> {
  const info = await lstat(path).catch(() => null);
  return info?.isDirectory() ?? false;
}
