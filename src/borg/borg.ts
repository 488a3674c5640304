// What the driver offers to the rest of Borgdeck.
import type { Readable } from "node:stream";
import type { LogLine } from "../../schemas/jobs.ts";
import type { Ports } from "../ports/ports.ts";
import type { BorgCommand } from "./command.ts";
import type { BorgEvent } from "./formats/log.ts";
import type { BorgResult } from "./result/result.ts";
import type { BorgVersion } from "./version.ts";

export interface BorgDependencies {
  readonly ports: Pick<Ports, "clock" | "files" | "processes" | "log">;
  /** Absolute path of the program. */
  readonly executable: string;
  /** Program and arguments that start it in turn, such as setpriv; none unless told. */
  readonly launcher?: readonly string[];
  /** DATA_DIR/borg: borg's caches, keys and security data. */
  readonly baseDir: string;
  /** Names this installation in locks; stays the same for its life, or stale locks are never recognised. */
  readonly hostId: string;
}

export type EventListener = (event: BorgEvent) => void;

export interface StartOptions {
  /** The job's own folder: made 0700, holds its output files. Must be new to `start`. */
  readonly workDir: string;
  readonly jobId: string;
  readonly onEvent: EventListener;
}

export interface AttachOptions extends StartOptions {
  /** What was journaled of the process; null where the journal does not reach that far. */
  readonly process: ProcessIdentity | null;
  /** Whether a cancel had been asked for: then a failure counts as cancelled, and a live process is stopped. */
  readonly cancelRequested: boolean;
}

export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: string;
}

/** A command whose process outlives Borgdeck. */
export interface RunningBorg {
  /** Null where `attach` found none alive. */
  readonly process: ProcessIdentity | null;
  /** Resolves, never rejects, once the process is gone and its output is read. */
  readonly result: Promise<BorgResult>;
  /**
   * Interrupts it; ends it after 30 s, kills its group after 60 s. `waits`: it has done nothing yet but wait for a lock, in which borg
   * sleeps through an interrupt, and is ended at once. Calling it again does nothing.
   */
  stop(options?: { readonly waits: boolean }): void;
  /** Stops following and leaves the process running; `result` then never settles. Resolves when it is not suspended either. */
  detach(): Promise<void>;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  /** 1 MiB unless told; a command that prints more is ended and counts as failed. */
  readonly maxOutputBytes?: number;
  /** 15 minutes unless told. */
  readonly timeLimitMs?: number;
  readonly onEvent?: EventListener;
  /** Marks the process in its environment, as `start` does. */
  readonly jobId?: string;
}

export interface StreamedBorg {
  /** Fails with a BorgFault where the command did, so that what was cut short never looks complete. */
  readonly stdout: Readable;
  /** Resolves, never rejects, once the process is gone. */
  readonly result: Promise<BorgResult>;
  /** The reader has all that it wants: closes `stdout`, and gives borg a moment to come to its end before it is stopped. */
  enough(): void;
}

export interface JobLog {
  readonly lines: LogLine[];
  readonly truncated: boolean;
}

export interface Borg {
  /** Asked once, then remembered. Throws Fault `borg-missing`. */
  version(): Promise<BorgVersion>;
  /** Starts a job that survives us. Throws Fault `borg-missing` or `borg-failed` where the program cannot be started. */
  start(command: BorgCommand, options: StartOptions): Promise<RunningBorg>;
  /**
   * Takes up a job that an earlier Borgdeck started: a live process is followed on, one that ended is settled by its last
   * record, anything else is `interrupted`. What is in its files is told again from their beginning.
   */
  attach(command: BorgCommand, options: AttachOptions): Promise<RunningBorg>;
  /** Runs a short command to its end. Resolves whatever the outcome; throws only where the program cannot be started. */
  run(command: BorgCommand, options?: RunOptions): Promise<BorgResult>;
  /** Runs a command whose output is read as it comes. Ended when the reader leaves or takes nothing for 60 s. */
  stream(command: BorgCommand, options: Pick<RunOptions, "signal" | "jobId">): Promise<StreamedBorg>;
  /** The log of a job that was started or attached, while it runs or after: its last lines, without progress. */
  readLog(workDir: string): Promise<JobLog>;
  /** Whether somebody else's lock keeps ours out of a repository; false where that cannot be seen from here. */
  heldByStranger(location: string, options: { readonly toWrite: boolean }): Promise<boolean>;
}
