import type { Readable } from "node:stream";
import type { CommandContext } from "./command.ts";

/** What a program printed, standard output and errors together, and how it ended. */
export interface ProgramEnd {
  /** Null where it was ended by a signal. */
  readonly code: number | null;
  readonly output: string;
}

export interface ProgramRequest {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** It is killed, with all that it started, after this long. */
  readonly timeLimitMs: number;
}

const maxOutput = 64 * 1024;
const endSignals = ["SIGINT", "SIGTERM"] as const;

/** Runs a program to its end, bounded in time and output. Rejects where it cannot be started. */
export async function runProgram(
  { file, args, env, timeLimitMs }: ProgramRequest,
  { processes }: Pick<CommandContext, "processes">,
): Promise<ProgramEnd> {
  const child = await processes.start({ file, args, env, stdout: "pipe", stderr: "pipe" });
  const killGroup = () => void processes.signal(child.pid, "SIGKILL", "group");
  const timer = setTimeout(killGroup, timeLimitMs);
  // It has a process group of its own, so that neither the terminal's ^C nor a signal to us reaches it.
  for (const signal of endSignals) process.once(signal, killGroup);
  try {
    const [out, errors, { code }] = await Promise.all([tail(child.stdout), tail(child.stderr), child.exited]);
    return { code, output: `${out}${errors}`.slice(-maxOutput) };
  } finally {
    clearTimeout(timer);
    for (const signal of endSignals) process.off(signal, killGroup);
  }
}

async function tail(stream: Readable | null): Promise<string> {
  let text = "";
  for await (const chunk of stream ?? []) text = (text + String(chunk)).slice(-maxOutput);
  return text;
}
