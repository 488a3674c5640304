// Starting the program: the one place where a command becomes a process.
import { Fault } from "../../fault.ts";
import type { Child, OutputTarget } from "../../ports/processes.ts";
import type { BorgDependencies } from "../borg.ts";
import type { BorgCommand } from "../command.ts";
import { borgEnvironment } from "./environment.ts";

export interface LaunchOptions {
  readonly stdout: OutputTarget;
  readonly stderr: OutputTarget;
  readonly jobId: string | null;
}

/** Starts borg. Throws Fault `borg-missing`, or `borg-failed` where the system refused. */
export async function launch(
  { ports, executable, launcher = [], baseDir, hostId }: BorgDependencies,
  command: BorgCommand,
  { stdout, stderr, jobId }: LaunchOptions,
): Promise<Child> {
  const [file = executable, ...args] = [...launcher, executable, ...command.args];
  try {
    return await ports.processes.start({
      file,
      args,
      env: borgEnvironment({ baseDir, hostId }, command, jobId),
      cwd: command.cwd ?? baseDir,
      stdout,
      stderr,
      secret: command.secret ?? undefined,
      input: command.input,
    });
  } catch (error) {
    throw startFault(executable, error);
  }
}

function startFault(executable: string, cause: unknown): Fault {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "EACCES") {
    return new Fault("borg-missing", `borg could not be started as ${executable}. Install it, or correct its path.`, {
      cause,
    });
  }
  if (code === "E2BIG") {
    return new Fault(
      "borg-failed",
      "The command has more text than the system takes: choose fewer sources or excludes.",
      { cause },
    );
  }
  return new Fault("borg-failed", `The system could not start borg (${code ?? "unknown error"}).`, { cause });
}
