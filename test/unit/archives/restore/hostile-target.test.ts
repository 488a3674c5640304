import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { chmod, chown, link, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { useGuardedPlace } from "../../../support/guarded-restore.ts";
import { faultOf } from "../../../support/rejection.ts";
import type { RestorePlace } from "../../../support/restore.ts";

describe("archives/restore into a hostile target", () => {
  const place = useGuardedPlace();

  it("follows no link that stands for a folder, whatever is asked for", async () => {
    await symlink(place.outside, join(place.root, "docs"));
    const archive = [{ type: "file", path: "docs/precious", content: "evil" }] as const;
    const skip = await place.restore(archive, { conflicts: "skip" });
    expect(skip.report).to.include({ filesWritten: 0, filesSkipped: 1 });
    await place.restore(archive, { conflicts: "rename" });
    expect(await place.tree()).to.include({ docs: `-> ${place.outside}`, "docs (restored)/precious": "evil" });
    await place.restore(archive, { conflicts: "replace" });
    expect(await place.tree()).to.include({ docs: "/", "docs/precious": "evil" });
  });

  it("replaces a link, and not what it leads to", async () => {
    await symlink(join(place.outside, "precious"), join(place.root, "file"));
    await place.restore([{ type: "file", path: "file", content: "archived" }], { conflicts: "replace" });
    expect(await place.tree()).to.deep.equal({ file: "archived" });
  });

  it("replaces one name of a file, and not its content", async () => {
    await link(join(place.outside, "precious"), join(place.root, "file"));
    await place.restore([{ type: "file", path: "file", content: "archived" }], { conflicts: "replace" });
    expect(await place.tree()).to.deep.equal({ file: "archived" });
  });

  it("refuses a target that leads out of the roots, or into the service's own data", async () => {
    await symlink(place.outside, join(place.root, "way"));
    await symlink(place.data, join(place.root, "own"));
    for (const path of [place.outside, "way", "way/new", "own", "own/new", "../outside", "new/../../outside"]) {
      const destination = { type: "folder", path: path.startsWith("/") ? path : `${place.root}/${path}` } as const;
      await faultOf(place.restore([{ type: "file", path: "a" }], { destination }), "invalid-input");
    }
  });

  it("refuses a root that is a part of another's name", async () => {
    await mkdir(`${place.root}-other`);
    const destination = { type: "folder", path: `${place.root}-other` } as const;
    await faultOf(place.restore([{ type: "file", path: "a" }], { destination }), "invalid-input");
  });

  it("writes nothing into the service's own data where that lies below the target", async () => {
    const own = join(place.root, "srv/borgdeck");
    await mkdir(own, { recursive: true });
    const { forbidden: _, ...dependencies } = place.dependencies;
    Object.assign(place.dependencies, { ...dependencies, forbidden: async () => [place.data, own] });
    const { report } = await place.restore(
      [
        { type: "file", path: "srv/borgdeck/store/users.json", content: "evil" },
        { type: "file", path: "srv/other", content: "fine" },
      ],
      { conflicts: "replace" },
    );
    expect(readdirSync(own)).to.deep.equal([]);
    expect(report).to.include({ filesWritten: 1, filesFailed: 1 });
  });

  it("does what it can where a folder may not be written", async () => {
    await mkdir(join(place.root, "closed"));
    await writeFile(join(place.root, "closed/there"), "mine");
    await chmod(join(place.root, "closed"), 0o555);
    await asNobody(place, async () => {
      const { report } = await place.restore(
        [
          { type: "file", path: "closed/new", content: "x" },
          { type: "file", path: "closed/there", content: "x" },
          { type: "file", path: "closed/folder/new", content: "x" },
          { type: "file", path: "open", content: "x" },
        ],
        { conflicts: "replace" },
      );
      expect(report).to.include({ filesWritten: 1, filesFailed: 3 });
      expect(report?.failures.map(({ path }) => path)).to.deep.equal([
        "closed/new",
        "closed/there",
        "closed/folder/new",
      ]);
      expect(report?.failures[0]?.reason).to.match(/may not write there/);
    });
    expect(await readFile(join(place.root, "closed/there"), "utf8")).to.equal("mine");
    await place.expectNothingStaged();
  });

  it("says what an immutable file keeps", async function () {
    const path = join(place.root, "fixed");
    await writeFile(path, "mine");
    try {
      execFileSync("chattr", ["+i", path], { stdio: "ignore" });
    } catch {
      return this.skip(); // not root, or a file system without such a flag
    }
    try {
      const { report } = await place.restore(
        [
          { type: "file", path: "fixed", content: "archived" },
          { type: "file", path: "other", content: "archived" },
        ],
        { conflicts: "replace" },
      );
      expect(report).to.include({ filesWritten: 1, filesFailed: 1 });
      expect(report?.failures[0]).to.deep.include({ path: "fixed" });
      expect(report?.failures[0]?.reason).to.match(/immutable/);
    } finally {
      execFileSync("chattr", ["-i", path]);
    }
  });
});

/** As a user whom permissions bind. */
async function asNobody(place: RestorePlace, act: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) return act();
  for (const path of [place.folder, place.root, place.data, join(place.root, "closed")])
    await chown(path, 65534, 65534);
  process.setegid?.(65534);
  process.seteuid?.(65534);
  try {
    await act();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}
