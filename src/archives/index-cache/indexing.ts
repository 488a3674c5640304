// Sees to it that archives are indexed: at once for somebody who waits, one after the other for searches in all of them.
import type { JobOutcome, JobRecord } from "../../../schemas/jobs.ts";
import { borgFault } from "../../borg/result/result.ts";
import { Fault } from "../../fault.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { FolderPreview } from "../index/archive-index.ts";
import { type IndexFile, keyOf } from "./index-files.ts";
import type { IndexStore } from "./index-store.ts";

/** The archive to be indexed. */
export interface ArchiveToIndex {
  /** borg's archive id, hex. */
  readonly id: string;
  readonly name: string;
}

/** An index that is being made, or whose turn is still to come. */
export interface Build {
  readonly jobId: string;
  /** Entries read so far. */
  readonly entries: number;
  readonly preview: FolderPreview | null;
}

export interface Indexing {
  /** The build of an archive's index that goes on, or null. */
  building(file: IndexFile): Build | null;
  /**
   * Begins to make an archive's index, unless that goes on already, and waits a moment: until it is there, has failed, shows a
   * first part, or the moment is over. Throws the Fault of a job that failed just now, `too-many-requests` where too many
   * wait.
   */
  ensure(repositoryId: string, archive: ArchiveToIndex): Promise<void>;
  /** Makes those that are missing one after the other, as far as they fit without dropping others; the first one first. */
  wish(repositoryId: string, archives: readonly ArchiveToIndex[]): void;
  /** Takes up the jobs of an earlier process. */
  takeUp(jobs: readonly JobRecord[]): void;
  /** A job began to index this archive: what it reads is told here. */
  began(
    jobId: string,
    file: IndexFile,
  ): (progress: Pick<Build, "entries"> & { preview?: FolderPreview | undefined }) => void;
  /** A job has ended. */
  ended(job: JobRecord): void;
  /** Forgets what was wished for a repository. */
  forget(repositoryId: string): void;
}

export interface IndexingDependencies {
  readonly store: Pick<IndexStore, "has" | "hasRoom">;
  readonly enqueue: (request: {
    readonly kind: "index";
    readonly repositoryId: string;
    readonly planId: null;
    readonly runId: null;
    readonly archiveName: string;
    readonly options: { readonly archiveId: string };
    readonly requester: { readonly type: "service" };
  }) => Promise<Pick<JobRecord, "id">>;
  readonly clock: Clock;
  readonly log: Log;
}

interface Going {
  readonly file: IndexFile;
  jobId: string;
  entries: number;
  preview: FolderPreview | null;
  /** Those who wait for something to show. */
  readonly waiting: Set<() => void>;
}

/** How long a request waits for a first part or the end, in milliseconds: most archives are small. */
const waitMs = 1000;
/** How long a failure is told before the next request tries anew, in milliseconds. */
const failureMs = 15_000;
/** Index jobs that may wait; the queue's other places are for backups. */
const mostGoing = 20;
/** How long nothing is made for searches in a repository after one of its archives could not be indexed. */
const pauseMs = 60_000;
const mostWishes = 2000;
const mostFailures = 1000;

