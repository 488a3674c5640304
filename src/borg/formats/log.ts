// A line of borg's log, as JSON where borg manages it, becomes an event.

/** What borg says while it runs. Texts are cut to `longestText` characters. */
export type BorgEvent =
  | ProgressEvent
  | PercentEvent
  | MessageEvent
  | { readonly type: "file-status"; readonly status: string; readonly path: string }
  | { readonly type: "question"; readonly messageId: string | null; readonly message: string }
  | { readonly type: "raw"; readonly text: string };

/** Progress of `create`, about five a second. The last one says `finished` and has no figures. */
export interface ProgressEvent {
  readonly type: "progress";
  readonly files: number | null;
  readonly originalSizeBytes: number | null;
  readonly compressedSizeBytes: number | null;
  readonly deduplicatedSizeBytes: number | null;
  readonly path: string | null;
  readonly finished: boolean;
}

/** Progress of a phase such as `repository.check` or `cache.commit`; `percent` where borg knows it. */
export interface PercentEvent {
  readonly type: "percent";
  readonly messageId: string | null;
  readonly message: string;
  readonly percent: number | null;
  readonly finished: boolean;
}

export interface MessageEvent {
  readonly type: "message";
  readonly level: "debug" | "info" | "warning" | "error";
  readonly message: string;
  /** borg's stable name of an error, such as `LockTimeout`; warnings of borg 1.2 have none. */
  readonly messageId: string | null;
  /** The part of borg that speaks, such as `borg.output.show-rc`. */
  readonly logger: string | null;
}

/** Longest text that an event carries, in UTF-16 units. A traceback has about 4,000. */
export const longestText = 8192;

/**
 * Reads one line. Never throws: text in front of JSON is dropped (borg 1.2 glues its passphrase prompt there), and what is no
 * JSON of borg's is `raw`. An empty line is null.
 */
export function parseLogLine(line: string): BorgEvent | null {
  if (line.trim() === "") return null;
  const record = asRecord(line) ?? asRecord(line.slice(Math.max(0, line.indexOf('{"'))));
  return (record && readers[text(record["type"])]?.(record)) ?? { type: "raw", text: cut(line) };
}

type Json = Readonly<Record<string, unknown>>;

const readers: Readonly<Record<string, ((record: Json) => BorgEvent) | undefined>> = Object.assign(
  Object.create(null),
  {
    archive_progress: (record: Json): BorgEvent => ({
      type: "progress",
      files: amount(record["nfiles"]),
      originalSizeBytes: amount(record["original_size"]),
      compressedSizeBytes: amount(record["compressed_size"]),
      deduplicatedSizeBytes: amount(record["deduplicated_size"]),
      path: optionalText(record["path"]),
      finished: record["finished"] === true,
    }),
    progress_percent: (record: Json): BorgEvent => phase(record, percent(record["current"], record["total"])),
    progress_message: (record: Json): BorgEvent => phase(record, null),
    log_message: (record: Json): BorgEvent => ({
      type: "message",
      level: level(record["levelname"]),
      message: text(record["message"]),
      messageId: optionalText(record["msgid"]),
      logger: optionalText(record["name"]),
    }),
    file_status: (record: Json): BorgEvent => ({
      type: "file-status",
      status: text(record["status"]).slice(0, 1),
      path: text(record["path"]),
    }),
    question_prompt: question,
    question_prompt_retry: question,
    question_invalid_answer: question,
    question_env_answer: question,
    question_accepted_true: question,
    question_accepted_false: question,
    question_accepted_default: question,
  },
);

function phase(record: Json, done: number | null): BorgEvent {
  return {
    type: "percent",
    messageId: optionalText(record["msgid"]),
    message: text(record["message"]),
    percent: done,
    finished: record["finished"] === true,
  };
}

function question(record: Json): BorgEvent {
  return { type: "question", messageId: optionalText(record["msgid"]), message: text(record["message"]) };
}

function percent(current: unknown, total: unknown): number | null {
  const [done, all] = [amount(current), amount(total)];
  return done === null || all === null || all === 0 ? null : Math.min(100, (done / all) * 100);
}

function level(name: unknown): MessageEvent["level"] {
  if (name === "DEBUG") return "debug";
  if (name === "WARNING") return "warning";
  return name === "ERROR" || name === "CRITICAL" ? "error" : "info";
}

function asRecord(line: string): Json | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : null;
  } catch {
    return null; // not JSON: the caller keeps it as text
  }
}

function amount(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
}

function text(value: unknown): string {
  return typeof value === "string" ? cut(value) : "";
}

function optionalText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? cut(value) : null;
}

function cut(value: string): string {
  return value.length > longestText ? `${value.slice(0, longestText)}…` : value;
}
