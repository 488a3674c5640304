// What the journal knows of jobs and runs: the recent ones in memory, older ones read back page by page.
import type { JobJournalEntry, JobRecord, JobState, RunRecord } from "../../schemas/jobs.ts";
import type { EventMap } from "../events/events.ts";
import { type Clock, isoTime } from "../ports/clock.ts";
import { isEnded } from "./job.ts";

/** What history needs of the journal. */
export interface HistoryJournal {
  append(entry: JobJournalEntry): Promise<void>;
  readBackwards(): AsyncIterable<JobJournalEntry>;
}

interface Publisher {
  publish<N extends "job.changed" | "run.changed">(name: N, payload: EventMap[N]): void;
}

export interface JobFilter {
  readonly planId?: string | undefined;
  readonly repositoryId?: string | undefined;
  readonly runId?: string | undefined;
  readonly states?: readonly JobState[] | undefined;
  /** Only those that somebody asked for, and no run. */
  readonly byHand?: boolean | undefined;
  sees(repositoryId: string): boolean;
  readonly limit: number;
  readonly cursor?: string | null | undefined;
}

export interface RunFilter {
  readonly planId?: string | undefined;
  sees(planId: string): boolean;
  readonly limit: number;
  readonly cursor?: string | null | undefined;
}

export interface Page<T> {
  readonly items: T[];
  readonly next: string | null;
}

export interface History {
  /** Reads the newest part of the journal; the jobs and runs that have not ended are all among it. */
  load(): Promise<void>;
  /** Journals a new job and tells the bus once it is on the disk. */
  addJob(job: JobRecord): Promise<void>;
  /**
   * Changes a job that has not ended. Changes of one job follow one another, each seeing the one before. Null where it has
   * ended meanwhile: an end is never taken back.
   */
  changeJob(id: string, change: (job: JobRecord) => JobRecord): Promise<JobRecord | null>;
  saveRun(run: RunRecord): Promise<void>;
  /** A recent job. */
  job(id: string): JobRecord | undefined;
  /** Any job, also one that only the journal still has. */
  findJob(id: string): Promise<JobRecord | undefined>;
  run(id: string): RunRecord | undefined;
  findRun(id: string): Promise<RunRecord | undefined>;
  jobsOfRun(runId: string): JobRecord[];
  unfinishedJobs(): JobRecord[];
  unfinishedRuns(): RunRecord[];
  /** Every recent record, oldest first. */
  recent(): { readonly jobs: JobRecord[]; readonly runs: RunRecord[] };
  listJobs(filter: JobFilter): Promise<Page<JobRecord>>;
  listRuns(filter: RunFilter): Promise<Page<RunRecord>>;
}

export interface HistoryDependencies {
  readonly journal: HistoryJournal;
  readonly events: Publisher;
  readonly clock: Clock;
  /** Ended records of each sort that stay in memory. */
  readonly memoryLimit?: number;
}

interface Entry {
  readonly id: string;
  readonly createdAt: string;
  readonly state: JobState;
}

/** Creates the history over a journal. */
export function createHistory({ journal, events, clock, memoryLimit = 1000 }: HistoryDependencies): History {
  const jobs = new Map<string, JobRecord>();
  const runs = new Map<string, RunRecord>();
  const changing = new Map<string, Promise<JobRecord | null>>();
  let older: HistoryJournal = nothingOlder;

  const save = async (entry: JobJournalEntry) => {
    await journal.append(entry);
    const forgot =
      entry.type === "job"
        ? remember(jobs, entry.job, memoryLimit, (job) => isEnded(job.state) && !isOfOpenRun(job))
        : remember(runs, entry.run, memoryLimit, (run) => isEnded(run.state));
    if (forgot) older = journal;
  };
  /** A run that goes on is led by what all of its jobs came to. */
  const isOfOpenRun = (job: JobRecord) => {
    const run = job.runId === null ? undefined : runs.get(job.runId);
    return run !== undefined && !isEnded(run.state);
  };
  const saveJob = async (job: JobRecord) => {
    await save({ type: "job", at: isoTime(clock.now()), job });
    events.publish("job.changed", { job });
  };
  const findJob: History["findJob"] = async (id) => jobs.get(id) ?? (await searchBack(older, jobOf, id));
  const findRun: History["findRun"] = async (id) => runs.get(id) ?? (await searchBack(older, runOf, id));

  return {
    async load() {
      for await (const entry of journal.readBackwards()) {
        if (entry.type === "job" && !jobs.has(entry.job.id)) jobs.set(entry.job.id, entry.job);
        if (entry.type === "run" && !runs.has(entry.run.id)) runs.set(entry.run.id, entry.run);
        if (jobs.size < memoryLimit * 2) continue;
        older = journal;
        break;
      }
      sortOldestFirst(jobs);
      sortOldestFirst(runs);
    },
    addJob: saveJob,
    changeJob(id, change) {
      const turn = (changing.get(id) ?? Promise.resolve())
        .catch(() => null) // whoever made the change before was told of its failure
        .then(async () => {
          const job = jobs.get(id);
          if (!job || isEnded(job.state)) return null;
          const changed = change(job);
          await saveJob(changed);
          return changed;
        })
        .finally(() => {
          if (changing.get(id) === turn) changing.delete(id);
        });
      changing.set(id, turn);
      return turn;
    },
    async saveRun(run) {
      await save({ type: "run", at: isoTime(clock.now()), run });
      events.publish("run.changed", { run });
    },
    job: (id) => jobs.get(id),
    findJob,
    run: (id) => runs.get(id),
    findRun,
    jobsOfRun: (runId) => [...jobs.values()].filter((job) => job.runId === runId),
    unfinishedJobs: () => [...jobs.values()].filter((job) => !isEnded(job.state)),
    unfinishedRuns: () => [...runs.values()].filter((run) => !isEnded(run.state)),
    recent: () => ({ jobs: [...jobs.values()], runs: [...runs.values()] }),
    listJobs: (filter) => listPage(jobs, older, jobOf, filter, (job) => matchesJob(job, filter)),
    listRuns: (filter) => listPage(runs, older, runOf, filter, (run) => matchesRun(run, filter)),
  };
}

