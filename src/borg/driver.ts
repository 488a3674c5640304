// borg/ runs borg: commands are plain values, processes are followed and stopped, and outcomes are decided in one place.
import { Fault } from "../fault.ts";
import type { AttachOptions, Borg, BorgDependencies, ProcessIdentity, RunningBorg, StartOptions } from "./borg.ts";
import type { BorgCommand } from "./command.ts";
import { heldByStranger } from "./locks/locks.ts";
import { jobVariable } from "./process/environment.ts";
import { outputFiles, readJobLog } from "./process/job-output.ts";
import { launch } from "./process/launch.ts";
import { runCommand } from "./process/run.ts";
import { streamCommand } from "./process/stream.ts";
import { settleEnded, supervise } from "./process/supervise.ts";
import { borgFault } from "./result/result.ts";
import { type BorgVersion, parseVersion } from "./version.ts";

const versionCommand: BorgCommand = {
  name: "version",
  args: ["--version"],
  env: {},
  secret: null,
  location: null,
  cwd: null,
};
const versionLimitMs = 30_000;

/** Creates the driver. Nothing is started or written before the first command. */
export function createBorg(dependencies: BorgDependencies): Borg {
  const { hostId } = dependencies;
  const { files } = dependencies.ports;
  const ready = once(() => files.makeDirectory(dependencies.baseDir, 0o700));
  const version = once(() => askVersion(dependencies));

  return {
    async version() {
      await ready();
      return version();
    },
    async start(command, options) {
      await ready();
      return start(dependencies, command, options);
    },
    attach: (command, options) => attach(dependencies, command, options),
    async run(command, options = {}) {
      await ready();
      return runCommand(dependencies, command, options);
    },
    async stream(command, options) {
      await ready();
      return streamCommand(dependencies, command, options);
    },
    readLog: (workDir) => readJobLog(files, workDir),
    heldByStranger: (location, { toWrite }) => heldByStranger(files, { location, hostId, toWrite }),
  };
}

async function start(
  dependencies: BorgDependencies,
  command: BorgCommand,
  options: StartOptions,
): Promise<RunningBorg> {
  const { workDir, jobId, onEvent } = options;
  await dependencies.ports.files.makeDirectory(workDir, 0o700);
  const child = await launch(dependencies, command, {
    stdout: { appendTo: `${workDir}/${outputFiles.stdout}` },
    stderr: { appendTo: `${workDir}/${outputFiles.stderr}` },
    jobId,
  });
  const process = { pid: child.pid, startTicks: child.startTicks };
  try {
    return await supervise(dependencies, { command, workDir, onEvent }, process, child.exited);
  } catch (error) {
    dependencies.ports.processes.signal(child.pid, "SIGKILL", "group"); // nobody would ever hear of it
    throw error;
  }
}

async function attach(
  dependencies: BorgDependencies,
  command: BorgCommand,
  options: AttachOptions,
): Promise<RunningBorg> {
  const { workDir, jobId, onEvent, cancelRequested } = options;
  const job = { command, workDir, onEvent };
  const alive = findAlive(dependencies, jobId, options.process);
  if (!alive) {
    return {
      process: null,
      result: settleEnded(dependencies, job, cancelRequested),
      stop() {},
      detach: async () => {},
    };
  }
  dependencies.ports.processes.signal(alive.pid, "SIGCONT", "group"); // we may have ended while it was suspended
  const running = await supervise(dependencies, job, alive, null);
  if (cancelRequested) running.stop();
  return running;
}

function findAlive(
  { ports: { processes } }: BorgDependencies,
  jobId: string,
  known: ProcessIdentity | null,
): ProcessIdentity | null {
  if (known) return processes.startTicks(known.pid) === known.startTicks ? known : null;
  for (const pid of processes.findByEnvironment(jobVariable, jobId)) {
    const startTicks = processes.startTicks(pid);
    if (startTicks !== null) return { pid, startTicks };
  }
  return null;
}

async function askVersion(dependencies: BorgDependencies): Promise<BorgVersion> {
  const result = await runCommand(dependencies, versionCommand, { timeLimitMs: versionLimitMs });
  if (result.state !== "ok") throw borgFault(result);
  const version = parseVersion(result.stdout);
  if (!version) throw new Fault("borg-missing", `${dependencies.executable} does not answer like borg.`);
  return version;
}

/** Does it once; a failure is not remembered. */
function once<T>(act: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= act().catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
}
