// A command over pipes while it lives: its log is read, it is stopped on demand, and its end is told once.
import type { Readable } from "node:stream";
import type { Exit } from "../../ports/processes.ts";
import type { BorgDependencies, EventListener } from "../borg.ts";
import type { BorgCommand } from "../command.ts";
import { createUnescaper } from "../formats/escapes.ts";
import { parseLogLine } from "../formats/log.ts";
import { conclude } from "../result/conclude.ts";
import type { BorgResult } from "../result/result.ts";
import { createTally, note, type Tally } from "../result/tally.ts";
import { launch } from "./launch.ts";
import { createLineSplitter } from "./lines.ts";
import { createStopper, readStopSteps, type Stopper } from "./stopper.ts";

/** How long a pipe may stay open after the process is gone, for then somebody else holds it. */
export const pipeGraceMs = 2000;

export interface LiveOptions {
  readonly onEvent?: EventListener | undefined;
  readonly jobId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Live {
  readonly stdout: Readable;
  readonly stopper: Stopper;
  /** Resolves when the process is gone and its log is read. */
  readonly ended: Promise<Exit>;
  conclude(exit: Exit, output: { stdout: string; stdoutTruncated: boolean }): Promise<BorgResult>;
}

/** Starts the command. The caller must read or destroy `stdout`. */
export async function openLive(
  dependencies: BorgDependencies,
  command: BorgCommand,
  options: LiveOptions,
): Promise<Live> {
  const { clock, processes } = dependencies.ports;
  const startedAtMs = clock.now();
  const child = await launch(dependencies, command, { stdout: "pipe", stderr: "pipe", jobId: options.jobId ?? null });
  const stopper = createStopper({ clock, processes }, child, readStopSteps);
  const stopListening = onAbort(options.signal, () => stopper.stop("cancelled"));
  const [stdout, stderr] = [piped(child.stdout), piped(child.stderr)];
  const tally = readLog(stderr, command, (event) => options.onEvent?.(event));
  const ended = child.exited.then(async (exit) => {
    stopListening();
    stopper.settle();
    await closed(dependencies, stderr);
    return exit;
  });
  return {
    stdout,
    stopper,
    ended,
    conclude: (exit, output) =>
      conclude(dependencies, { command, exit, stop: stopper.reason(), tally, startedAtMs, started: true, ...output }),
  };
}

/** Resolves when a pipe has been read to its end; one that somebody still holds is given up after a moment. */
export function closed({ ports: { clock } }: BorgDependencies, pipe: Readable): Promise<void> {
  if (pipe.closed) return Promise.resolve();
  return new Promise((resolve) => {
    const stopTimer = clock.after(pipeGraceMs, () => pipe.destroy());
    pipe.once("close", () => {
      stopTimer();
      resolve();
    });
  });
}

function onAbort(signal: AbortSignal | undefined, act: () => void): () => void {
  if (!signal) return () => {};
  if (signal.aborted) act();
  signal.addEventListener("abort", act, { once: true });
  return () => signal.removeEventListener("abort", act);
}

function piped(pipe: Readable | null): Readable {
  if (!pipe) throw new TypeError("The process was started without a pipe");
  pipe.on("error", () => {}); // a pipe that breaks ends like any other; the exit says the rest
  return pipe;
}

function readLog(stderr: Readable, command: BorgCommand, onEvent: EventListener): Tally {
  const tally = createTally();
  const splitter = createLineSplitter((line) => {
    const event = parseLogLine(line);
    if (!event) return;
    note(tally, event);
    onEvent(event);
  });
  const decode = decoder(command);
  stderr.on("data", (chunk: Buffer) => splitter.push(decode(chunk)));
  stderr.once("end", () => splitter.end());
  return tally;
}

/** Python's setting for the encoding holds for the log as well. */
function decoder({ env }: BorgCommand): (chunk: Buffer) => Buffer {
  if (env["PYTHONIOENCODING"] !== "unicode_escape") return (chunk) => chunk;
  const plain = createUnescaper();
  return (chunk) => Buffer.from(plain(chunk.toString("latin1")), "utf8");
}
