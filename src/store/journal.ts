// A journal: one file a month of lines that are only ever appended, each on disk before its caller goes on.
import { join } from "node:path";
import type { Static, TSchema } from "typebox";
import { Fault } from "../fault.ts";
import type { Clock } from "../ports/clock.ts";
import type { AppendFile, Files } from "../ports/files.ts";
import type { Log } from "../ports/log.ts";
import { fieldErrors } from "../validate.ts";
import { writeFailed } from "./durable-records.ts";
import { linesBackward, linesForward, maxLineBytes, tornTail } from "./journal-lines.ts";
import { createWriteQueue } from "./write-queue.ts";

/** Entries in the order they were appended. */
export interface Journal<E> {
  /** Resolves when the entry is on disk. Fault `store-write-failed` leaves nothing of it there. */
  append(entry: E): Promise<void>;
  /** Entries of this month and the `months - 1` before it, oldest first. */
  readRecent(months: number): AsyncIterable<E>;
  /** All entries, newest first. */
  readBackwards(): AsyncIterable<E>;
  /** The same with their places; only those before the place `before`, where one is given. Fault `invalid-input` where it is none. */
  readPlaces(before: string | null): AsyncIterable<Placed<E>>;
  /** Waits for what is being written. */
  close(): Promise<void>;
}

/** An entry and where it stands: `YYYY-MM.byte`. Places are kept, since lines are only appended. */
export interface Placed<E> {
  readonly entry: E;
  readonly place: string;
}

export interface JournalDependencies<T extends TSchema> {
  /** Folder of the files `<name>-YYYY-MM.jsonl`. */
  readonly folder: string;
  readonly name: string;
  readonly schema: T;
  readonly ports: { readonly files: Files; readonly clock: Clock; readonly log: Log };
}

interface OpenFile {
  readonly month: string;
  readonly file: AppendFile;
  sizeBytes: number;
  /** True while a failed append may have left part of a line behind. */
  torn: boolean;
}

/** Opens a journal and mends the torn last line that a crash may have left. */
export async function openJournal<T extends TSchema>(deps: JournalDependencies<T>): Promise<Journal<Static<T>>> {
  const { folder, name, schema, ports } = deps;
  const { files, clock, log } = ports;
  const pathOf = (month: string) => join(folder, `${name}-${month}.jsonl`);
  let open: OpenFile | null = null;

  const months = async () => {
    const pattern = new RegExp(`^${name}-(\\d{4}-\\d{2})\\.jsonl$`);
    const found = (await files.list(folder)).map((entry) => pattern.exec(entry.name)?.[1]);
    return found.filter((month) => month !== undefined).sort();
  };
  const fileOf = async (month: string): Promise<OpenFile> => {
    if (open?.month === month) return open;
    await open?.file.close();
    open = null;
    const path = pathOf(month);
    const file = await files.openAppend(path, 0o600);
    open = { month, file, sizeBytes: await mend(deps, path, file), torn: false };
    return open;
  };
  const write = async (lines: readonly string[]) => {
    const data = lines.join("");
    try {
      const target = await fileOf(monthOf(clock.now()));
      if (target.torn) await target.file.truncate(target.sizeBytes);
      target.torn = true;
      try {
        await target.file.append(data);
      } catch (error) {
        await target.file.truncate(target.sizeBytes).then(
          () => {
            target.torn = false;
          },
          () => {}, // the next append tries again before it writes
        );
        throw error;
      }
      target.torn = false;
      target.sizeBytes += Buffer.byteLength(data);
    } catch (error) {
      throw writeFailed(`the ${name} journal`, error);
    }
  };
  const queue = createWriteQueue<string[]>({ begin: () => [], write });

  const parse = (line: string, month: string): Static<T>[] => {
    const entry = entryOf(schema, line);
    if (entry === undefined) log.warn("A line of a journal was skipped: it is damaged", { journal: name, month });
    return entry === undefined ? [] : [entry];
  };

  async function* readMonth(month: string, end: number | undefined): AsyncGenerator<Placed<Static<T>>> {
    for await (const { text, offset } of linesBackward(files, pathOf(month), end)) {
      for (const entry of parse(text, month)) yield { entry, place: `${month}.${offset}` };
    }
  }
  async function* readPlaces(before: string | null): AsyncGenerator<Placed<Static<T>>> {
    const end = placeOf(before);
    const wanted = (await months()).filter((month) => end === null || month <= end.month);
    for (const month of wanted.reverse()) yield* readMonth(month, month === end?.month ? end.offset : undefined);
  }

  const newest = (await months()).at(-1);
  if (newest) await fileOf(newest);
  return {
    append(entry) {
      const line = `${JSON.stringify(entry)}\n`;
      if (Buffer.byteLength(line) > maxLineBytes) {
        return Promise.reject(new Fault("internal", `An entry of the ${name} journal is too long`));
      }
      return queue.run((lines) => {
        lines.push(line);
        return { result: undefined, changed: true };
      });
    },
    async *readRecent(count) {
      const first = monthOf(monthsBefore(clock.now(), count - 1));
      for (const month of (await months()).filter((each) => each >= first)) {
        for await (const line of linesForward(files, pathOf(month))) yield* parse(line, month);
      }
    },
    async *readBackwards() {
      for await (const { entry } of readPlaces(null)) yield entry;
    },
    readPlaces,
    async close() {
      await queue.settled();
      await open?.file.close();
      open = null;
    },
  };
}

/** Cuts off a torn last line, or completes it where only its newline is missing. Returns the file's size in bytes. */
async function mend(
  { name, schema, ports }: JournalDependencies<TSchema>,
  path: string,
  file: AppendFile,
): Promise<number> {
  const { wholeBytes, tail } = await tornTail(ports.files, path);
  if (tail === "") return wholeBytes;
  const whole = entryOf(schema, tail) !== undefined;
  const completed =
    whole &&
    (await file.append("\n").then(
      () => true,
      () => false,
    ));
  if (completed) return wholeBytes + Buffer.byteLength(tail) + 1;
  await file.truncate(wholeBytes);
  ports.log.warn("The last line of a journal was cut off: it was not whole", { journal: name });
  return wholeBytes;
}

function entryOf<T extends TSchema>(schema: T, line: string): Static<T> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return Object.keys(fieldErrors(schema, value)).length === 0 ? (value as Static<T>) : undefined;
  } catch {
    return undefined; // not JSON: the caller logs it
  }
}

function placeOf(place: string | null): { readonly month: string; readonly offset: number } | null {
  if (place === null) return null;
  const [, month, offset] = /^(\d{4}-\d{2})\.(\d{1,15})$/.exec(place) ?? [];
  if (month !== undefined && offset !== undefined) return { month, offset: Number(offset) };
  throw new Fault("invalid-input", "The list has changed; begin again without a cursor.", {
    fields: { "?cursor": "is none that was answered" },
  });
}

/** `YYYY-MM`, UTC. */
function monthOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 7);
}

function monthsBefore(ms: number, count: number): number {
  const date = new Date(ms);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - count, 1);
}
