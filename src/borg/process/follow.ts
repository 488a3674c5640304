// Following a live process: its log is read as it grows, and its files are emptied before they fill the disk.
import { sleep } from "../../ports/clock.ts";
import type { BorgDependencies, ProcessIdentity } from "../borg.ts";
import { type JobOutput, outputFiles } from "./job-output.ts";

type Dependencies = Pick<BorgDependencies, "ports">;

const pollMs = 200;
/** A file of output that has grown beyond this is emptied once it is read. */
const trimAtBytes = 8 * 1024 * 1024;
/** How long the system may take to suspend a process before its files are left for later. */
const suspendMs = 1000;

export interface Following {
  /** Resolves when nothing is being read any more. */
  stop(): Promise<void>;
}

/** Reads on at each turn of the clock, and keeps the files small. */
export function follow(
  dependencies: Dependencies,
  workDir: string,
  process: ProcessIdentity,
  output: JobOutput,
): Following {
  let current: Promise<unknown> | null = null;
  const turn = async () => {
    await attempt(dependencies, () => output.drain(2 * trimAtBytes)); // one that writes faster than we read is made to wait
    await attempt(dependencies, () => trimWhenLarge(dependencies, workDir, process, output));
    current = null;
  };
  const stopTimer = dependencies.ports.clock.every(pollMs, () => {
    current ??= turn();
  });
  return {
    async stop() {
      stopTimer();
      await current;
    },
  };
}

/** Nothing may be written between reading and emptying: the process is suspended meanwhile. */
async function trimWhenLarge(
  dependencies: Dependencies,
  workDir: string,
  { pid, startTicks }: ProcessIdentity,
  output: JobOutput,
): Promise<void> {
  const { files, processes } = dependencies.ports;
  const stdout = `${workDir}/${outputFiles.stdout}`;
  const stdoutLarge = ((await files.info(stdout))?.sizeBytes ?? 0) > trimAtBytes;
  if (!stdoutLarge && output.consumedBytes() <= trimAtBytes) return;
  if (processes.startTicks(pid) !== startTicks || !processes.signal(pid, "SIGSTOP", "group")) return;
  try {
    if (!(await suspended(dependencies, pid))) return;
    await output.drain();
    await output.trim();
    if (stdoutLarge) await files.empty(stdout);
  } finally {
    processes.signal(pid, "SIGCONT", "group");
  }
}

async function suspended({ ports: { clock, processes } }: Dependencies, pid: number): Promise<boolean> {
  const until = clock.now() + suspendMs;
  while (!processes.isStopped(pid)) {
    if (clock.now() >= until || processes.startTicks(pid) === null) return false;
    await sleep(clock, 2);
  }
  return true;
}

/** Watches a process that is not our child by its number. */
export function watchForEnd({ ports: { clock, processes } }: Dependencies, { pid, startTicks }: ProcessIdentity) {
  let cancel = () => {};
  const end = new Promise<null>((resolve) => {
    const look = () => {
      if (processes.startTicks(pid) === startTicks) return;
      cancel();
      resolve(null);
    };
    cancel = clock.every(pollMs / 2, look);
    look();
  });
  return { end, cancel: () => cancel() };
}

/** What the files cannot give now is tried again at the next turn; a job never fails because it could not be watched. */
export async function attempt<T>({ ports }: Dependencies, act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    ports.log.warn("A job's output could not be followed", { error });
    return null;
  }
}
