// The queue: a job waits for its repository's lease and a free slot, runs, and is journaled at each step.
import type { JobProgress, JobRecord } from "../../schemas/jobs.ts";
import { BorgFault } from "../borg/result/result.ts";
import { Fault } from "../fault.ts";
import { type Clock, isoTime, sleep } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import { newId, type Random } from "../ports/random.ts";
import type { History } from "./history.ts";
import { isEnded, type JobEnd, type JobRequest, newJob, ownOutcome } from "./job.ts";
import { again, endOfFault, type JobKind } from "./kinds/kind.ts";
import type { Leases, Release } from "./leases.ts";
import type { JobControl, JobRunner } from "./runner.ts";
import { createSlots, type Lane } from "./slots.ts";

export interface Queue {
  /** Journals a job as queued and returns it; it runs when its turn comes. Rejects while stopping. */
  enqueue(request: JobRequest): Promise<JobRecord>;
  /** The same, resolving when the job has ended. */
  run(request: JobRequest): Promise<JobRecord>;
  /** Takes up a job of an earlier process. */
  resume(job: JobRecord, adopt: boolean): void;
  /** Records the wish, then ends the job: at once while it waits, else through its process. */
  cancel(id: string): Promise<JobRecord>;
  progress(id: string): JobProgress | null;
  /** The job of the same repository that a queued one waits for; null where it waits for a slot, or for a reader who is no job. */
  waitsFor(id: string): JobRecord | null;
  /** The live control of a running job. */
  control(id: string): JobControl | undefined;
  /**
   * Takes no more jobs, and ends the running ones if `endJobs`. Else borg processes that the next start can take up go on, and
   * jobs that cannot outlive Borgdeck are ended, and waited for a few seconds.
   */
  stop(endJobs: boolean): Promise<void>;
}

export interface QueueDependencies {
  readonly history: History;
  readonly leases: Leases;
  readonly runner: JobRunner;
  readonly kinds: Readonly<Record<JobRecord["kind"], Pick<JobKind, "lease" | "lane" | "yieldAfterMs" | "recovery">>>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Jobs of each lane that may run at the same time, on all repositories together. */
  readonly slots: Readonly<Record<Lane, number>>;
  /** Jobs that may wait; one more is refused. */
  readonly waitingLimit?: number;
}

const saveAttempts = 60;
const saveRetryMs = 5000;
/** How long a stop waits for jobs that cannot outlive Borgdeck: whoever stops it kills it after ten seconds at times. */
const stopPatienceMs = 5000;

interface Active {
  readonly kind: JobRecord["kind"];
  readonly adopted: boolean;
  readonly abort: AbortController;
  readonly ended: Promise<JobRecord>;
  control: JobControl | null;
}

/** One try of a job: ended for good by a cancel, or to begin anew by a writer that waits. */
interface Attempt {
  readonly signal: AbortSignal;
  readonly hasYielded: () => boolean;
  readonly makeRoom: () => void;
}