/** Creates it. */
export function createIndexing({ store, enqueue, clock, log }: IndexingDependencies): Indexing {
  const going = new Map<string, Going>();
  const byJob = new Map<string, Going>();
  const beginning = new Map<string, Promise<Going>>();
  const failures = new Map<string, { readonly outcome: JobOutcome; readonly untilMs: number }>();
  const wishes = new Map<string, ArchiveToIndex[]>();
  const pausedUntilMs = new Map<string, number>();
  /** The one that was begun for a wish; the next follows it. */
  let wished: string | null = null;

  const add = (jobId: string, file: IndexFile): Going => {
    const build: Going = { file, jobId, entries: 0, preview: null, waiting: new Set() };
    going.set(keyOf(file), build);
    byJob.set(jobId, build);
    return build;
  };
  const begin = async (file: IndexFile, { name }: ArchiveToIndex): Promise<Going> => {
    if (going.size >= mostGoing) {
      throw new Fault("too-many-requests", "Many archives wait to be indexed already; try again when some are done.");
    }
    const { id } = await enqueue({
      kind: "index",
      repositoryId: file.repositoryId,
      planId: null,
      runId: null,
      archiveName: name,
      options: { archiveId: file.archiveId },
      requester: { type: "service" },
    });
    return add(id, file);
  };
  const beginOnce = (file: IndexFile, archive: ArchiveToIndex): Promise<Going> => {
    const key = keyOf(file);
    const known = going.get(key);
    if (known) return Promise.resolve(known);
    const begun = beginning.get(key) ?? begin(file, archive).finally(() => beginning.delete(key));
    beginning.set(key, begun);
    return begun;
  };

  const throwFailure = (file: IndexFile) => {
    const failure = failures.get(keyOf(file));
    if (!failure) return;
    if (clock.now() < failure.untilMs) throw borgFault({ state: "failed", outcome: failure.outcome });
    failures.delete(keyOf(file));
  };
  const noteFailure = (file: IndexFile, outcome: JobOutcome) => {
    failures.delete(keyOf(file));
    failures.set(keyOf(file), { outcome, untilMs: clock.now() + failureMs });
    if (failures.size > mostFailures) failures.delete(failures.keys().next().value as string);
  };

  const nextWish = (): { file: IndexFile; archive: ArchiveToIndex } | null => {
    for (const [repositoryId, archives] of wishes) {
      for (let archive = archives.shift(); archive; archive = archives.shift()) {
        const file = { repositoryId, archiveId: archive.id };
        if (!store.has(file) && !going.has(keyOf(file))) return { file, archive };
      }
      wishes.delete(repositoryId);
    }
    return null;
  };
  const followWishes = async (): Promise<void> => {
    if (wished !== null) return;
    if (!store.hasRoom()) wishes.clear();
    const next = nextWish();
    if (!next) return;
    wished = keyOf(next.file);
    try {
      await beginOnce(next.file, next.archive);
    } catch (error) {
      wished = null;
      wishes.clear(); // the queue is full, or Borgdeck stops: whoever searches again wishes again
      log.debug("An archive could not be queued to be indexed", { ...next.file, error });
    }
  };

  return {
    building: (file) => going.get(keyOf(file)) ?? null,
    async ensure(repositoryId, archive) {
      const file = { repositoryId, archiveId: archive.id };
      throwFailure(file);
      const build = await beginOnce(file, archive);
      if (build.preview === null && going.get(keyOf(file)) === build) await somethingToShow(build, clock);
      throwFailure(file);
    },
    wish(repositoryId, archives) {
      if (clock.now() < (pausedUntilMs.get(repositoryId) ?? 0)) return;
      const missing = archives.filter(({ id }) => !store.has({ repositoryId, archiveId: id }));
      if (missing.length === 0) return;
      wishes.set(repositoryId, missing.slice(0, mostWishes));
      void followWishes();
    },
    takeUp(jobs) {
      for (const { id, kind, repositoryId, options } of jobs) {
        if (kind === "index" && options?.archiveId) add(id, { repositoryId, archiveId: options.archiveId });
      }
    },
    began(jobId, file) {
      const build = byJob.get(jobId) ?? add(jobId, file);
      build.entries = 0;
      build.preview = null;
      return ({ entries, preview }) => {
        build.entries = entries;
        if (!preview) return;
        build.preview = preview;
        tell(build);
      };
    },
    ended({ id, repositoryId, state, outcome }) {
      const build = byJob.get(id);
      if (!build) return;
      const key = keyOf(build.file);
      byJob.delete(id);
      if (going.get(key) === build) going.delete(key);
      if (state !== "ok" && outcome) {
        noteFailure(build.file, outcome);
        wishes.delete(repositoryId); // what keeps one from being read may keep the others too
        pausedUntilMs.set(repositoryId, clock.now() + pauseMs);
      }
      tell(build);
      if (wished === key) wished = null;
      void followWishes();
    },
    forget(repositoryId) {
      wishes.delete(repositoryId);
      pausedUntilMs.delete(repositoryId);
    },
  };
}

function tell(build: Going): void {
  for (const wake of build.waiting) wake();
}

function somethingToShow(build: Going, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      build.waiting.delete(wake);
      stop();
      resolve();
    };
    const stop = clock.after(waitMs, wake);
    build.waiting.add(wake);
  });
}
