// What matters of a command's log for its outcome, in bounded memory and ready to be saved as JSON.
import type { LogLine } from "../../../schemas/jobs.ts";
import { type BorgEvent, longestText, type MessageEvent } from "../formats/log.ts";
import { noteReport, type SpokenReport } from "./report.ts";

/** borg 1.2 names no warning; this sentence is all there is, and of a long pattern its end was cut off. */
const unmatched = /^Include pattern '.*(?:' never matched\.|…)$/s;

/** Readers take their entry out of the lock's list without a lock of its own, so that one can lose another's (borg 1.x). */
const lostEntry =
  /^Traceback \(most(?:(?!During handling)[\s\S])*locking\.py", line \d+, in modify\n[\s\S]*\nKeyError: [^\n]*\s*$/;

/** It warns of a cache that is not there yet, which is how each plan begins. */
const cacheLogger = "borg.cache";

/** Mutable; `note` is its only writer. */
export interface Tally extends SpokenReport {
  /** N of the last "terminating with … rc N". */
  exitCode: number | null;
  /** Names of errors in the order seen, each once. */
  messageIds: string[];
  /** Message of the first error that has a name, or else of the first error. */
  error: string | null;
  errorsCount: number;
  warningsCount: number;
  warnings: string[];
  /** Files that borg could not read, and files that changed while it read them. */
  unreadableCount: number;
  changedCount: number;
  /** The numbers of "[Errno N]" in errors, and in warnings; each once. */
  errorNumbers: number[];
  warningNumbers: number[];
  /** Whether a path that was asked for is not in the archive. */
  pathMissing: boolean;
  /** Whether borg broke down over nothing but that, when its work was done. */
  lockEntryLost: boolean;
  /** Last line that was no JSON: what a usage error leaves. */
  rawLine: string | null;
}

const bounds = { warnings: 20, warningLength: 1000, names: 20, numbers: 20 } as const;

export function createTally(): Tally {
  return {
    exitCode: null,
    messageIds: [],
    error: null,
    errorsCount: 0,
    warningsCount: 0,
    warnings: [],
    unreadableCount: 0,
    changedCount: 0,
    errorNumbers: [],
    warningNumbers: [],
    pathMissing: false,
    lockEntryLost: false,
    rawLine: null,
    prune: { keptCount: 0, deletedCount: 0, deletedNames: [] },
    freedBytes: null,
    deleted: { count: 0, names: [], freedBytes: null },
    check: { problemsCount: 0, partial: false },
  };
}

/** Adds one event. */
export function note(tally: Tally, event: BorgEvent): void {
  if (event.type === "message") noteMessage(tally, event);
  else if (event.type === "raw") tally.rawLine = event.text.slice(0, bounds.warningLength);
  else if (event.type === "file-status" && event.status === "E") tally.unreadableCount += 1;
  else if (event.type === "file-status" && event.status === "C") tally.changedCount += 1;
}

/** The event as a line of the job's log; null for progress, which is not kept. */
export function logLine(event: BorgEvent): LogLine | null {
  switch (event.type) {
    case "message":
      return { level: event.level, message: event.message, messageId: event.messageId };
    case "file-status":
      return { level: "info", message: `${event.status} ${event.path}`, messageId: null };
    case "question":
      return { level: "info", message: event.message, messageId: event.messageId };
    case "raw":
      return { level: "info", message: event.text.slice(0, longestText), messageId: null };
    default:
      return null;
  }
}

function noteMessage(tally: Tally, event: MessageEvent): void {
  if (event.logger === "borg.output.show-rc") return noteExitCode(tally, event.message);
  noteReport(tally, event);
  if (event.level === "error") noteError(tally, event);
  if (event.level === "warning" && event.logger !== cacheLogger) noteWarning(tally, event);
}

function noteExitCode(tally: Tally, message: string): void {
  const match = /^terminating with \w+ status, rc (\d{1,3})$/.exec(message);
  if (match) tally.exitCode = Number(match[1]);
}

function noteError(tally: Tally, { message, messageId }: MessageEvent): void {
  tally.errorsCount += 1;
  tally.lockEntryLost ||= lostEntry.test(message);
  noteNumbers(tally.errorNumbers, message);
  const first = tally.messageIds.length === 0;
  if (tally.error === null || (messageId !== null && first)) tally.error = message.slice(0, bounds.warningLength);
  if (messageId !== null && !tally.messageIds.includes(messageId) && tally.messageIds.length < bounds.names) {
    tally.messageIds.push(messageId);
  }
}

function noteWarning(tally: Tally, { message, messageId }: MessageEvent): void {
  tally.warningsCount += 1;
  noteNumbers(tally.warningNumbers, message);
  tally.pathMissing ||= messageId === "IncludePatternNeverMatchedWarning" || unmatched.test(message);
  if (tally.warnings.length < bounds.warnings) tally.warnings.push(message.slice(0, bounds.warningLength));
}

/** System errors have no name in borg's log; Python writes their number in this form in every language. */
function noteNumbers(numbers: number[], message: string): void {
  for (const [, digits] of message.matchAll(/\[Errno (\d{1,3})\]/g)) {
    const number = Number(digits);
    if (!numbers.includes(number) && numbers.length < bounds.numbers) numbers.push(number);
  }
}
