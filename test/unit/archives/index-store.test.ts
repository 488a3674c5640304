import { existsSync, mkdirSync, readdirSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { ArchiveIndex } from "../../../src/archives/index/archive-index.ts";
import { openIndex } from "../../../src/archives/index/open-index.ts";
import { createIndexBuilder } from "../../../src/archives/index/write/builder.ts";
import { createIndexStore, type IndexStore } from "../../../src/archives/index-cache/index-store.ts";
import { type Files, systemFiles } from "../../../src/ports/files.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { createFakeClock } from "../../support/fake-ports.ts";
import { rawEntry } from "../../support/index-file.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

const repositoryId = "repohome";
const idOf = (at: number) => at.toString(16).padStart(64, "0");
const file = (at: number) => ({ repositoryId, archiveId: idOf(at) });

async function writeIndex(path: string, archiveId: string): Promise<number> {
  const builder = createIndexBuilder({ archiveId });
  builder.add(rawEntry({ path: `in ${archiveId}`, sizeBytes: 1 }));
  const chunks: Buffer[] = [];
  await builder.finish(async (chunk) => void chunks.push(Buffer.from(chunk)));
  writeFileSync(path, Buffer.concat(chunks), { mode: 0o600 });
  return statSync(path).size;
}

describe("archives/index-store", () => {
  const newFolder = temporaryFolders();
  const stores: IndexStore[] = [];
  afterEach(() => Promise.all(stores.splice(0).map((store) => store.close())));

  interface SetUp {
    readonly folder?: string;
    readonly maxBytes?: number;
    readonly files?: Partial<Files>;
  }
  async function setUp({ folder = join(newFolder(), "index"), maxBytes = 1e9, files = {} }: SetUp = {}) {
    const clock = createFakeClock("2026-11-22T10:00:00Z");
    const opened: string[] = [];
    const open = new Set<string>();
    const store = createIndexStore({
      folder,
      maxBytes,
      files: { ...systemFiles, ...files },
      clock,
      log: silentLog,
      async open(access, expected) {
        opened.push(expected.archiveId);
        const index = await openIndex(access, expected);
        open.add(expected.archiveId);
        const close = () => {
          open.delete(expected.archiveId);
          return index.close();
        };
        return { ...index, close };
      },
    });
    stores.push(store);
    await store.load();
    const add = async (at: number) => {
      await writeIndex(await store.placeFor(file(at)), idOf(at));
      clock.advance(1000);
      return store.added(file(at));
    };
    const names = () => readdirSync(join(folder, repositoryId)).map((name) => Number.parseInt(name.slice(0, 64), 16));
    return { store, clock, folder, add, names, opened, open };
  }
  const firstName = async (index: ArchiveIndex) => (await index.list("", { from: 0, limit: 1 }))?.entries[0]?.name;
  const read = async (store: IndexStore, at: number) => (await store.use(file(at), firstName))?.value;

  it("reads what was written, and knows it after a restart", async () => {
    const { store, folder, add } = await setUp();
    expect(store.has(file(1))).to.equal(false);
    expect(await read(store, 1)).to.equal(undefined);
    expect(await add(1)).to.equal(statSync(join(folder, repositoryId, `${idOf(1)}.index`)).size);
    expect(await read(store, 1)).to.equal(`in ${idOf(1)}`);
    const again = await setUp({ folder });
    expect(again.store.has(file(1))).to.equal(true);
    expect(await read(again.store, 1)).to.equal(`in ${idOf(1)}`);
  });

  it("keeps its folders closed to others", async () => {
    const { folder, add } = await setUp();
    await add(1);
    for (const path of [folder, join(folder, repositoryId)]) expect(statSync(path).mode & 0o777).to.equal(0o700);
  });

  it("removes what is no index when it starts, and leaves what is being built to its builder", async () => {
    const { folder, add } = await setUp();
    await add(1);
    writeFileSync(join(folder, repositoryId, `${idOf(2)}.index.tmp`), "half");
    writeFileSync(join(folder, repositoryId, "strange"), "");
    mkdirSync(join(folder, repositoryId, `${idOf(3)}.index`));
    mkdirSync(join(folder, "building", "jobaaaaa"), { recursive: true });
    writeFileSync(join(folder, "a file"), "");
    const { store, names } = await setUp({ folder });
    expect(names()).to.deep.equal([1]);
    expect(store.has(file(3))).to.equal(false);
    expect(existsSync(join(folder, "building", "jobaaaaa"))).to.equal(true);
  });

  it("removes one that does not validate, when it is opened and when it is read", async () => {
    const { store, folder, add, names } = await setUp();
    await add(1);
    await add(2);
    truncateSync(join(folder, repositoryId, `${idOf(1)}.index`), 40);
    expect(await read(store, 1)).to.equal(undefined);
    expect(store.has(file(1))).to.equal(false);
    const size = statSync(join(folder, repositoryId, `${idOf(2)}.index`)).size;
    const broken = await store.use(file(2), async (index) => {
      truncateSync(join(folder, repositoryId, `${idOf(2)}.index`), Math.floor(size / 4));
      return firstName(index);
    });
    expect(broken).to.equal(null);
    expect(names()).to.deep.equal([]);
  });

  it("removes one whose disk cannot be read any more, but no index for want of file descriptors", async () => {
    let code = "EMFILE";
    const openRandom = () => Promise.reject(Object.assign(new Error(code), { code }));
    const { store, add, names } = await setUp({ files: { openRandom } });
    await add(1);
    expect(await read(store, 1).catch((error) => error)).to.have.property("code", "EMFILE");
    expect(names()).to.deep.equal([1]);
    code = "EIO";
    expect(await read(store, 1)).to.equal(undefined);
    expect(names()).to.deep.equal([]);
  });

  it("has none where somebody removed the file, and takes the index of another archive for broken", async () => {
    const { store, folder, add } = await setUp();
    await add(1);
    await systemFiles.remove(join(folder, repositoryId, `${idOf(1)}.index`));
    expect(await read(store, 1)).to.equal(undefined);
    await writeIndex(await store.placeFor(file(2)), idOf(9));
    await store.added(file(2));
    expect(await read(store, 2)).to.equal(undefined);
  });

  it("drops those that were not used for longest once they take too much, never the newest", async () => {
    const size = await writeIndex(join(newFolder(), "x"), idOf(1));
    const { store, clock, add, names } = await setUp({ maxBytes: 3 * size });
    for (const at of [1, 2, 3]) await add(at);
    clock.advance(1000);
    await read(store, 1);
    await add(4);
    expect(names()).to.have.members([1, 3, 4]);
    expect(store.has(file(2))).to.equal(false);
    const small = await setUp({ maxBytes: 1 });
    await small.add(1);
    expect(small.names()).to.deep.equal([1]);
    await small.add(2);
    expect(small.names()).to.deep.equal([2]);
  });

  it("remembers over a restart when each was used, without a write for each use", async () => {
    const size = await writeIndex(join(newFolder(), "x"), idOf(1));
    const touched: string[] = [];
    const touch: Files["touch"] = (path, atMs) => {
      touched.push(path);
      utimesSync(path, atMs / 1000, atMs / 1000);
      return Promise.resolve();
    };
    const { store, clock, folder, add } = await setUp({ files: { touch } });
    for (const at of [1, 2]) await add(at);
    for (const at of [1, 2]) utimesSync(join(folder, repositoryId, `${idOf(at)}.index`), at, at);
    clock.advance(600_000);
    for (let count = 0; count < 5; count += 1) await read(store, 1);
    expect(touched).to.have.length(1);
    const again = await setUp({ folder, maxBytes: 2 * size });
    await again.add(3);
    expect(again.names()).to.have.members([1, 3]);
  });

  it("says whether one more fits", async () => {
    const size = await writeIndex(join(newFolder(), "x"), idOf(1));
    const { store, add } = await setUp({ maxBytes: 2 * size });
    expect(store.hasRoom()).to.equal(true);
    await add(1);
    expect(store.hasRoom()).to.equal(true);
    await add(2);
    expect(store.hasRoom()).to.equal(false);
  });

  it("drops those of archives and repositories that are gone", async () => {
    const { store, folder, add, names } = await setUp();
    for (const at of [1, 2, 3]) await add(at);
    await read(store, 1);
    await store.keepOnly(repositoryId, new Set([idOf(2), idOf(9)]));
    expect(names()).to.deep.equal([2]);
    expect(await read(store, 1)).to.equal(undefined);
    await store.keepOnly("repowork");
    await store.keepOnly(repositoryId);
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it("drops those of repositories that are gone when it starts", async () => {
    const { folder, add } = await setUp();
    await add(1);
    const { store } = await setUp({ folder });
    await store.load(new Set([repositoryId]));
    expect(store.has(file(1))).to.equal(true);
    await store.load(new Set(["repowork"]));
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it("opens each once, keeps a few open, and closes none under a reader", async () => {
    const { store, add, opened, open } = await setUp();
    for (let at = 1; at <= 20; at += 1) await add(at);
    await Promise.all([read(store, 1), read(store, 1)]);
    await read(store, 1);
    expect(opened).to.have.length(1);
    const name = await store.use(file(1), async (index) => {
      for (let at = 2; at <= 20; at += 1) await read(store, at);
      expect(open.has(idOf(1))).to.equal(true);
      await store.keepOnly(repositoryId);
      await new Promise((resolve) => setImmediate(resolve)); // those that nobody reads are closed meanwhile
      expect([...open]).to.deep.equal([idOf(1)]);
      return firstName(index);
    });
    expect(name?.value).to.equal(`in ${idOf(1)}`);
    expect(open.size).to.equal(0);
  });

  it("keeps no more than sixteen open, and closes them in the end", async () => {
    const { store, add, open } = await setUp();
    for (let at = 1; at <= 20; at += 1) await add(at);
    for (let at = 1; at <= 20; at += 1) await read(store, at);
    expect(open.size).to.equal(16);
    expect(open.has(idOf(4))).to.equal(false);
    await store.close();
    expect(open.size).to.equal(0);
  });

  it("reads the new file once one was built anew", async () => {
    const { store, add, opened } = await setUp();
    await add(1);
    await read(store, 1);
    await add(1);
    await read(store, 1);
    expect(opened).to.have.length(2);
  });
});
