import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { ArchiveIndex } from "../../../src/archives/index/archive-index.ts";
import { createIndexAccess } from "../../../src/archives/index-cache/index-access.ts";
import { createIndexStore, type IndexStore } from "../../../src/archives/index-cache/index-store.ts";
import { type RandomAccess, systemFiles } from "../../../src/ports/files.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { createFakeClock } from "../../support/fake-ports.ts";
import { faultOf } from "../../support/rejection.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

const repositoryId = "repohome";
const archive = (letter: string) => ({ id: letter.repeat(64), name: letter });

describe("archives/index-access", () => {
  const newFolder = temporaryFolders();
  const stores: IndexStore[] = [];
  afterEach(() => Promise.all(stores.splice(0).map((store) => store.close())));

  /** Indexes are files of so many bytes, made at once when they are asked for, but seen by the next who asks only. */
  async function setUp(maxBytes: number, sizes: Readonly<Record<string, number>>) {
    const folder = join(newFolder(), "index");
    mkdirSync(folder);
    const clock = createFakeClock("2026-11-22T10:00:00Z");
    const open = async ({ close }: RandomAccess, { archiveId }: { readonly archiveId: string }) =>
      ({ archiveId, close }) as unknown as ArchiveIndex;
    const store = createIndexStore({ folder, maxBytes, files: systemFiles, clock, log: silentLog, open });
    stores.push(store);
    await store.load();
    const built: string[] = [];
    const access = createIndexAccess(store, {
      async ensure(_repositoryId, { id, name }) {
        const file = { repositoryId, archiveId: id };
        writeFileSync(await store.placeFor(file), Buffer.alloc(sizes[name] ?? 0));
        clock.advance(1000);
        await store.added(file);
        built.push(name);
      },
      building: () => ({ jobId: "job", entries: 0, preview: null }),
    });
    const compare = () =>
      access.readBoth(repositoryId, [archive("a"), archive("b")], async (one, other) => [one, other].length);
    const there = (name: string) => existsSync(join(folder, repositoryId, `${archive(name).id}.index`));
    return { access, compare, built, there };
  }

  it("reads two that fit together, and drops a third one for them", async () => {
    const { access, compare, built, there } = await setUp(100, { a: 50, b: 50, c: 40 });
    await access.read(repositoryId, archive("c"), async () => 1);
    for (let poll = 0; poll < 2; poll += 1) expect(await compare()).to.have.property("building");
    expect(await compare()).to.deep.equal({ value: 2 });
    expect(built).to.deep.equal(["c", "a", "b"]);
    expect(there("c")).to.equal(false);
  });

  it("says what to set where two do not fit together, and makes neither again and again", async () => {
    const { compare, built } = await setUp(90e3, { a: 50e3, b: 1e6 });
    for (let poll = 0; poll < 2; poll += 1) expect(await compare()).to.have.property("building");
    for (let poll = 0; poll < 3; poll += 1) {
      const { detail } = await faultOf(compare(), "disk-full");
      expect(detail).to.include("Set INDEX_MAX_MB to 2 or more");
    }
    expect(built).to.deep.equal(["a", "b"]);
  });
});
