// Makes the parts of archives/ and gives each what it needs of the others.
import { join } from "node:path";
import type { JobRecord, JobResult } from "../../schemas/jobs.ts";
import type { Borg, BorgDependencies } from "../borg/borg.ts";
import type { RepositoryTarget } from "../borg/target.ts";
import { Fault } from "../fault.ts";
import type { Ports } from "../ports/ports.ts";
import { createArchives } from "./archives.ts";
import type { Archives, CatalogItem } from "./contract.ts";
import type { ArchiveIndex } from "./index/archive-index.ts";
import { createIndexBuilds, type IndexBuildsDependencies } from "./index/build/build.ts";
import { compareIndexes, summarizeDifferences } from "./index/compare/compare.ts";
import { openIndex } from "./index/open-index.ts";
import { createSlices } from "./index/slices.ts";
import { createIndexAccess } from "./index-cache/index-access.ts";
import { createIndexStore } from "./index-cache/index-store.ts";
import { type ArchiveToIndex, createIndexing, type IndexingDependencies } from "./index-cache/indexing.ts";
import { createReadRepository, type Leases } from "./leased.ts";
import { createArchiveLists } from "./list/archive-lists.ts";

export interface OpenArchivesDependencies {
  readonly borg: Pick<Borg, "run" | "stream" | "version">;
  /** What the process that builds an index needs to run borg as the service does. */
  readonly installation: Pick<BorgDependencies, "executable" | "baseDir" | "hostId">;
  /** The program and its first arguments that run Borgdeck's command line. */
  readonly program: readonly string[];
  readonly targets: { resolve(repositoryId: string): Promise<RepositoryTarget> };
  readonly leases: Leases;
  readonly enqueue: IndexingDependencies["enqueue"];
  /** Those that there are: indexes of others are removed. Without it all are kept. */
  readonly repositories?: { list(): readonly { readonly id: string }[] };
  /** Told how many archives a repository has whenever borg was asked. */
  readonly counted?: (repositoryId: string, count: number) => void;
  /** Files with content of their own that a backup counted in an archive; null where no backup of ours made it. */
  readonly filesCountOf: (archiveId: string) => number | null;
  readonly ports: Pick<Ports, "files" | "random" | "clock" | "log" | "processes">;
  readonly config: { readonly dataDir: string; readonly indexMaxBytes: number };
}

export interface OpenedArchives {
  readonly archives: Archives;
  /**
   * Reads an archive's index by the archive's name, for whoever can do without: null where there is none, or where borg would
   * have to be asked which archive that is.
   */
  peek<T>(
    repositoryId: string,
    archiveName: string,
    use: (index: ArchiveIndex) => Promise<T>,
  ): Promise<{ readonly value: T } | null>;
  /** The archive of a name, for a job that holds the repository's lease. */
  archiveHere(
    repositoryId: string,
    archiveName: string,
    target: RepositoryTarget,
    signal: AbortSignal,
  ): Promise<CatalogItem | undefined>;
  /** Makes one archive's index; called by its job. */
  indexArchive(request: IndexRequest): Promise<IndexResult>;
  /** Ends and removes what an earlier process left of index jobs, and takes up those that have not ended. */
  takeUp(jobs: readonly JobRecord[]): Promise<void>;
  /** A job has written to the repository: its archives may be others. */
  invalidate(repositoryId: string): void;
  /** An index job has ended. */
  jobEnded(job: JobRecord): void;
  /** Begins to make an archive's index unless there is one. */
  ensureIndex(repositoryId: string, archive: ArchiveToIndex): Promise<void>;
  /** The repository is gone from Borgdeck: so are its indexes. */
  forget(repositoryId: string): Promise<void>;
  /** Closes the files that are open. */
  close(): Promise<void>;
}

export interface IndexRequest {
  readonly repositoryId: string;
  readonly archive: { readonly id: string; readonly name: string };
  readonly target: RepositoryTarget;
  readonly jobId: string;
  readonly signal: AbortSignal;
  readonly onProgress: (entries: number) => void;
}

export type IndexResult = NonNullable<JobResult["index"]>;

/** What the job's result calls the sources. */
const sourceNames = { dump: "dump", nul: "format", json: "json" } as const satisfies Record<
  string,
  IndexResult["source"]
>;

/** Reads which indexes there are, and makes the service. */
export async function openArchives(dependencies: OpenArchivesDependencies): Promise<OpenedArchives> {
  const { borg, targets, leases, enqueue, ports, config, filesCountOf } = dependencies;
  const { clock, log } = ports;
  const indexDir = join(config.dataDir, "index");
  const slice = createSlices();
  const store = createIndexStore({
    ...ports,
    folder: indexDir,
    maxBytes: config.indexMaxBytes,
    open: (file, expected) => openIndex(file, expected, { slices: slice }),
  });
  const { repositories } = dependencies;
  await store.load(repositories && new Set(repositories.list().map(({ id }) => id)));
  /** Forgotten while Borgdeck runs; ids are never given again. */
  const forgotten = new Set<string>();
  const builds = createIndexBuilds({ ...dependencies, indexDir } satisfies IndexBuildsDependencies);
  const indexing = createIndexing({ store, enqueue, clock, log });
  const indexes = createIndexAccess(store, indexing);
  const read = createReadRepository(leases, targets);
  const lists = createArchiveLists({
    borg,
    read,
    clock,
    listed(repositoryId, items) {
      if (!forgotten.has(repositoryId)) dependencies.counted?.(repositoryId, items.length);
      store
        .keepOnly(repositoryId, new Set(items.map(({ id }) => id)))
        .catch((error: unknown) => log.warn("Indexes of archives that are gone could not be removed", { error }));
    },
  });
  const comparing = { compareIndexes, summarizeDifferences };
  return {
    archives: createArchives({ borg, read, lists, store, indexing, indexes, slice, comparing, ports }),
    async peek(repositoryId, archiveName, use) {
      const archive = lists.known(repositoryId, archiveName);
      return archive ? indexes.peek(repositoryId, archive, use) : null;
    },
    archiveHere: lists.findHere,
    async indexArchive({ repositoryId, archive, onProgress, ...request }) {
      const file = { repositoryId, archiveId: archive.id };
      if (forgotten.has(repositoryId)) throw repositoryGone();
      const tell = indexing.began(request.jobId, file);
      const build = builds.buildIndex({
        ...request,
        archive: { ...archive, filesCount: filesCountOf(archive.id) },
        source: null,
        outFile: await store.placeFor(file),
        onProgress(progress) {
          tell(progress);
          onProgress(progress.entries);
        },
      });
      // A repository that was forgotten meanwhile takes what is built with it.
      const { entries, source } = await build.finally(
        () => forgotten.has(repositoryId) && store.keepOnly(repositoryId),
      );
      if (forgotten.has(repositoryId)) throw repositoryGone();
      return { entries, sizeBytes: await store.added(file), source: sourceNames[source] };
    },
    async takeUp(jobs) {
      await builds.wipe();
      indexing.takeUp(jobs);
    },
    invalidate: lists.invalidate,
    jobEnded: indexing.ended,
    async ensureIndex(repositoryId, archive) {
      if (!store.has({ repositoryId, archiveId: archive.id })) await indexing.ensure(repositoryId, archive);
    },
    async forget(repositoryId) {
      forgotten.add(repositoryId);
      indexing.forget(repositoryId);
      lists.invalidate(repositoryId);
      await store.keepOnly(repositoryId);
    },
    close: store.close,
  };
}

function repositoryGone(): Fault {
  return new Fault("not-found", "The repository was forgotten.");
}
