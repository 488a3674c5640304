import type { BorgDependencies, RunOptions } from "../borg.ts";
import type { BorgCommand } from "../command.ts";
import type { BorgResult } from "../result/result.ts";
import { closed, openLive } from "./live.ts";

const defaultOutputBytes = 1024 * 1024;
const defaultTimeLimitMs = 15 * 60_000;

/** See Borg.run. Rejects with the signal's reason where it was aborted before anything was started. */
export async function runCommand(
  dependencies: BorgDependencies,
  command: BorgCommand,
  options: RunOptions,
): Promise<BorgResult> {
  const { maxOutputBytes = defaultOutputBytes, timeLimitMs = defaultTimeLimitMs } = options;
  options.signal?.throwIfAborted();
  const live = await openLive(dependencies, command, options);
  const chunks: Buffer[] = [];
  let size = 0;
  live.stdout.on("data", (chunk: Buffer) => {
    const room = maxOutputBytes - size;
    size += chunk.length;
    if (room > 0) chunks.push(chunk.subarray(0, room));
    if (chunk.length > room) live.stopper.stop("output-limit");
  });
  const stopTimer = dependencies.ports.clock.after(timeLimitMs, () => live.stopper.stop("time-limit"));
  const exit = await live.ended;
  stopTimer();
  await closed(dependencies, live.stdout);
  return live.conclude(exit, {
    stdout: Buffer.concat(chunks).toString("utf8"),
    stdoutTruncated: size > maxOutputBytes,
  });
}
