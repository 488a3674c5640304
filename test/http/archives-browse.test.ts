import { readdir, rm, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type {
  ArchiveReply,
  CompareReply,
  FileEntry,
  FolderReply,
  PathHistoryReply,
  RepositorySearchReply,
  SearchReply,
} from "../../schemas/archives.ts";
import type { JobReply } from "../../schemas/jobs.ts";
import type { CreateRepositoryReply } from "../../schemas/repositories.ts";
import { createPlan, createRepository, runEnded, startRun, writeTree } from "../support/backup.ts";
import { borgByHand } from "../support/borg-by-hand.ts";
import { eventually, expectStatus, startService, type TestClient, type TestService } from "../support/service.ts";

interface Building {
  readonly building: { readonly jobId: string; readonly entries: number } | null;
}

describe("archives over HTTP with real borg: browse, search, compare, history", function () {
  this.timeout(180_000);
  let service: TestService;
  let admin: TestClient;
  let created: CreateRepositoryReply;
  let base: string;
  let source: string;
  let archives: ArchiveReply[];

  /** Asks until the index is there. */
  async function indexed<T extends Building>(path: string): Promise<T> {
    return eventually(
      async () => expectStatus(await admin.get<T>(path), 200).body,
      ({ building }) => building === null,
      60_000,
    );
  }
  const list = async (query = "") =>
    expectStatus(await admin.get<{ items: ArchiveReply[] }>(`${base}/archives${query}`), 200).body.items;
  const of = (archive: ArchiveReply | undefined) => `${base}/archives/${encodeURIComponent(archive?.name ?? "")}`;
  const folder = (archive: ArchiveReply | undefined, path: string, query = "") =>
    indexed<FolderReply>(`${of(archive)}/files?path=${encodeURIComponent(path)}${query}`);
  const pathsOf = (items: readonly FileEntry[]) => items.map(({ path }) => path.replace(source, "…"));

  const borg = (...args: string[]) =>
    borgByHand({ home: service.home, passphrase: created.recovery.passphrase ?? "" }, ...args);
  async function backUp(planId: string): Promise<void> {
    const run = await startRun(admin, planId);
    expect((await runEnded(admin, run.id)).state).equal("ok");
  }

  before(async () => {
    service = await startService({ withAdmin: true });
    admin = service.client();
    await admin.signInAsAdmin();
    source = service.sourceDir.slice(1);
    created = await createRepository(admin, service);
    base = `/api/repositories/${created.repository.id}`;
    const plan = await createPlan(admin, service, created.repository.id);
    await writeTree(service.sourceDir, {
      "photos/Summer/IMG_1.jpg": "a".repeat(1000),
      "photos/Summer/IMG_2.jpg": "b".repeat(500),
      "letters/bank.txt": "Dear bank",
      "letters/gone.txt": "not for long",
      "-x {now} *": "odd",
    });
    await backUp(plan.id);
    await rm(join(service.sourceDir, "letters/gone.txt"));
    await writeTree(service.sourceDir, {
      "letters/bank.txt": "Dear bank, once more",
      "photos/Winter/IMG_3.jpg": "c".repeat(200),
    });
    await backUp(plan.id);
    archives = await list("?refresh=true");
  });
  after(() => service.remove());

  it("indexes each archive once its run is over, without being asked", async () => {
    const items = await eventually(
      () => list(),
      (all) => all.length === 2 && all.every(({ index }) => index === "ready"),
      60_000,
    );
    const files = await readdir(join(service.dataDir, "index", created.repository.id));
    expect(files).members(items.map(({ id }) => `${id}.index`));
    const ofIndex = await eventually(
      async () =>
        (await admin.get<{ items: JobReply[] }>("/api/jobs?limit=100")).body.items.filter(
          ({ kind }) => kind === "index",
        ),
      (jobs) => jobs.every(({ finishedAt }) => finishedAt !== null),
    );
    expect(ofIndex.map(({ state }: { state: string }) => state)).eql(["ok", "ok"]);
    expect(ofIndex[0]?.result?.index?.entries).greaterThan(8);
  });

  it("shows folders with the sizes and counts of all that is in them, page by page, from any position", async () => {
    const [first] = archives;
    const root = await folder(first, source);
    expect(root).include({ total: 3, next: null, filesCount: 5 });
    expect(root.items.map(({ name, type, sizeBytes, filesCount }) => [name, type, sizeBytes, filesCount])).eql([
      ["letters", "directory", 21, 2],
      ["photos", "directory", 1500, 2],
      ["-x {now} *", "file", 3, null],
    ]);
    const page = await folder(first, source, "&limit=1&cursor=1");
    expect(page.items.map(({ name }) => name)).eql(["photos"]);
    expect(page.next).equal("2");
    expect((await folder(first, source, "&cursor=99")).items).eql([]);
    const unknown = await admin.get(`${of(first)}/files?path=nowhere`);
    expect(expectStatus(unknown, 404).body.code).equal("not-found");
    expectStatus(await admin.get(`${of(first)}/files?cursor=elsewhere`), 422);
  });

  it("downloads what it shows", async () => {
    const { items } = await folder(archives[0], `${source}/photos/Summer`);
    const file = await admin.get(`${of(archives[0])}/download?path=${encodeURIComponent(items[0]?.path ?? "")}`);
    expect(file.text).equal("a".repeat(1000));
  });

  it("finds names by a part, a pattern, and the end of the path", async () => {
    const search = async (query: string) => {
      const reply = await indexed<SearchReply>(`${of(archives[0])}/search?q=${encodeURIComponent(query)}`);
      expect(reply.next).equal(null);
      return pathsOf(reply.items);
    };
    expect(await search("img_")).eql(["…/photos/Summer/IMG_1.jpg", "…/photos/Summer/IMG_2.jpg"]);
    expect(await search("*2.JPG")).eql(["…/photos/Summer/IMG_2.jpg"]);
    expect(await search("letters/b")).eql(["…/letters/bank.txt"]);
    expect(await search("nothing of that name")).eql([]);
    expectStatus(await admin.get(`${of(archives[0])}/search?q=`), 422);
  });

  it("finds names in all archives, newest first, and tells how far it is", async () => {
    const found: string[] = [];
    let cursor = "";
    let last: RepositorySearchReply | null = null;
    do {
      const url = `${base}/search?q=${encodeURIComponent("img_")}&limit=2${cursor}`;
      last = expectStatus(await admin.get<RepositorySearchReply>(url), 200).body;
      for (const { archive, entry } of last.items) found.push(`${archive.name} ${entry.name}`);
      cursor = `&cursor=${last.next}`;
    } while (last.next !== null);
    const [one, two] = archives.map(({ name }) => name);
    expect(found).eql([
      ...["IMG_1.jpg", "IMG_2.jpg", "IMG_3.jpg"].map((name) => `${two} ${name}`),
      ...["IMG_1.jpg", "IMG_2.jpg"].map((name) => `${one} ${name}`),
    ]);
    expect(last.progress).eql({ archivesSearched: 2, archivesTotal: 2, archivesMissing: 0 });
    expectStatus(await admin.get(`${base}/search?q=a&cursor=${"0".repeat(64)}.`), 422);
  });

  it("compares two archives: what was added, removed, changed, and how much that is", async () => {
    const [one, two] = archives;
    const to = `to=${encodeURIComponent(two?.name ?? "")}`;
    const reply = await indexed<CompareReply>(`${of(one)}/compare?${to}`);
    const files = reply.items.filter(({ before, after }) => [before?.type, after?.type].includes("file"));
    expect(files.map(({ change, path }) => `${change} ${path.replace(source, "…")}`)).members([
      "modified …/letters/bank.txt",
      "removed …/letters/gone.txt",
      "added …/photos/Winter/IMG_3.jpg",
    ]);
    const bank = files.find(({ name }) => name === "bank.txt");
    expect([bank?.before?.sizeBytes, bank?.after?.sizeBytes]).eql([9, 20]);
    expect(reply.summary?.added).eql({ count: 2, sizeBytes: 200 });
    expect(reply.summary?.removed).eql({ count: 1, sizeBytes: 12 });
    expect(reply.summary?.modified.sizeBytes).equal(11);
    const below = await indexed<CompareReply>(
      `${of(one)}/compare?${to}&path=${encodeURIComponent(`${source}/letters`)}`,
    );
    expect(below.items.map(({ name }) => name)).eql(["bank.txt", "gone.txt"]);
    const paged: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: CompareReply = await indexed(`${of(one)}/compare?${to}&limit=1${cursor && `&cursor=${cursor}`}`);
      expect(page.summary === null).equal(cursor !== "");
      paged.push(...page.items.map(({ path }) => path));
      cursor = page.next;
    }
    expect(paged).eql(reply.items.map(({ path }) => path));
    expectStatus(await admin.get(`${of(one)}/compare?to=nonesuch`), 404);
  });

  it("tells what changed in the content of chosen files", async () => {
    const paths = ["letters/bank.txt", "photos/Summer/IMG_1.jpg"].map((name) => `path=${source}/${name}`).join("&");
    const url = `${of(archives[0])}/compare/content?to=${encodeURIComponent(archives[1]?.name ?? "")}&${paths}`;
    const { items } = expectStatus(await admin.get(url), 200).body;
    expect(items).have.length(1);
    expect(items[0].path).equal(`${source}/letters/bank.txt`);
    expect(items[0].changes[0]).eql({ type: "modified", addedBytes: 20, removedBytes: 9 });
  });

  it("tells the life of a path: appeared, changed, gone", async () => {
    const states = async (path: string) => {
      const url = `${base}/history?path=${encodeURIComponent(`${source}/${path}`)}`;
      const { items } = expectStatus(await admin.get<PathHistoryReply>(url), 200).body;
      expect(items.map(({ archive }) => archive.name)).eql(archives.map(({ name }) => name).reverse());
      return items.map(({ state }) => state);
    };
    expect(await states("letters/bank.txt")).eql(["changed", "appeared"]);
    expect(await states("letters/gone.txt")).eql(["gone", "appeared"]);
    expect(await states("photos/Winter/IMG_3.jpg")).eql(["appeared", "absent"]);
    expect(await states("photos/Summer/IMG_1.jpg")).eql(["unchanged", "appeared"]);
    expect(await states("nowhere")).eql(["absent", "absent"]);
  });

  it("shows what borg knows of one archive", async () => {
    const { body } = expectStatus(await admin.get(of(archives[1])), 200);
    expect(body.archive).include({ name: archives[1]?.name, id: archives[1]?.id });
    expect(body).include({ files: 5 });
    expect(body.originalSizeBytes).equal(20 + 1700 + 3);
    expect(body.commandLine).contain("borg");
    expectStatus(await admin.get(`${base}/archives/nonesuch`), 404);
  });

  it("lists by plan, time, and a part of the name or the comment", async () => {
    expect(await list("?planId=none")).eql([]);
    expect(await list(`?planId=${archives[0]?.planId}`)).have.length(2);
    expect(await list("?q=DOCUMENTS")).have.length(2);
    expect(await list("?q=no+such+comment")).eql([]);
    const [one, two] = archives;
    const ids = async (query: string) => (await list(query)).map(({ id }) => id);
    expect(await ids(`?from=${two?.startedAt}`)).eql([two?.id]);
    expect(await ids(`?to=${one?.startedAt}`)).eql([one?.id]);
    expect(await ids("?order=newest")).eql([two?.id, one?.id]);
    expectStatus(await admin.get(`${base}/archives?from=yesterday`), 422);
  });

  it("makes an index that is broken or missing anew", async () => {
    const file = (archive: ArchiveReply | undefined) =>
      join(service.dataDir, "index", created.repository.id, `${archive?.id}.index`);
    await truncate(file(archives[0]), 300);
    await rm(file(archives[1]));
    await service.stop();
    service = await startService({ home: service.home });
    admin = service.client();
    await admin.signInAsAdmin();
    expect((await list()).map(({ index }) => index)).eql(["ready", "missing"]);
    for (const archive of archives) expect((await folder(archive, `${source}/photos`)).total).greaterThan(0);
    for (const archive of archives) expect((await stat(file(archive))).size).greaterThan(300);
  });

  it("indexes a stranger's archives for a search in all of them", async () => {
    const { location } = created.repository;
    for (const name of ["by hand", "tab\there"])
      await borg("create", `${location}::${name}`, join(service.sourceDir, "letters"));
    const strangers = (await list("?refresh=true")).filter(({ planId }) => planId === null);
    expect(strangers.map(({ name, index }) => [name, index])).eql([
      ["by hand", "missing"],
      ["tab\there", "missing"],
    ]);
    const reply = await eventually(
      async () => (await admin.get<RepositorySearchReply>(`${base}/search?q=bank`)).body,
      ({ progress }) => progress.archivesMissing === 0,
      60_000,
    );
    expect(reply.items).have.length(4);
    expect((await folder(strangers[1], `${source}/letters`)).items.map(({ name }) => name)).eql(["bank.txt"]);
  });

  it("drops the indexes of archives that are gone, and of a repository that is forgotten", async () => {
    const folderOf = join(service.dataDir, "index", created.repository.id);
    const { location } = created.repository;
    await borg("delete", `${location}::by hand`);
    expect(await list("?refresh=true")).have.length(3);
    await eventually(
      () => readdir(folderOf),
      (files) => files.length === 3,
    );
    const plans = (await admin.get("/api/plans")).body.items;
    for (const { id } of plans) expectStatus(await admin.request("DELETE", `/api/plans/${id}`), 204);
    expectStatus(await admin.request("DELETE", base), 204);
    await eventually(
      () => readdir(join(service.dataDir, "index")),
      (names) => !names.includes(created.repository.id),
    );
  });
});