/** Creates the queue. */
export function createQueue(dependencies: QueueDependencies): Queue {
  const { history, leases, runner, kinds, clock, random, log, waitingLimit = 500 } = dependencies;
  const active = new Map<string, Active>();
  const slots = {
    work: createSlots(dependencies.slots.work),
    background: createSlots(dependencies.slots.background),
    standing: createSlots(dependencies.slots.standing),
  } as const satisfies Record<Lane, unknown>;
  let stopping: "no" | "leaving" | "ending" = "no";

  /** A full disk must not lose what became of a job: it is written again until it holds, for some minutes. */
  const save = async (id: string, change: (job: JobRecord) => JobRecord, attempt = 1): Promise<JobRecord | null> => {
    try {
      return await history.changeJob(id, change);
    } catch (error) {
      log.error("What became of a job could not be journaled", { jobId: id, attempt, error });
      if (attempt >= saveAttempts || stopping !== "no") throw error;
      await sleep(clock, saveRetryMs);
      return save(id, change, attempt + 1);
    }
  };

  /** What ended because Borgdeck stops was not cancelled by anybody; what the next start begins, or begins anew, waits for it. */
  const finish = async (job: JobRecord, end: JobEnd): Promise<JobRecord> => {
    const current = history.job(job.id) ?? job;
    const byUs = stopping !== "no" && end.state === "cancelled" && current.cancelRequestedAt === null;
    const isBegunAnew = stopping === "leaving" && kinds[job.kind].recovery === "again";
    if (byUs && (current.state === "queued" || isBegunAnew)) return current;
    const told = byUs ? stoppedEnd(end) : end;
    const ended = await save(job.id, (saved) => endedJob(saved, told, isoTime(clock.now())));
    return ended ?? history.job(job.id) ?? job;
  };

  const broken = (job: JobRecord, error: unknown, { aborted }: AbortSignal): JobEnd => {
    if (error instanceof BorgFault) {
      const end = endOfFault(error);
      return aborted && end.outcome.code === "cancelled" ? { ...end, state: "cancelled" } : end;
    }
    log.error("A job ended in an error of Borgdeck itself", { jobId: job.id, kind: job.kind, error });
    return brokenEnd(error);
  };

  const work = async (job: JobRecord, own: Pick<Active, "abort">, adopt: boolean): Promise<JobRecord> => {
    for (;;) {
      const attempt = createAttempt(own.abort.signal);
      const turn = await takeTurn(job, attempt, adopt);
      if (turn === again) continue;
      if (typeof turn !== "function") return finish(job, turn);
      try {
        const end = await perform(job, attempt, adopt);
        if (end !== again) return end;
      } finally {
        turn();
      }
      await save(job.id, waitingAgain).catch(() => {}); // it waits all the same, and was told of
    }
  };

  /** Runs the job and journals its end, unless it has to begin anew. */
  const perform = async (job: JobRecord, attempt: Attempt, adopt: boolean): Promise<JobRecord | typeof again> => {
    const { signal, hasYielded } = attempt;
    const entry = active.get(job.id);
    const control = runner.start(history.job(job.id) ?? job, { adopt, signal, hasYielded });
    if (entry) entry.control = control;
    const end = await control.end.catch((error: unknown) => broken(job, error, signal));
    const ended = end === again ? again : await finish(job, end);
    if (entry && ended === again) entry.control = null;
    await control
      .tidy()
      .catch((error: unknown) => log.warn("A job's folder could not be tidied", { jobId: job.id, error }));
    return ended;
  };

  /**
   * The lease, then a slot; or how the job ends when it gets none. An adopted job already runs, slot or not; making a
   * repository takes a second and somebody waits for it.
   */
  const takeTurn = async (
    job: JobRecord,
    attempt: Attempt,
    adopt: boolean,
  ): Promise<Release | JobEnd | typeof again> => {
    const { lease, lane, yieldAfterMs } = kinds[job.kind];
    const { signal, makeRoom } = attempt;
    const room = yieldAfterMs === undefined ? undefined : { afterMs: yieldAfterMs, call: makeRoom };
    try {
      const giveLease = await leases.take(job.repositoryId, lease, adopt ? undefined : signal, room);
      const giveSlot = await slots[lane]
        .take(adopt ? undefined : signal, adopt || job.kind === "init")
        .catch((error: unknown) => {
          giveLease();
          throw error;
        });
      return () => {
        giveSlot();
        giveLease();
      };
    } catch (error) {
      if (attempt.hasYielded()) return again;
      return signal.aborted ? cancelledBeforeStart : broken(job, error, signal);
    }
  };

  /** A process that goes on without us, and is taken up by the next start. What waits is not ended for good either. */
  const outlives = ({ kind, adopted, control }: Active) =>
    adopted || (control !== null && kinds[kind].recovery === "adopt");

  const launch = (job: JobRecord, adopt: boolean): Promise<JobRecord> => {
    const abort = new AbortController();
    const ended = work(job, { abort }, adopt).finally(() => active.delete(job.id));
    active.set(job.id, { kind: job.kind, adopted: adopt, abort, ended, control: null });
    if (job.cancelRequestedAt) abort.abort(cancelReason());
    if (stopping !== "no" && !adopt) abort.abort(stopReason()); // it was journaled while the stop began
    ended.catch((error: unknown) => log.error("A job could not be brought to its end", { jobId: job.id, error }));
    return ended;
  };

  const add = async (request: JobRequest): Promise<{ job: JobRecord; ended: Promise<JobRecord> }> => {
    if (stopping !== "no") throw new Fault("stopping", "Borgdeck is stopping; try again in a moment.");
    if (active.size >= waitingLimit) {
      throw new Fault("too-many-requests", "Too many jobs are waiting already; try again when some have ended.");
    }
    const job = newJob(newId(random), request, clock.now());
    await history.addJob(job);
    return { job, ended: launch(job, false) };
  };

  return {
    enqueue: async (request) => (await add(request)).job,
    run: async (request) => (await add(request)).ended,
    resume: (job, adopt) => void launch(job, adopt),
    async cancel(id) {
      const job = await history.findJob(id);
      const entry = active.get(id);
      if (!job) throw new Fault("not-found", "There is no such job.");
      if (isEnded(job.state) || !entry) throw new Fault("conflict", `This job has already ended: ${job.state}.`);
      try {
        const marked = await history.changeJob(id, markCancelled(isoTime(clock.now())));
        return marked ?? history.job(id) ?? job;
      } finally {
        entry.abort.abort(cancelReason()); // also where the wish could not be recorded: a full disk must not keep it running
      }
    },
    waitsFor(id) {
      const job = history.job(id);
      if (job?.state !== "queued") return null;
      const first = history
        .unfinishedJobs()
        .filter((other) => other.id !== id && other.repositoryId === job.repositoryId)
        .filter(({ kind }) => [kind, job.kind].some((each) => kinds[each].lease === "exclusive"));
      const earlier = ({ state, createdAt }: JobRecord) => state === "queued" && createdAt < job.createdAt;
      return first.find(({ state }) => state === "running") ?? first.find(earlier) ?? null;
    },
    progress: (id) => active.get(id)?.control?.progress() ?? null,
    control: (id) => active.get(id)?.control ?? undefined,
    async stop(endJobs) {
      stopping = endJobs ? "ending" : "leaving";
      const ending = [...active.values()].filter((entry) => endJobs || !outlives(entry));
      for (const { abort } of ending) abort.abort(stopReason());
      const ended = Promise.allSettled(ending.map((entry) => entry.ended));
      if (endJobs) return void (await ended);
      await Promise.allSettled([...active.values()].filter(outlives).map(({ control }) => control?.detach()));
      await Promise.race([ended, sleep(clock, stopPatienceMs)]);
      const left = [...active.values()].filter((entry) => ending.includes(entry));
      await Promise.allSettled(left.map(({ control }) => control?.detach()));
    },
  };
}

