// The log of a job: followed in its file by offset, kept in bounded memory and on a bounded piece of disk.
import type { LogLine } from "../../../schemas/jobs.ts";
import type { Files } from "../../ports/files.ts";
import type { EventListener, JobLog } from "../borg.ts";
import { parseLogLine } from "../formats/log.ts";
import { createTally, logLine, note, type Tally } from "../result/tally.ts";
import { createLineSplitter } from "./lines.ts";

/** Files of a job's folder. */
export const outputFiles = { stdout: "stdout", stderr: "stderr", kept: "kept.json" } as const;

const readBytes = 128 * 1024;
const headBytes = 200;
const mostLines = 1000;
const mostCharacters = 256 * 1024;

export interface JobOutput {
  readonly tally: Tally;
  /** Bytes of the file that were read and could be given back. */
  readonly consumedBytes: () => number;
  /** Reads what has been written since; no more than about `limitBytes` of it, where one is given. */
  drain(limitBytes?: number): Promise<void>;
  /** Takes a last line that no newline ended. */
  end(): void;
  /**
   * Saves what is known, then empties the file. Only while nobody writes to it. A crash in between is found again: the
   * file then still begins as the saved head says.
   */
  trim(): Promise<void>;
  log(): JobLog;
}

interface Kept {
  readonly head: string;
  readonly consumedBytes: number;
  /** An unfinished line, base64. */
  readonly unfinished: string;
  readonly tally: Tally;
  readonly lines: LogLine[];
  readonly dropped: boolean;
}

/** Opens the log of a job's folder at the place where an earlier Borgdeck stopped trimming it. */
export async function openJobOutput(files: Files, workDir: string, onEvent: EventListener): Promise<JobOutput> {
  const path = `${workDir}/${outputFiles.stderr}`;
  const keptPath = `${workDir}/${outputFiles.kept}`;
  const kept = parseKept(await files.readText(keptPath));
  const tally = { ...createTally(), ...kept?.tally }; // that of an earlier Borgdeck may know less
  const lines = createRing(kept?.lines ?? [], kept?.dropped ?? false);
  let offset = kept && (await beginsWith(kept.head)) ? kept.consumedBytes : 0;

  const splitter = createLineSplitter((line) => {
    const event = parseLogLine(line);
    if (!event) return;
    note(tally, event);
    lines.push(logLine(event));
    onEvent(event);
  });
  if (kept) splitter.push(Buffer.from(kept.unfinished, "base64"));

  async function beginsWith(head: string): Promise<boolean> {
    return head !== "" && (await readHead()) === head;
  }
  async function readHead(): Promise<string> {
    return (await files.readRange(path, 0, headBytes)).toString("base64");
  }
  async function drain(limitBytes = Number.POSITIVE_INFINITY): Promise<void> {
    for (const from = offset; offset - from < limitBytes; ) {
      const chunk = await files.readRange(path, offset, readBytes);
      offset += chunk.length;
      splitter.push(chunk);
      if (chunk.length < readBytes) return;
    }
  }

  return {
    tally,
    consumedBytes: () => offset,
    drain,
    end: () => splitter.end(),
    async trim() {
      const state: Kept = {
        head: await readHead(),
        consumedBytes: offset,
        unfinished: splitter.unfinished().toString("base64"),
        tally,
        lines: lines.items(),
        dropped: lines.dropped(),
      };
      await files.writeDurable(keptPath, JSON.stringify(state));
      await files.empty(path);
      offset = 0;
    },
    log: () => ({ lines: lines.items(), truncated: lines.dropped() }),
  };
}

/** What a job's folder says now, read anew. */
export async function readJobLog(files: Files, workDir: string): Promise<JobLog> {
  const output = await openJobOutput(files, workDir, () => {});
  await output.drain();
  output.end();
  return output.log();
}

function createRing(first: readonly LogLine[], hadDropped: boolean) {
  const items = [...first];
  let characters = items.reduce((sum, { message }) => sum + message.length, 0);
  let dropped = hadDropped;
  return {
    push(line: LogLine | null) {
      if (!line) return;
      items.push(line);
      characters += line.message.length;
      while (items.length > mostLines || characters > mostCharacters) {
        characters -= items.shift()?.message.length ?? 0;
        dropped = true;
      }
    },
    items: () => [...items],
    dropped: () => dropped,
  };
}

function parseKept(text: string | null): Kept | null {
  if (text === null) return null;
  try {
    return JSON.parse(text) as Kept;
  } catch {
    return null; // not ours: it is written as one step
  }
}
