import type { Readable } from "node:stream";
import type { BorgDependencies, RunOptions, StreamedBorg } from "../borg.ts";
import type { BorgCommand } from "../command.ts";
import { type Live, openLive, pipeGraceMs } from "./live.ts";
import { createOutlet } from "./outlet.ts";
import { restStopSteps } from "./stopper.ts";

/** A reader that takes nothing for so long is gone; a repository must not stay locked for it. */
const readerLimitMs = 60_000;
/** borg may be silent for long while it looks through an archive of millions of files. */
const silenceLimitMs = 30 * 60_000;
const watchMs = 2000;

/** See Borg.stream. Rejects with the signal's reason where it was aborted before anything was started. */
export async function streamCommand(
  dependencies: BorgDependencies,
  command: BorgCommand,
  options: Pick<RunOptions, "signal" | "jobId">,
): Promise<StreamedBorg> {
  options.signal?.throwIfAborted();
  const live = await openLive(dependencies, command, options);
  const result = live.ended.then((exit) => live.conclude(exit, { stdout: "", stdoutTruncated: false }));
  const outlet = createOutlet(result);
  const stopWatching = watch(dependencies, live, outlet);
  let leave = () => {
    if (!outlet.readableEnded) live.stopper.stop("reader-left");
    live.stdout.destroy();
  };
  outlet.once("close", () => {
    stopWatching();
    leave();
  });
  live.stdout.once("close", () => outlet.end());
  live.stdout.pipe(outlet);
  const enough = () => {
    leave = () => readOn(live);
    live.stdout.unpipe(outlet); // it would be paused once the outlet is closed
    outlet.destroy();
  };
  return { stdout: outlet, result, enough };
}

/** For nobody: borg would wait for ever to get rid of it. */
function readOn({ stdout, stopper, ended }: Live): void {
  stopper.stop("reader-left", restStopSteps);
  stdout.resume();
  void ended.then(() => stdout.destroy()); // somebody else may hold it
}

/** Ends what moves no more: the reader takes nothing, borg says nothing, or a stranger holds borg's pipe open. */
function watch({ ports: { clock } }: BorgDependencies, { stdout, stopper, ended }: Live, outlet: Readable): () => void {
  let movedAt = clock.now();
  let gone = false;
  stdout.on("data", () => {
    movedAt = clock.now();
  });
  void ended.then(() => {
    gone = true;
  });
  return clock.every(watchMs, () => {
    const stillMs = clock.now() - movedAt;
    const unread = outlet.readableLength > 0;
    if (unread && stillMs >= readerLimitMs) outlet.destroy();
    else if (!unread && gone && stillMs >= pipeGraceMs) stdout.destroy();
    else if (!unread && stillMs >= silenceLimitMs) stopper.stop("time-limit");
  });
}
