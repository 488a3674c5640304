// A job's process, ours or adopted: followed while it lives, stopped on demand, settled when it is gone.
import type { Exit } from "../../ports/processes.ts";
import type { BorgDependencies, EventListener, ProcessIdentity, RunningBorg } from "../borg.ts";
import type { BorgCommand } from "../command.ts";
import { conclude } from "../result/conclude.ts";
import type { StopReason } from "../result/outcome.ts";
import type { BorgResult } from "../result/result.ts";
import { isRemote } from "../target.ts";
import { attempt, follow, watchForEnd } from "./follow.ts";
import { type JobOutput, openJobOutput, outputFiles } from "./job-output.ts";
import { createStopper, jobStopSteps, readStopSteps } from "./stopper.ts";

const mostStdoutBytes = 1024 * 1024;

export interface Job {
  readonly command: BorgCommand;
  readonly workDir: string;
  readonly onEvent: EventListener;
}

/** Follows a live process. `exited` is null for one that is not our child: it is then watched by its number. */
export async function supervise(
  dependencies: BorgDependencies,
  job: Job,
  process: ProcessIdentity,
  exited: Promise<Exit> | null,
): Promise<RunningBorg> {
  const { clock, processes, files } = dependencies.ports;
  const startedAtMs = clock.now();
  const stopper = createStopper({ clock, processes }, process, jobStopSteps);
  const output = await openJobOutput(
    files,
    job.workDir,
    listener(dependencies, job, (reason) => stopper.stop(reason)),
  );
  const following = follow(dependencies, job.workDir, process, output);
  const watch = exited === null ? watchForEnd(dependencies, process) : { end: exited, cancel() {} };
  let detached = false;

  const finish = async (exit: Exit | null): Promise<BorgResult> => {
    stopper.settle();
    await following.stop();
    return settle(dependencies, job, output, { exit, stop: stopper.reason(), startedAtMs });
  };
  const result = new Promise<BorgResult>((resolve) => {
    void watch.end.then((exit) => {
      if (!detached) resolve(finish(exit));
    });
  });

  return {
    process,
    result,
    stop: ({ waits } = { waits: false }) => stopper.stop("cancelled", waits ? readStopSteps : jobStopSteps),
    async detach() {
      detached = true;
      stopper.release();
      watch.cancel();
      await following.stop(); // it may be suspended just now, for its files to be emptied
    },
  };
}

/** Settles a job whose process is gone already. */
export async function settleEnded(
  dependencies: BorgDependencies,
  job: Job,
  cancelRequested: boolean,
): Promise<BorgResult> {
  const output = await openJobOutput(
    dependencies.ports.files,
    job.workDir,
    listener(dependencies, job, () => {}),
  );
  const stop = cancelRequested ? "cancelled" : null;
  return settle(dependencies, job, output, { exit: null, stop, startedAtMs: dependencies.ports.clock.now() });
}

interface End {
  readonly exit: Exit | null;
  readonly stop: StopReason | null;
  readonly startedAtMs: number;
}

async function settle(
  dependencies: BorgDependencies,
  { command, workDir }: Job,
  output: JobOutput,
  end: End,
): Promise<BorgResult> {
  const { files } = dependencies.ports;
  const path = `${workDir}/${outputFiles.stdout}`;
  await attempt(dependencies, () => output.drain());
  output.end();
  const stdout = await attempt(dependencies, () => files.readRange(path, 0, mostStdoutBytes + 1));
  const started = end.exit !== null || (await attempt(dependencies, () => files.info(path))) !== null;
  return conclude(dependencies, {
    ...end,
    command,
    started,
    tally: output.tally,
    stdout: stdout?.subarray(0, mostStdoutBytes).toString("utf8") ?? "",
    stdoutTruncated: (stdout?.length ?? 0) > mostStdoutBytes,
  });
}

/** A listener that cannot break the following; a copy over a connection that is lost would warn once per remaining file. */
function listener(
  { ports }: BorgDependencies,
  { command, onEvent }: Job,
  stop: (reason: StopReason) => void,
): EventListener {
  const remote = command.location !== null && isRemote({ location: command.location });
  return (event) => {
    if (remote && event.type === "message" && event.message.includes("[Errno 32]")) stop("connection-lost");
    try {
      onEvent(event);
    } catch (error) {
      ports.log.error("A listener of borg's log failed", { error });
    }
  };
}
