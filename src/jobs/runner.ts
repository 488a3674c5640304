// Runs one job: gives its kind what it needs, journals its process, keeps its log and progress.
import { join } from "node:path";
import { type JobLogReply, type JobProgress, type JobRecord, type LogLine, waitsForLock } from "../../schemas/jobs.ts";
import type { PlanRecord } from "../../schemas/plans.ts";
import type { Borg, RunningBorg } from "../borg/borg.ts";
import type { RepositoryTarget } from "../borg/target.ts";
import type { EventMap } from "../events/events.ts";
import { type Clock, isoTime } from "../ports/clock.ts";
import type { Files } from "../ports/files.ts";
import type { History } from "./history.ts";
import type { JobEnd } from "./job.ts";
import type { again, JobContext, JobKind } from "./kinds/kind.ts";
import { watchLock } from "./lock-watch.ts";
import type { LogStore } from "./log.ts";
import { createProgressMeter, type Expected, type ProgressReport } from "./progress.ts";

/** A job that runs. */
export interface JobControl {
  readonly end: Promise<JobEnd | typeof again>;
  progress(): JobProgress | null;
  log(): Promise<JobLogReply>;
  /** Stops following; the borg process goes on. */
  detach(): Promise<void>;
  /** Puts the log away and removes the job's folder; called once the end is journaled. */
  tidy(): Promise<void>;
}

export interface JobRunner {
  /** Starts a job, or with `adopt` takes up the process that an earlier Borgdeck started for it. */
  start(job: JobRecord, options: StartOptions): JobControl;
}

export interface StartOptions {
  readonly adopt: boolean;
  readonly signal: AbortSignal;
  readonly hasYielded: () => boolean;
}

export interface JobRunnerDependencies {
  readonly history: Pick<History, "changeJob" | "job">;
  readonly kinds: Readonly<Record<JobRecord["kind"], JobKind>>;
  readonly borg: Pick<Borg, "start" | "attach" | "readLog" | "heldByStranger">;
  readonly target: (repositoryId: string) => Promise<RepositoryTarget>;
  readonly plan: (planId: string) => PlanRecord | undefined;
  readonly expected: (planId: string) => Expected | null;
  readonly logs: LogStore;
  readonly events: { publish(name: "job.progress", payload: EventMap["job.progress"]): void };
  readonly clock: Clock;
  readonly files: Files;
  /** Holds a folder for each job that runs. */
  readonly runDir: string;
  /** Least time between two progress events of a job, in milliseconds. */
  readonly progressEveryMs?: number;
}

/** Creates the runner. */
export function createJobRunner(dependencies: JobRunnerDependencies): JobRunner {
  const { history, kinds, borg, logs, clock, files, runDir, progressEveryMs = 500 } = dependencies;

  return {
    start(job, { adopt, signal, hasYielded }) {
      const workDir = join(runDir, job.id);
      const meter = createProgressMeter(clock.now, job.planId === null ? null : dependencies.expected(job.planId));
      const publishProgress = throttle(clock, progressEveryMs, () => {
        const progress = meter.current();
        if (progress) dependencies.events.publish("job.progress", { job: history.job(job.id) ?? job, progress });
      });
      let running: RunningBorg | null = null;
      let detached = false;
      let stopWatching = () => {};
      let told: readonly LogLine[] = [];
      let saved: JobLogReply | null = null;

      const report = (progress: ProgressReport) => {
        meter.report(progress);
        publishProgress();
      };
      const tellWaiting = (waits: boolean) => {
        if (waits) report({ phase: waitsForLock });
        else if (meter.current()?.phase === waitsForLock) report({ phase: null });
      };
      const markRunning = (process: JobRecord["process"]) =>
        history.changeJob(job.id, (current) => ({
          ...current,
          state: "running",
          startedAt: current.startedAt ?? isoTime(clock.now()),
          process,
        }));

      const supervise: JobContext["supervise"] = async (command, onEvent = () => {}, ending = signal) => {
        const options = { workDir, jobId: job.id, onEvent };
        running = adopt
          ? await borg.attach(command, {
              ...options,
              process: job.process,
              cancelRequested: job.cancelRequestedAt !== null,
            })
          : await borg.start(command, options);
        const { stop, result } = running;
        await markRunning(running.process).catch(async (error: unknown) => {
          stop(); // nobody would know of it: it is ended before its lease is given back
          await result;
          throw error;
        });
        if (detached) await running.detach();
        const stopNow = () => stop({ waits: meter.current()?.phase === waitsForLock });
        if (ending.aborted) stopNow();
        ending.addEventListener("abort", stopNow, { once: true });
        return result.finally(() => ending.removeEventListener("abort", stopNow));
      };

      const execute = async (): Promise<JobEnd | typeof again> => {
        const kind = kinds[job.kind];
        if (kind.recovery !== "adopt") await markRunning(null);
        const target = await dependencies.target(job.repositoryId);
        const toWrite = kind.lease === "exclusive";
        stopWatching = watchLock(clock, () => borg.heldByStranger(target.location, { toWrite }), tellWaiting);
        const end = await kind
          .execute({
            job,
            adopting: adopt,
            target,
            plan: job.planId === null ? undefined : dependencies.plan(job.planId),
            signal,
            hasYielded,
            scratchDir: join(workDir, "scratch"),
            supervise,
            report,
          })
          .finally(() => stopWatching());
        if (typeof end !== "symbol") told = kind.logOf?.(end) ?? [];
        return end;
      };

      /** What is read of a folder that is removed meanwhile may be less than what was saved before that. */
      const log = async (): Promise<JobLogReply> => {
        if (saved) return saved;
        const { lines, truncated } = await borg.readLog(workDir);
        return saved ?? { lines: [...lines, ...told], truncated };
      };

      return {
        end: execute(),
        progress: meter.current,
        log,
        async detach() {
          detached = true;
          stopWatching();
          await running?.detach();
        },
        async tidy() {
          publishProgress.stop();
          saved = await log();
          await logs.save(job.id, saved);
          await files.remove(workDir);
        },
      };
    },
  };
}

interface Throttled {
  (): void;
  stop(): void;
}

/** Runs at once, then at most each `ms`, and once more for what came meanwhile. */
function throttle(clock: Clock, ms: number, run: () => void): Throttled {
  let last = Number.NEGATIVE_INFINITY;
  let stopTimer: (() => void) | null = null;
  const fire = () => {
    stopTimer = null;
    last = clock.now();
    run();
  };
  const throttled = () => {
    if (stopTimer) return;
    const wait = last + ms - clock.now();
    if (wait <= 0) fire();
    else stopTimer = clock.after(wait, fire);
  };
  return Object.assign(throttled, { stop: () => stopTimer?.() });
}
