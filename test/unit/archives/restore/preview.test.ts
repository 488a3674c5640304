import { readdirSync, renameSync } from "node:fs";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { planRestore } from "../../../../src/archives/restore/destination.ts";
import { type PreviewEntry, previewRestore } from "../../../../src/archives/restore/preview.ts";
import { createStagings, removeLeftStagings } from "../../../../src/archives/restore/stagings.ts";
import { type FolderHandle, type OpenFolder, openFolder } from "../../../../src/ports/directories.ts";
import { createRestorePlace, type RestorePlace, testJobId } from "../../../support/restore.ts";

const entry = (path: string, change: Partial<PreviewEntry> = {}): PreviewEntry => ({
  path,
  type: "-",
  sizeBytes: 10,
  modifiedAtUs: 1_600_000_000_123_456,
  hardlink: false,
  damaged: false,
  ...change,
});

describe("archives/restore preview", () => {
  let place: RestorePlace;
  beforeEach(async () => {
    place = await createRestorePlace();
  });
  afterEach(() => place.remove());

  const preview = async (entries: readonly PreviewEntry[], ownership = false) => {
    const destination = { type: "folder", path: place.root } as const;
    const plan = await planRestore(place.dependencies, { paths: [], destination, layout: "full-path" });
    async function* batches() {
      yield entries;
    }
    return previewRestore({ openFolder, maySetOwners: () => false }, plan, batches(), ownership);
  };

  it("counts, and tells what is there already", async () => {
    await mkdir(join(place.root, "docs"));
    await writeFile(join(place.root, "docs/a"), "mine");
    const looked = await preview([
      entry("docs", { type: "d" }),
      entry("docs/a"),
      entry("docs/b"),
      entry("docs/again", { hardlink: true }),
      entry("new/c"),
      entry("link", { type: "l", sizeBytes: 4 }),
    ]);
    expect(looked).to.include({ files: 5, folders: 1, sizeBytes: 30, existingCount: 1, complete: true });
    expect(looked.existing).to.deep.equal([
      {
        path: join(place.root, "docs/a"),
        archived: { sizeBytes: 10, modifiedAt: "2020-09-13T12:26:40.123Z" },
        present: { sizeBytes: 4, modifiedAt: looked.existing[0]?.present.modifiedAt, type: "file" },
      },
    ]);
    expect(looked.freeBytes).to.be.greaterThan(0);
    expect(looked.warnings).to.deep.equal([]);
  });

  it("tells of a link in the way, and never looks behind it", async () => {
    await writeFile(join(place.outside, "a"), "secret of some length");
    await symlink(place.outside, join(place.root, "docs"));
    const looked = await preview([entry("docs/a"), entry("docs/b")]);
    expect(looked.existingCount).to.equal(2);
    expect(looked.existing.map(({ present }) => present.type)).to.deep.equal(["symlink", "symlink"]);
  });

  it("warns of what will not come back, and of a disk that is too small", async () => {
    const looked = await preview([entry("huge", { sizeBytes: 1e18 }), entry("pipe", { type: "p" })], true);
    expect(looked.warnings).to.have.length(3);
  });

  it("stops looking where there is too much, and says so", async () => {
    const many = Array.from({ length: 21_000 }, (_, at) => entry(`absent/${at}`));
    expect(await preview(many)).to.include({ files: 21_000, complete: false, existingCount: 0 });
  });

  it("changes nothing", async () => {
    await preview([entry("a/b/c")]);
    expect(readdirSync(place.root)).to.deep.equal([]);
  });
});

describe("archives/restore after a crash", () => {
  let place: RestorePlace;
  beforeEach(async () => {
    place = await createRestorePlace();
  });
  afterEach(() => place.remove());

  const left = async () => {
    await mkdir(join(place.root, "a/b"), { recursive: true });
    const base = ["a", "b", "c"].map((name) => Buffer.from(name));
    const opened: FolderHandle[] = [];
    const [staging] = await createStagings(
      { ...place.dependencies, openFolder: collecting(opened) },
      [{ root: place.root, base }],
      testJobId,
      new Set(),
    );
    const file = await staging?.folder.createFile(Buffer.from("0"));
    await file?.close();
    await staging?.folder.makeFolder(Buffer.from("1"), 0o700);
    for (const handle of opened) await handle.close().catch(() => {}); // as the end of the process does
  };
  const name = `.borgdeck-restore-${testJobId}`;

  it("removes what was made ready, where the folder was that held it", async () => {
    await left();
    expect(readdirSync(join(place.root, "a/b"))).to.deep.equal([name]);
    await removeLeftStagings(place.dependencies, testJobId);
    expect(readdirSync(join(place.root, "a/b"))).to.deep.equal([]);
    expect(readdirSync(join(place.data, "restores"))).to.deep.equal([]);
    await removeLeftStagings(place.dependencies, testJobId); // there is nothing to do any more
  });

  it("follows no link to another folder of that name", async () => {
    await left();
    await mkdir(join(place.outside, "b", name), { recursive: true });
    await writeFile(join(place.outside, "b", name, "precious"), "untouched");
    renameSync(join(place.root, "a"), join(place.root, "moved"));
    await symlink(place.outside, join(place.root, "a"));
    await removeLeftStagings(place.dependencies, testJobId);
    expect(await readFile(join(place.outside, "b", name, "precious"), "utf8")).to.equal("untouched");
  });
});

function collecting(opened: FolderHandle[]): OpenFolder {
  const noted = (handle: FolderHandle): FolderHandle => {
    opened.push(handle);
    return { ...handle, openFolder: async (name) => noted(await handle.openFolder(name)) };
  };
  return async (path) => noted(await openFolder(path));
}
