// The queue: a job waits for its repository's lease and a free slot, runs, and is journaled at each step.
import type { JobProgress, JobRecord } from "../../schemas/jobs.ts";
import { BorgFault } from "../borg/result.ts";
import { Fault } from "../fault.ts";
import { type Clock, isoTime, sleep } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import { newId, type Random } from "../ports/random.ts";
import type { History } from "./history.ts";
import { isEnded, type JobEnd, type JobRequest, newJob, ownOutcome } from "./job.ts";
import { again, type JobKind } from "./kinds/kind.ts";
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
  /** The live control of a running job. */
  control(id: string): JobControl | undefined;
  /** Takes no more jobs. Running borg processes go on unless `endJobs`, which ends them and waits. */
  stop(endJobs: boolean): Promise<void>;
}

export interface QueueDependencies {
  readonly history: History;
  readonly leases: Leases;
  readonly runner: JobRunner;
  readonly kinds: Readonly<Record<JobRecord["kind"], Pick<JobKind, "lease" | "lane" | "yieldAfterMs">>>;
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

interface Active {
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
  let stopping = false;

  /** A full disk must not lose how a job ended: the end is written again until it holds, for some minutes. */
  const saveEnd = async (id: string, end: JobEnd, attempt = 1): Promise<JobRecord | null> => {
    try {
      return await history.changeJob(id, (job) => endedJob(job, end, isoTime(clock.now())));
    } catch (error) {
      log.error("The end of a job could not be journaled", { jobId: id, attempt, error });
      if (attempt >= saveAttempts || stopping) throw error;
      await sleep(clock, saveRetryMs);
      return saveEnd(id, end, attempt + 1);
    }
  };

  /** What ended because Borgdeck stops was not cancelled by anybody; what had not begun waits for the next start. */
  const finish = async (job: JobRecord, end: JobEnd): Promise<JobRecord> => {
    const current = history.job(job.id) ?? job;
    const byUs = stopping && end.state === "cancelled" && current.cancelRequestedAt === null;
    if (byUs && current.state === "queued") return current;
    return (await saveEnd(job.id, byUs ? stoppedEnd(end) : end)) ?? history.job(job.id) ?? job;
  };

  const broken = (job: JobRecord, error: unknown, { aborted }: AbortSignal): JobEnd => {
    if (error instanceof BorgFault) return endOfFault(error, aborted);
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
        await history.changeJob(job.id, waitingAgain);
      } finally {
        turn();
      }
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

  const launch = (job: JobRecord, adopt: boolean): Promise<JobRecord> => {
    const abort = new AbortController();
    const ended = work(job, { abort }, adopt).finally(() => active.delete(job.id));
    active.set(job.id, { abort, ended, control: null });
    if (job.cancelRequestedAt) abort.abort(cancelReason());
    ended.catch((error: unknown) => log.error("A job could not be brought to its end", { jobId: job.id, error }));
    return ended;
  };

  const add = async (request: JobRequest): Promise<{ job: JobRecord; ended: Promise<JobRecord> }> => {
    if (stopping) throw new Fault("stopping", "Borgdeck is stopping; try again in a moment.");
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
    progress: (id) => active.get(id)?.control?.progress() ?? null,
    control: (id) => active.get(id)?.control ?? undefined,
    async stop(endJobs) {
      stopping = true;
      for (const entry of active.values()) {
        if (endJobs) entry.abort.abort(new Fault("stopping", "Borgdeck is stopping."));
      }
      if (endJobs) await Promise.allSettled([...active.values()].map((entry) => entry.ended));
      else await Promise.allSettled([...active.values()].map((entry) => entry.control?.detach()));
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
  return { ...job, state, finishedAt, outcome, result };
}

function markCancelled(at: string): (job: JobRecord) => JobRecord {
  return (job) => ({ ...job, cancelRequestedAt: job.cancelRequestedAt ?? at });
}

function stoppedEnd({ result }: JobEnd): JobEnd {
  const outcome = ownOutcome("interrupted", "Borgdeck was stopped, and ended this job with it.", "Run it again.");
  return { state: "interrupted", outcome, result };
}

function cancelReason(): Fault {
  return new Fault("conflict", "The job was cancelled.");
}

/** What borg could not do is told in its own terms, also where it was only asked something ahead of the work. */
function endOfFault({ outcome }: BorgFault, aborted: boolean): JobEnd {
  return { state: aborted && outcome.code === "cancelled" ? "cancelled" : "failed", outcome, result: null };
}

function brokenEnd(error: unknown): JobEnd {
  if (error instanceof Fault) return { state: "failed", outcome: ownOutcome(error.code, error.detail), result: null };
  return {
    state: "failed",
    outcome: ownOutcome("internal", "Borgdeck itself failed during this job.", "The service's log has the details."),
    result: null,
  };
}
