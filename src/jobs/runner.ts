// Runs one job: gives its kind what it needs, journals its process, keeps its log and progress.
import { join } from "node:path";
import type { JobProgress, JobRecord, LogLine } from "../../schemas/jobs.ts";
import type { PlanRecord } from "../../schemas/plans.ts";
import type { BorgCommand, BorgEvent, BorgResult, RepositoryTarget, RunningBorg } from "../borg/driver.ts";
import type { EventMap } from "../events/events.ts";
import { type Clock, isoTime } from "../ports/clock.ts";
import type { Files } from "../ports/files.ts";
import type { History } from "./history.ts";
import type { JobEnd } from "./job.ts";
import type { JobContext, JobKind } from "./kinds/kind.ts";
import { createLogBuffer, type LogStore } from "./log.ts";
import { createProgressMeter, type Expected, type ProgressReport } from "./progress.ts";

/** A job that runs. */
export interface JobControl {
  readonly end: Promise<JobEnd>;
  progress(): JobProgress | null;
  logLines(): { readonly lines: LogLine[]; readonly truncated: boolean };
  /** Stops following; the borg process goes on. */
  detach(): void;
  /** Puts the log away and removes the job's folder; called once the end is journaled. */
  tidy(): Promise<void>;
}

export interface JobRunner {
  /** Starts a job, or with `adopt` takes up the process that an earlier Borgdeck started for it. */
  start(job: JobRecord, options: { readonly adopt: boolean; readonly signal: AbortSignal }): JobControl;
}

interface Supervisor {
  start(command: BorgCommand, options: SuperviseOptions): Promise<RunningBorg>;
  attach(command: BorgCommand, options: SuperviseOptions & { process: JobRecord["process"] }): Promise<RunningBorg>;
  run(command: BorgCommand, options: { signal: AbortSignal }): Promise<BorgResult>;
}

interface SuperviseOptions {
  readonly workDir: string;
  readonly jobId: string;
  readonly onEvent: (event: BorgEvent) => void;
}

export interface JobRunnerDependencies {
  readonly history: Pick<History, "saveJob" | "job">;
  readonly kinds: Readonly<Record<JobRecord["kind"], JobKind>>;
  readonly borg: Supervisor;
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
    start(job, { adopt, signal }) {
      const workDir = join(runDir, job.id);
      const meter = createProgressMeter(clock.now, job.planId === null ? null : dependencies.expected(job.planId));
      const log = createLogBuffer();
      const publishProgress = throttle(clock, progressEveryMs, () => {
        const progress = meter.current();
        if (progress) dependencies.events.publish("job.progress", { job: history.job(job.id) ?? job, progress });
      });
      let running: RunningBorg | null = null;
      let detached = false;

      const report = (progress: ProgressReport) => {
        meter.report(progress);
        publishProgress();
      };
      const markRunning = (process: JobRecord["process"]) => {
        const current = history.job(job.id) ?? job;
        const startedAt = current.startedAt ?? isoTime(clock.now());
        return history.saveJob({ ...current, state: "running", startedAt, process });
      };

      const supervise: JobContext["supervise"] = async (command, onEvent) => {
        const options: SuperviseOptions = {
          workDir,
          jobId: job.id,
          onEvent(event) {
            log.add(event);
            onEvent?.(event);
          },
        };
        running = adopt
          ? await borg.attach(command, { ...options, process: job.process })
          : await borg.start(command, options);
        await markRunning({ pid: running.pid, startTicks: running.startTicks });
        const { stop } = running;
        if (detached) running.detach();
        if (signal.aborted) stop();
        signal.addEventListener("abort", stop, { once: true });
        return running.result.finally(() => signal.removeEventListener("abort", stop));
      };

      const execute = async (): Promise<JobEnd> => {
        const kind = kinds[job.kind];
        await files.makeDirectory(workDir);
        if (!kind.adoptable) await markRunning(null);
        return kind.execute({
          job,
          target: await dependencies.target(job.repositoryId),
          plan: job.planId === null ? undefined : dependencies.plan(job.planId),
          signal,
          scratchDir: join(workDir, "scratch"),
          supervise,
          run: (command) => borg.run(command, { signal }),
          report,
        });
      };

      return {
        end: execute(),
        progress: meter.current,
        logLines: log.lines,
        detach() {
          detached = true;
          running?.detach();
        },
        async tidy() {
          publishProgress.stop();
          await logs.save(job.id, log.lines());
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
