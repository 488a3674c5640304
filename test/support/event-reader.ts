// Reads server-sent events off a socket as they come.
import type { IncomingMessage } from "node:http";

export interface ReadEvent {
  readonly event: string;
  readonly id: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of the data by its assertions
  readonly data: any;
}

export interface EventReader {
  /** The next event; null when the stream has ended. */
  next(): Promise<ReadEvent | null>;
  /** Waits until a comment has come. */
  comment(): Promise<string>;
  close(): void;
}

/** Reads the events of an answer. Fails a wait after two seconds. */
export function readEvents(reply: IncomingMessage): EventReader {
  const events: (ReadEvent | null)[] = [];
  const comments: string[] = [];
  let changed = () => {};
  let text = "";

  const end = () => {
    if (events.at(-1) !== null) events.push(null);
    changed();
  };
  reply.setEncoding("utf8").on("data", (chunk: string) => {
    const blocks = (text + chunk).split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      if (block.startsWith(":")) comments.push(block);
      else if (block.includes("event: ")) events.push(parse(block));
    }
    changed();
  });
  reply.once("end", end).once("close", end).once("error", end);

  const taken = async <T>(queue: T[]): Promise<T> => {
    while (queue.length === 0) {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error("no event came")), 2000);
        changed = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return queue[0] === null ? (null as T) : (queue.shift() as T);
  };
  return { next: () => taken(events), comment: () => taken(comments), close: () => reply.destroy() };
}

function parse(block: string): ReadEvent {
  const fields = new Map(
    block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(": ") + 2)]),
  );
  return {
    event: fields.get("event") ?? "",
    id: fields.get("id") ?? null,
    data: JSON.parse(fields.get("data") ?? "null"),
  };
}