/** Lines read back for one question at the most; what lies further back is not found any more. */
const linesLimit = 200_000;

async function* readBack(journal: HistoryJournal): AsyncIterable<JobJournalEntry> {
  let lines = 0;
  for await (const entry of journal.readBackwards()) {
    if (lines++ >= linesLimit) return;
    yield entry;
  }
}

const jobOf = (entry: JobJournalEntry) => (entry.type === "job" ? entry.job : undefined);
const runOf = (entry: JobJournalEntry) => (entry.type === "run" ? entry.run : undefined);

/** Stands for the journal while memory holds all of it. */
const nothingOlder: HistoryJournal = {
  append: () => Promise.resolve(),
  async *readBackwards() {},
};

/** Keeps a record; true where another had to go for it. */
function remember<T extends Entry>(
  records: Map<string, T>,
  record: T,
  limit: number,
  mayGo: (record: T) => boolean,
): boolean {
  records.set(record.id, record);
  if (records.size <= limit) return false;
  for (const other of records.values()) if (mayGo(other)) return records.delete(other.id);
  return false;
}

function sortOldestFirst<T extends Entry>(records: Map<string, T>): void {
  const sorted = [...records.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  records.clear();
  for (const record of sorted) records.set(record.id, record);
}

/** Records are listed newest first; a cursor is the key of the last one shown. */
function key(record: Entry): string {
  return `${record.createdAt} ${record.id}`;
}

async function searchBack<T extends Entry>(
  journal: HistoryJournal,
  pick: (entry: JobJournalEntry) => T | undefined,
  id: string,
): Promise<T | undefined> {
  for await (const entry of readBack(journal)) {
    const record = pick(entry);
    if (record?.id === id) return record;
  }
  return undefined;
}

async function listPage<T extends Entry>(
  memory: ReadonlyMap<string, T>,
  journal: HistoryJournal,
  pick: (entry: JobJournalEntry) => T | undefined,
  page: { readonly limit: number; readonly cursor?: string | null | undefined },
  matches: (record: T) => boolean,
): Promise<Page<T>> {
  const before = (record: T) => page.cursor == null || key(record) < page.cursor;
  const found = [...memory.values()].filter((record) => before(record) && matches(record));
  if (found.length <= page.limit) {
    await collectOlder(memory, journal, pick, found, page.limit + 1, (record) => before(record) && matches(record));
  }
  const sorted = found.sort((a, b) => (key(a) < key(b) ? 1 : -1));
  const items = sorted.slice(0, page.limit);
  const last = items.at(-1);
  return { items, next: sorted.length > page.limit && last ? key(last) : null };
}

/**
 * Adds records that memory no longer holds. A line is written no earlier than its record was created, so reading back
 * may stop once lines are older than every record still wanted.
 */
async function collectOlder<T extends Entry>(
  memory: ReadonlyMap<string, T>,
  journal: HistoryJournal,
  pick: (entry: JobJournalEntry) => T | undefined,
  found: T[],
  wanted: number,
  matches: (record: T) => boolean,
): Promise<void> {
  const seen = new Set(memory.keys());
  let oldest = "";
  for await (const entry of readBack(journal)) {
    if (found.length >= wanted && entry.at < oldest) return;
    const record = pick(entry);
    if (!record || seen.has(record.id)) continue;
    seen.add(record.id);
    if (!matches(record)) continue;
    found.push(record);
    if (found.length === wanted) oldest = found.map((one) => one.createdAt).sort()[0] ?? "";
  }
}

function matchesJob(job: JobRecord, filter: JobFilter): boolean {
  return (
    (filter.planId === undefined || job.planId === filter.planId) &&
    (filter.repositoryId === undefined || job.repositoryId === filter.repositoryId) &&
    (filter.runId === undefined || job.runId === filter.runId) &&
    (!filter.byHand || (job.runId === null && job.requester.type === "user")) &&
    (filter.states === undefined || filter.states.includes(job.state)) &&
    filter.sees(job.repositoryId)
  );
}

function matchesRun(run: RunRecord, filter: RunFilter): boolean {
  return (filter.planId === undefined || run.planId === filter.planId) && filter.sees(run.planId);
}
