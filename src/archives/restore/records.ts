// Lists that are too long for memory, kept as lines of JSON in the staging folder. Bytes are written as latin1 text.
import type { FolderHandle } from "../../ports/directories.ts";

export interface RecordWriter<T> {
  add(record: T): Promise<void>;
  /** Ends the list, which can be read from then on. */
  end(): Promise<void>;
}

const bufferedCharacters = 128 * 1024;
const asNew = { mode: 0o600, owner: null, modifiedAtUs: null };

export async function writeRecords<T>(folder: FolderHandle, name: Buffer): Promise<RecordWriter<T>> {
  const file = await folder.createFile(name);
  let lines: string[] = [];
  let length = 0;
  const flush = async () => {
    const text = lines.join("");
    lines = [];
    length = 0;
    await file.write(Buffer.from(text));
  };
  return {
    async add(record) {
      const line = `${JSON.stringify(record)}\n`;
      lines.push(line);
      length += line.length;
      if (length >= bufferedCharacters) await flush();
    },
    async end() {
      try {
        await flush();
        await file.finish(asNew);
      } finally {
        await file.close();
      }
    },
  };
}

/** Gives them in order. */
export async function* readRecords<T>(folder: FolderHandle, name: Buffer): AsyncGenerator<T> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of folder.read(name)) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      yield JSON.parse(bytes.toString("utf8", start, end)) as T;
      start = end + 1;
    }
    rest = Buffer.from(bytes.subarray(start));
  }
}

/** Bytes as text that holds them, and back. */
export const asText = (bytes: Buffer) => bytes.toString("latin1");
export const asBytes = (text: string) => Buffer.from(text, "latin1");
