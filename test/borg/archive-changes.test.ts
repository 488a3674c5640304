import { join } from "node:path";
import { expect } from "chai";
import { createArchiveChanges } from "../../src/archives/change/change.ts";
import { listArchives } from "../../src/archives/list/catalog.ts";
import type { JobEnd } from "../../src/jobs/job.ts";
import { commentArchiveKind } from "../../src/jobs/kinds/comment-archive.ts";
import { deleteArchivesKind } from "../../src/jobs/kinds/delete-archives.ts";
import { renameArchiveKind } from "../../src/jobs/kinds/rename-archive.ts";
import { systemClock } from "../../src/ports/clock.ts";
import { type BorgPlace, createBorgPlace, planId, writeTree } from "../support/borg.ts";
import { runKind } from "../support/job-kind.ts";

/** Names that borg takes, though Borgdeck would not give them. */
const oddNames = ["a{now}", "-dash", " outer space ", "new\nline", "*", "x.checkpoint", "::z", "😀", "tab\there"];

describe("changing archives with the real borg", function () {
  this.timeout(120_000);
  let place: BorgPlace;
  let source: string;

  const list = () => listArchives(place.borg, place.target, new AbortController().signal);
  const names = async () => (await list()).map(({ name }) => name);

  before(async () => {
    place = await createBorgPlace();
    source = join(place.folder, "source");
    await writeTree(
      source,
      new Map([
        ["a.txt", "a"],
        ["b.txt", "x".repeat(100_000)],
      ]),
    );
    await place.init();
  });
  after(() => place.remove());
  beforeEach(async () => {
    const there = await names();
    if (there.length > 0) await runKind(place, deleteArchivesKind, { options: { archiveNames: there } });
  });

  it("deletes archives of any name, and says what that freed", async () => {
    for (const name of [...oddNames, "stays"]) await place.backUp(name, [source]);
    const end = (await runKind(place, deleteArchivesKind, { options: { archiveNames: [...oddNames] } })) as JobEnd;
    expect(end).to.deep.include({ state: "ok" });
    expect(end.outcome.message).to.equal("9 archives were deleted.");
    expect(end.result?.deleted).to.deep.include({ count: 9, names: oddNames.map((name) => name.trimEnd()) });
    expect(end.result?.deleted?.freedBytes).to.be.a("number");
    expect(await names()).to.deep.equal(["stays"]);
  });

  it("tells of archives that were gone already", async () => {
    await place.backUp("one", [source]);
    const some = (await runKind(place, deleteArchivesKind, { options: { archiveNames: ["gone", "one"] } })) as JobEnd;
    expect([some.state, some.outcome.message]).to.deep.equal([
      "ok",
      "1 archive was deleted. Another one was gone already.",
    ]);
    const none = (await runKind(place, deleteArchivesKind, { options: { archiveNames: ["gone"] } })) as JobEnd;
    expect([none.state, none.outcome.code]).to.deep.equal(["failed", "archive-missing"]);
  });

  it("renames, and says that a plan's archive belongs to it no more", async () => {
    const planned = `${planId}-2026-01-01T00:00:00`;
    await place.backUp(planned, [source]);
    await place.backUp("a{now}", [source]);
    const before = await list();
    const first = (await runKind(place, renameArchiveKind, {
      archiveName: planned,
      options: { newName: "kept" },
    })) as JobEnd;
    const second = (await runKind(place, renameArchiveKind, {
      archiveName: "a{now}",
      options: { newName: "plain" },
    })) as JobEnd;
    expect([first.state, second.state]).to.deep.equal(["ok", "ok"]);
    expect(first.outcome.message).to.contain("no plan");
    expect(second.outcome.message).not.to.contain("plan");
    const after = await list();
    expect(after.map(({ name, planId: plan }) => [name, plan])).to.have.deep.members([
      ["kept", null],
      ["plain", null],
    ]);
    const ids = before.map(({ id }) => id);
    expect(after.filter(({ id }) => ids.includes(id))).to.deep.equal([]); // an index is found by the id
    expect(after.map(({ startedAt }) => startedAt)).to.have.members(before.map(({ startedAt }) => startedAt));
  });

  it("says which of two archives is in the way of a new name", async () => {
    for (const name of ["one", "two"]) await place.backUp(name, [source]);
    const taken = (await runKind(place, renameArchiveKind, {
      archiveName: "one",
      options: { newName: "two" },
    })) as JobEnd;
    expect([taken.state, taken.outcome.code]).to.deep.equal(["failed", "archive-exists"]);
    const gone = (await runKind(place, renameArchiveKind, {
      archiveName: "none",
      options: { newName: "x" },
    })) as JobEnd;
    expect([gone.state, gone.outcome.code]).to.deep.equal(["failed", "archive-missing"]);
  });

  it("gives an archive another comment, word by word, and none", async () => {
    await place.backUp("a{now}", [source]);
    const before = await list();
    const text = 'before {hostname} moved: "quotes", 😀 and -dashes';
    for (const comment of [text, ""]) {
      const end = (await runKind(place, commentArchiveKind, { archiveName: "a{now}", options: { comment } })) as JobEnd;
      expect(end.state).to.equal("ok");
      const [archive] = await list();
      expect([archive?.name, archive?.comment]).to.deep.equal(["a{now}", comment]);
      expect(archive?.startedAt).to.equal(before[0]?.startedAt);
    }
  });

  it("previews what a deletion frees", async () => {
    await place.backUp("one", [source]);
    await place.backUp("two", [source]);
    const changes = createArchiveChanges({
      archives: { list: async () => (await list()).map((item) => ({ ...item, index: "missing" as const })) },
      borg: place.borg,
      leases: { shared: (_id, use) => use(new AbortController().signal) },
      clock: systemClock,
      repositories: { get: () => ({ mode: "full" }), target: async () => place.target },
      queue: { enqueue: () => Promise.reject(new Error("a preview queues nothing")) },
      audit: async () => {},
    });
    const signal = new AbortController().signal;
    const one = await changes.previewRemove("r", ["one", "gone"], signal);
    expect(one).to.deep.include({ missing: ["gone"], archivesLeft: 1, undeletable: false });
    expect(one.freedBytes).to.be.below(100_000); // the other one has the files too
    await runKind(place, deleteArchivesKind, { options: { archiveNames: ["two"] } });
    expect((await changes.previewRemove("r", ["one"], signal)).freedBytes).to.be.above(100);
    expect(await names()).to.deep.equal(["one"]);
  });
});
