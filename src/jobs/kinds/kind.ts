// What each kind of job is made of: the lease it needs, whether it survives a restart of Borgdeck, and its work.
import type { JobRecord, LogLine } from "../../../schemas/jobs.ts";
import type { PlanRecord } from "../../../schemas/plans.ts";
import type { BorgCommand } from "../../borg/command.ts";
import type { BorgEvent } from "../../borg/formats/log.ts";
import type { BorgFault, BorgResult } from "../../borg/result/result.ts";
import type { RepositoryTarget } from "../../borg/target.ts";
import type { JobEnd } from "../job.ts";
import type { LeaseMode } from "../leases.ts";
import type { ProgressReport } from "../progress.ts";
import type { Lane } from "../slots.ts";

/** What a kind may use while its job runs. */
export interface JobContext {
  readonly job: JobRecord;
  /** Whether the job's process was started by an earlier Borgdeck. */
  readonly adopting: boolean;
  readonly target: RepositoryTarget;
  /** The job's plan as it stands now; undefined for work by hand, and where the plan was removed meanwhile. */
  readonly plan: PlanRecord | undefined;
  /** Aborted when somebody cancels the job, or when it has to yield. */
  readonly signal: AbortSignal;
  /** Whether the signal was aborted because a writer waits for the repository, and for nothing else. */
  hasYielded(): boolean;
  /** A folder of the job's own; gone when the job ends. */
  readonly scratchDir: string;
  /**
   * Runs the job's one supervised command. After a restart of Borgdeck this follows the process that is already
   * there, so a kind reads the same whether it started its process or found it. `stop` ends the process: the job's own signal
   * unless told.
   */
  supervise(command: BorgCommand, onEvent?: (event: BorgEvent) => void, stop?: AbortSignal): Promise<BorgResult>;
  report(progress: ProgressReport): void;
}

/** The answer of a job that yielded: it is put back into the queue and begins anew when its turn comes again. */
export const again = Symbol("again");

export interface JobKind {
  readonly lease: LeaseMode;
  /** Which jobs it shares its slots with. */
  readonly lane: Lane;
  /** A reader that makes room: a writer that has waited so long, in milliseconds, aborts its signal. */
  readonly yieldAfterMs?: number;
  /**
   * What becomes of one that runs when Borgdeck ends without notice. `adopt`: `execute` makes one supervised command, whose
   * process is followed on. `again`: it changed nothing and is done again. `give-up`: it ends as interrupted, tidied up.
   */
  readonly recovery: "adopt" | "again" | "give-up";
  execute(context: JobContext): Promise<JobEnd | typeof again>;
  /** What is told of a given-up job, where that it was tidied up does not say it all. */
  readonly givenUp?: { readonly message: string; readonly nextStep: string };
  /** Lines for the log of one that ended, where borg's own words are not all of it. */
  logOf?(end: JobEnd): readonly LogLine[];
  /** Takes away what a given-up job left outside its own folder. Its processes have ended by then. */
  tidyUp?(job: JobRecord): Promise<void>;
  /** At the start, before any job is taken up: takes away what jobs that have ended could not. */
  sweep?(): Promise<void>;
}

/** Asks borg for a repository's archives, oldest first. */
export type ListArchives = (
  target: RepositoryTarget,
  signal: AbortSignal,
  /** Marks borg as this job's, which an adopting kind must not: it would be taken for the job's own process. */
  jobId?: string,
) => Promise<readonly { readonly name: string; readonly planId: string | null; readonly startedAt: string }[]>;

/** The name of a plan's newest archive; null where it has none. `archives` are oldest first. */
export function newestOfPlan(archives: Awaited<ReturnType<ListArchives>>, planId: string | undefined): string | null {
  return archives.findLast((archive) => archive.planId !== null && archive.planId === planId)?.name ?? null;
}

/** The end of a job that is one borg command. */
export function endOf(result: BorgResult): JobEnd {
  return { state: result.state, outcome: result.outcome, result: result.report };
}

/**
 * The same of a job that asks borg more than once, where one did not do its work: it is told in borg's own terms. That borg was
 * killed is an interruption, as it is where borg is all of the job.
 */
export function endOfFault({ state, outcome }: BorgFault): JobEnd {
  return { state: state === "interrupted" ? "interrupted" : "failed", outcome, result: null };
}

/** Passes on what borg says of how far it is. */
export function reportPercent(report: JobContext["report"]): (event: BorgEvent) => void {
  return (event) => {
    if (event.type === "percent") report({ phase: event.message, percent: event.percent });
  };
}
