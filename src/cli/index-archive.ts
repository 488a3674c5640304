// The process that builds one index: the service starts it, tells it what on file descriptor 3, and reads what it prints.
import { createReadStream } from "node:fs";
import { setPriority } from "node:os";
import { createIndexWriter, type IndexWriter } from "../archives/index/build/index-writer.ts";
import { failureOf, type IndexMessage, type IndexTask } from "../archives/index/build/messages.ts";
import { createBorg } from "../borg/driver.ts";
import { createLog } from "../ports/log.ts";
import { systemPorts } from "../ports/ports.ts";
import type { Command, CommandContext } from "./command.ts";
import { runProgram } from "./run-program.ts";

const taskDescriptor = 3;
const longestTask = 1024 * 1024;
const tellEveryMs = 250;
/** At least one message in so many turns: who is not read any more notices it by that. */
const turnsBetweenSigns = 4;
const previewEntries = 100;
/** Behind the service, whose requests do not wait for an index. */
const niceness = 10;

/** `borgdeck index-archive`, which people never call. */
export const indexArchiveCommand: Command = {
  name: "index-archive",
  summary: "build an archive's index; the service does that itself",
  usage: "Usage: borgdeck index-archive\n\nIs started by the service, which tells it what to do.",
  hidden: true,
  async run(_args, context) {
    const stop = new AbortController();
    const end = () => stop.abort();
    void context.untilAskedToEnd().then(end);
    process.stdout.once("error", end); // the service is gone
    setPriority(niceness);
    const tell = (message: IndexMessage) => context.print(JSON.stringify(message));
    try {
      const task = JSON.parse(await readTask()) as IndexTask;
      tell({ done: await build(task, context, stop.signal, tell) });
      return 0;
    } catch (error) {
      const failed = failureOf(error);
      if (failed.code === "internal" && !stop.signal.aborted) context.complain(String((error as Error).stack));
      tell({ failed });
      return 1;
    }
  },
};

async function build(
  task: IndexTask,
  context: CommandContext,
  signal: AbortSignal,
  tell: (message: IndexMessage) => void,
) {
  const ports = systemPorts(createLog("silent"));
  const borg = createBorg({ ports, ...task.borg, launcher: await launcher(context) });
  const writer = createIndexWriter({ borg, files: ports.files }, task);
  const stopTelling = tellRegularly(writer, tell);
  try {
    return await writer.write(signal);
  } finally {
    stopTelling();
  }
}

function tellRegularly(writer: IndexWriter, tell: (message: IndexMessage) => void): () => void {
  let silent = 0;
  const timer = setInterval(() => {
    const progress = writer.progress(previewEntries);
    silent = progress ? 0 : silent + 1;
    if (progress) tell({ progress });
    else if (silent % turnsBetweenSigns === 0) tell({ alive: true });
  }, tellEveryMs);
  return () => clearInterval(timer);
}

/**
 * borg is to end with this process, also where this is killed: a dump that nobody reads would fill its folder. The signal
 * comes when the thread ends that started borg, and this process starts it from its only one.
 */
async function launcher({ processes }: CommandContext): Promise<string[]> {
  const withParent = ["/usr/bin/setpriv", "--pdeathsig", "TERM", "--"];
  const [file = "", ...args] = [...withParent, "/bin/true"];
  const { code } = await runProgram({ file, args, env: {}, timeLimitMs: 5000 }, { processes }).catch(() => ({
    code: 1,
  }));
  return code === 0 ? withParent : [];
}

async function readTask(): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of createReadStream("", { fd: taskDescriptor })) {
    pieces.push(piece as Buffer);
    length += (piece as Buffer).length;
    if (length > longestTask) throw new RangeError("The task is too long");
  }
  return Buffer.concat(pieces).toString("utf8");
}
