import { expect } from "chai";
import type { KeptArchive } from "../../../schemas/health.ts";
import { acceptNewest, type KeptArchives, keepArchive, suspicionIn } from "../../../src/health/sanity.ts";

const empty: KeptArchives = { archives: [], usualSince: null };
const day = (number: number) => `2026-11-${String(number).padStart(2, "0")}T03:00:00.000Z`;

const archive = (at: number, files: number, megabytes = files, repositoryId = "repoaaaa"): KeptArchive => ({
  at: day(at),
  repositoryId,
  files,
  originalSizeBytes: megabytes * 1_000_000,
  durationMs: 1,
});

/** A backup a day, of so many files; each file a megabyte. */
const daily = (...counts: number[]) =>
  counts.map((files, index) => archive(index + 1, files)).reduce(keepArchive<KeptArchives>, empty);
const told = (health: KeptArchives) => suspicionIn(health, "repoaaaa")?.message ?? null;

describe("health/sanity", () => {
  it("has nothing to say of a first archive, of one that is as those before, and of one that grew", () => {
    for (const counts of [[], [0], [1204], [1204, 1204], [1204, 700], [10, 5000]]) expect(told(daily(...counts))).null;
  });

  it("finds an archive that lost more than half of its files, or all, and says what is usual", () => {
    expect(told(daily(1204, 12))).equal("The last backup has 12 files, 1,204 are usual.");
    expect(told(daily(100, 49))).equal("The last backup has 49 files, 100 are usual.");
    expect(told(daily(1, 0)), "one").equal("The last backup has 0 files, 1 is usual.");
    expect(told(daily(3, 0)), "nothing at all, of however few").equal("The last backup has 0 files, 3 are usual.");
  });

  it("finds one that lost more than half of its bytes", () => {
    const health = keepArchive(keepArchive(empty, archive(1, 100, 5600)), archive(2, 100, 1200));
    expect(told(health)).equal("The last backup holds 1.2 GB, 5.6 GB are usual.");
    expect(told(keepArchive(keepArchive(empty, archive(1, 9, 2)), archive(2, 9, 0.9)))).contain("900 kB");
  });

  it("leaves small plans in peace", () => {
    expect(told(keepArchive(keepArchive(empty, archive(1, 11, 1)), archive(2, 2, 0.1)))).null;
    expect(told(keepArchive(keepArchive(empty, archive(1, 12, 1)), archive(2, 2, 0.1))), "ten files").not.null;
    expect(told(keepArchive(keepArchive(empty, archive(1, 5, 2)), archive(2, 2, 0.5))), "a megabyte").not.null;
  });

  it("takes as usual what most of the last five were", () => {
    expect(told(daily(100, 100, 60, 100, 100, 52))).null;
    expect(told(daily(10, 10, 10, 100, 100, 100, 45)), "it has been more for a while").contain("100 are usual");
  });

  it("never gets used to it: what is unlikely every night stays so, and what comes back is right", () => {
    const nights = daily(100, 100, ...Array<number>(20).fill(3));
    expect(told(nights)).equal("The last backup has 3 files, 100 are usual.");
    expect(nights.archives).length(3);
    expect(told(keepArchive(nights, archive(29, 98)))).null;
  });

  it("keeps the last eight of each repository, judges each by its own, and takes in each once", () => {
    const one = daily(...Array<number>(12).fill(100));
    const both = keepArchive(keepArchive(one, archive(13, 5, 5, "repobbbb")), archive(14, 5, 5, "repobbbb"));
    expect(both.archives.map(({ repositoryId }) => repositoryId === "repoaaaa")).eql([
      ...[false, false],
      ...Array<boolean>(8).fill(true),
    ]);
    expect(told(both)).null;
    expect(suspicionIn(both, "repobbbb")).null;
    expect(keepArchive(both, archive(12, 100)), "again").equal(both);
    expect(keepArchive(both, archive(2, 100)), "long known").equal(both);
  });

  it("does not compare with what was backed up before the sources were changed", () => {
    const changed = { ...daily(100, 100), usualSince: day(3) };
    const after = keepArchive(changed, archive(4, 10));
    expect(told(after)).null;
    expect(told(keepArchive(after, archive(5, 9)))).null;
    expect(told(keepArchive(after, archive(5, 0)))).contain("10 are usual");
  });

  it("takes what was accepted as the usual from then on", () => {
    const accepted = acceptNewest(keepArchive(daily(100, 100, 20), archive(4, 50, 50, "repobbbb")));
    expect(told(accepted)).null;
    expect(accepted.archives.map(({ files }) => files)).members([20, 50]);
    expect(told(keepArchive(accepted, archive(5, 21)))).null;
    expect(told(keepArchive(accepted, archive(5, 6)))).contain("20 are usual");
  });
});
