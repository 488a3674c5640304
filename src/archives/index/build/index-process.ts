// The process that builds an index, as the service sees it: started, listened to, ended on demand, and gone at the end.
import type { Readable } from "node:stream";
import { jobVariable } from "../../../borg/process/environment.ts";
import { createLineSplitter } from "../../../borg/process/lines.ts";
import { createStopper } from "../../../borg/process/stopper.ts";
import { endStrays } from "../../../borg/process/strays.ts";
import { Fault } from "../../../fault.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Ports } from "../../../ports/ports.ts";
import type { Exit } from "../../../ports/processes.ts";
import type { IndexTotals } from "../archive-index.ts";
import { errorOf, type IndexMessage, type IndexProgress, type IndexTask, parseMessage } from "./messages.ts";

export interface IndexProcessDependencies {
  readonly ports: Pick<Ports, "clock" | "processes" | "log">;
  /** The program and its first arguments that run Borgdeck's command line. */
  readonly program: readonly string[];
}

export interface FollowOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: IndexProgress) => void;
}

/** Asked to end, it ends its borg first. */
const stopSteps = [
  { afterMs: 0, signal: "SIGTERM", to: "process" },
  { afterMs: 12_000, signal: "SIGKILL", to: "group" },
] as const;
const pipeGraceMs = 2000;
const longestComplaint = 8192;

/**
 * Runs it to its end. Rejects with SourceError where another source may do better, with the Fault that it met, with the
 * signal's reason where it was aborted; nothing of it runs any more then.
 */
export async function runIndexProcess(
  { ports, program }: IndexProcessDependencies,
  task: IndexTask,
  { signal, onProgress }: FollowOptions,
): Promise<IndexTotals> {
  signal.throwIfAborted();
  const [file = "", ...args] = program;
  const child = await ports.processes.start({
    file,
    args: [...args, "index-archive"],
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C.UTF-8", TZ: "UTC", [jobVariable]: task.jobId },
    stdout: "pipe",
    stderr: "pipe",
    secret: JSON.stringify(task),
  });
  const stopper = createStopper(ports, child, stopSteps);
  const stop = () => stopper.stop("cancelled");
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  let last: IndexMessage | null = null;
  const complaint = tailOf(child.stderr);
  const read = readMessages(child.stdout, (message) => {
    last = message;
    if ("progress" in message && !signal.aborted) onProgress(message.progress);
  });
  const exit = await child.exited;
  signal.removeEventListener("abort", stop);
  stopper.settle();
  await closed(ports.clock, child.stdout);
  read.end();
  return settle(ports, task, signal, { exit, last, complaint: complaint() });
}

interface Ended {
  readonly exit: Exit;
  readonly last: IndexMessage | null;
  readonly complaint: string;
}

async function settle(
  { clock, processes, log }: IndexProcessDependencies["ports"],
  { jobId }: IndexTask,
  signal: AbortSignal,
  { exit, last, complaint }: Ended,
): Promise<IndexTotals> {
  const failed = last !== null && "failed" in last ? last.failed : null;
  const done = last !== null && "done" in last && exit.code === 0 ? last.done : null;
  if (!failed && !done) await endStrays({ processes, clock }, jobId); // it was killed, and its borg may not know yet
  signal.throwIfAborted();
  if (done) return done;
  if (failed && failed.code !== "internal") throw errorOf(failed);
  log.error("An index could not be built", { jobId, exit, complaint });
  if (failed) throw errorOf(failed);
  const how = exit.signal ? `by ${exit.signal}` : `with code ${exit.code}`;
  throw new Fault(
    "internal",
    `The process that builds the index was ended ${how}. Try again; the log has the details.`,
  );
}

function readMessages(stdout: Readable | null, onMessage: (message: IndexMessage) => void): { end(): void } {
  const splitter = createLineSplitter((line) => {
    const message = parseMessage(line);
    if (message) onMessage(message);
  });
  stdout?.on("data", (chunk: Buffer) => splitter.push(chunk));
  return splitter;
}

/** Reads a stream for the last that it says. */
function tailOf(stream: Readable | null): () => string {
  let tail = "";
  stream?.on("data", (chunk: Buffer) => {
    tail = (tail + chunk.toString("utf8")).slice(-longestComplaint);
  });
  return () => tail;
}

function closed(clock: Clock, stream: Readable | null): Promise<void> {
  if (!stream || stream.closed) return Promise.resolve();
  return new Promise((resolve) => {
    const stopTimer = clock.after(pipeGraceMs, () => stream.destroy());
    stream.once("close", () => {
      stopTimer();
      resolve();
    });
  });
}
