// Child processes: the only importer of node:child_process, and the only reader of /proc.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import type { Readable } from "node:stream";

/** Where an output stream goes: appended to a file that outlives us, into a pipe, or nowhere. */
export type OutputTarget = { readonly appendTo: string } | "pipe" | "ignore";

export interface SpawnRequest {
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdout: OutputTarget;
  readonly stderr: OutputTarget;
  /** Written to file descriptor 3, which is then closed. */
  readonly secret?: string | undefined;
  /** Written to standard input, which is then closed; without it there is none. */
  readonly input?: string | undefined;
}

/** How a process ended. Both are null where it could not be learnt. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat: with the pid it names this process and no later one. */
  readonly startTicks: string;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  /** Resolves when the process has exited, even while a grandchild holds its pipes. */
  readonly exited: Promise<Exit>;
}

export interface Processes {
  /** Starts a program in a process group of its own. Rejects when it cannot be started. */
  start(request: SpawnRequest): Promise<Child>;
  /** Sends a signal to a process, or to its whole group. False where nothing was there to get it. */
  signal(pid: number, signal: NodeJS.Signals, to: "process" | "group"): boolean;
  /** The start time of a live process (zombies count as gone), or null. */
  startTicks(pid: number): string | null;
  /** Whether all of the process is suspended by SIGSTOP. */
  isStopped(pid: number): boolean;
  /** Pids of live leaders of a process group, of this user, whose environment holds NAME=value. */
  findByEnvironment(name: string, value: string): number[];
}

export const systemProcesses: Processes = {
  start,
  signal(pid, signal, to) {
    if (pid < 2) return false; // to the system these mean whole groups: ours, or all
    try {
      return process.kill(to === "group" ? -pid : pid, signal);
    } catch {
      return false; // ESRCH: it is gone; EPERM: it is not ours, so it is not the one that we started
    }
  },
  startTicks(pid) {
    const found = readStat(pid);
    return found && isAlive(found) ? found.startTicks : null;
  },
  isStopped: (pid) => readStat(pid)?.state === "T",
  findByEnvironment(name, value) {
    const wanted = `${name}=${value}`;
    return readdirSync("/proc")
      .filter((entry) => /^\d+$/.test(entry))
      .filter((pid) => readProc(pid, "environ").split("\0").includes(wanted))
      .map(Number)
      .filter((pid) => {
        const found = readStat(pid);
        return found !== null && isAlive(found) && found.group === pid;
      });
  },
};

async function start(request: SpawnRequest): Promise<Child> {
  const opened: number[] = [];
  const target = (to: OutputTarget) => {
    if (typeof to === "string") return to;
    const fd = openSync(to.appendTo, "a", 0o600);
    opened.push(fd);
    return fd;
  };
  try {
    const child = spawn(request.file, [...request.args], {
      env: request.env as NodeJS.ProcessEnv,
      ...(request.cwd === undefined ? {} : { cwd: request.cwd }),
      detached: true,
      stdio: [
        request.input === undefined ? "ignore" : "pipe",
        target(request.stdout),
        target(request.stderr),
        request.secret === undefined ? "ignore" : "pipe",
      ],
    });
    const exited = new Promise<Exit>((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
    await started(child);
    give(child.stdio[3], request.secret);
    give(child.stdin, request.input);
    const pid = child.pid as number;
    return { pid, startTicks: readStat(pid)?.startTicks ?? "0", stdout: child.stdout, stderr: child.stderr, exited };
  } finally {
    for (const fd of opened) closeSync(fd);
  }
}

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
}

function give(pipe: ChildProcess["stdio"][number] | undefined, text: string | undefined): void {
  if (text === undefined || !pipe || !("write" in pipe)) return;
  pipe.on("error", () => {}); // the program ended without reading it; its exit says why
  pipe.end(text);
}

interface ProcessStat {
  readonly state: string;
  readonly group: number;
  readonly startTicks: string;
}

function readStat(pid: number): ProcessStat | null {
  const stat = readProc(String(pid), "stat");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" "); // the name in parentheses may hold anything
  const [state, group, startTicks] = [fields[0], fields[2], fields[19]];
  return state && group && startTicks ? { state, group: Number(group), startTicks } : null;
}

/** A zombie has ended; only its parent has not asked yet. */
function isAlive({ state }: ProcessStat): boolean {
  return state !== "Z" && state !== "X";
}

function readProc(pid: string, file: "stat" | "environ"): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return ""; // it ended, or belongs to somebody else
  }
}