const cancelledBeforeStart: JobEnd = {
  state: "cancelled",
  outcome: ownOutcome("cancelled", "Cancelled before it started."),
  result: null,
};

function createAttempt(cancelled: AbortSignal): Attempt {
  const room = new AbortController();
  return {
    signal: AbortSignal.any([cancelled, room.signal]),
    hasYielded: () => room.signal.aborted && !cancelled.aborted,
    makeRoom: () => room.abort(new Fault("repository-locked", "A backup waits for this repository.")),
  };
}

function waitingAgain(job: JobRecord): JobRecord {
  return { ...job, state: "queued", startedAt: null, process: null };
}

function endedJob(job: JobRecord, { state, outcome, result }: JobEnd, finishedAt: string): JobRecord {
  return { ...job, state, finishedAt, outcome: withBrief(outcome), result };
}

/** Nobody who is told no path learns one from an end that forgot to say it without. */
function withBrief(outcome: JobEnd["outcome"]): JobEnd["outcome"] {
  if (outcome.brief !== undefined || !outcome.message.includes("/")) return outcome;
  return { ...outcome, brief: "How it ended is told on its page in Borgdeck." };
}

function markCancelled(at: string): (job: JobRecord) => JobRecord {
  return (job) => ({ ...job, cancelRequestedAt: job.cancelRequestedAt ?? at });
}

function stoppedEnd({ result }: JobEnd): JobEnd {
  const outcome = ownOutcome("interrupted", "Borgdeck was stopped, and ended this job with it.", "Run it again.");
  return { state: "interrupted", outcome, result };
}

function stopReason(): Fault {
  return new Fault("stopping", "Borgdeck is stopping.");
}

function cancelReason(): Fault {
  return new Fault("conflict", "The job was cancelled.");
}

function brokenEnd(error: unknown): JobEnd {
  if (error instanceof Fault) {
    const outcome = { ...ownOutcome(error.code, error.detail), brief: `${error.title}.` };
    return { state: "failed", outcome, result: null };
  }
  return {
    state: "failed",
    outcome: ownOutcome("internal", "Borgdeck itself failed during this job.", "The service's log has the details."),
    result: null,
  };
}
