// A queue of jobs that do nothing, and end when a test says so.
import { type JobJournalEntry, type JobKindName, type JobRecord, jobKinds } from "../../schemas/jobs.ts";
import { createHistory } from "../../src/jobs/history.ts";
import { type JobEnd, ownOutcome } from "../../src/jobs/job.ts";
import type { again } from "../../src/jobs/kinds/kind.ts";
import { createLeases } from "../../src/jobs/leases.ts";
import { createQueue, type QueueDependencies } from "../../src/jobs/queue.ts";
import { silentLog } from "../../src/ports/log.ts";
import { createFakeClock, createSeededRandom } from "./fake-ports.ts";

type Kinds = QueueDependencies["kinds"];

export interface StartedJob {
  readonly job: JobRecord;
  readonly signal: AbortSignal;
  readonly hasYielded: () => boolean;
  finish(end: JobEnd | typeof again): void;
  breakDown(error: Error): void;
}

export const ok: JobEnd = { state: "ok", outcome: ownOutcome("ok", "Done."), result: null };

/** Lets everything that is ready run. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));

/** These kinds of jobs, and all others as ones that write and can be taken up again. */
export function writersBut(others: Partial<Kinds> = {}): Kinds {
  const kindOf = (name: JobKindName) => others[name] ?? { lease: "exclusive", lane: "work", recovery: "adopt" };
  return Object.fromEntries(jobKinds.map((name) => [name, kindOf(name)])) as Kinds;
}

/** Opens one with so many slots for work, and one of each other lane. */
export function openQueue(work: number, kinds: Kinds) {
  const journal: JobJournalEntry[] = [];
  const clock = createFakeClock();
  let failing = false;
  const history = createHistory({
    journal: {
      async append(entry) {
        if (failing) throw new Error("ENOSPC");
        journal.push(entry);
      },
      async *readBackwards() {},
    },
    events: { publish() {} },
    clock,
  });
  const started: StartedJob[] = [];
  /** The kinds of those that were left to themselves, and the ids of those that were tidied up. */
  const [detached, tidied]: [string[], string[]] = [[], []];
  const queue = createQueue({
    history,
    leases: createLeases({ clock }),
    runner: {
      start(job, { signal, hasYielded }) {
        let finish: StartedJob["finish"] = () => {};
        let breakDown: StartedJob["breakDown"] = () => {};
        const end = new Promise<JobEnd | typeof again>((resolve, reject) => {
          finish = resolve;
          breakDown = reject;
        });
        const startedAt = "2026-11-22T10:00:00Z";
        void history.changeJob(job.id, (queued) => ({ ...queued, state: "running", startedAt }));
        started.push({ job, signal, hasYielded, finish, breakDown });
        return {
          end,
          progress: () => null,
          log: async () => ({ lines: [], truncated: false }),
          detach: async () => void detached.push(job.kind),
          tidy: async () => void tidied.push(job.id),
        };
      },
    },
    kinds,
    clock,
    random: createSeededRandom(),
    log: silentLog,
    slots: { work, background: 1, standing: 1 },
  });
  /** Whether the journal cannot be written to. */
  const setFailing = (value: boolean) => {
    failing = value;
  };
  return { queue, history, journal, clock, started, detached, tidied, setFailing };
}
