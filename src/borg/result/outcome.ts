// The one place that decides how a borg command ended: names of errors first, exit code second.
import type { JobOutcome } from "../../../schemas/jobs.ts";
import type { CommandName } from "../command.ts";
import { type Explanation, type ExplanationName, explanations } from "./explanations.ts";
import { explainErrorNumbers, explainExitCode, explainNames } from "./message-ids.ts";
import type { BorgState } from "./result.ts";
import type { Tally } from "./tally.ts";

/** Why Borgdeck ended the process, where it did. */
export type StopReason = "cancelled" | "reader-left" | "time-limit" | "output-limit" | "connection-lost";

/** Who holds a lock, as borg notes it. */
export interface LockHolder {
  readonly host: string;
  readonly pid: number | null;
}

export interface Ending {
  readonly command: CommandName;
  /** Null where nothing tells. */
  readonly exitCode: number | null;
  /** A signal that ended the process without borg's own doing. */
  readonly signal: string | null;
  readonly stop: StopReason | null;
  readonly tally: Tally;
  readonly lockHolder: LockHolder | null;
  /** Whether the process was ever started, as far as its files tell. */
  readonly started: boolean;
}

export interface Verdict {
  readonly state: BorgState;
  readonly outcome: JobOutcome;
}

/** Decides. Pure. */
export function decideOutcome(ending: Ending): Verdict {
  return stopped(ending) ?? vanished(ending) ?? finished(ending);
}

/** What Borgdeck ended itself; a command that was done before the signal reached it is judged like any other. */
function stopped(ending: Ending): Verdict | null {
  const done = ending.exitCode === 0 || ending.exitCode === 1;
  switch (ending.stop) {
    case "cancelled":
      return done ? null : verdict("cancelled", ending, cancelled(ending));
    case "reader-left":
      return verdict("cancelled", ending, readerLeft);
    case "time-limit":
      return done ? null : verdict("failed", ending, explanations.timeLimit);
    case "output-limit":
      return verdict("failed", ending, explanations.outputLimit);
    case "connection-lost":
      return done ? null : verdict("failed", ending, explanations.connectionLost);
    case null:
      return null;
  }
}

/** Gone without a word of its own, or by somebody else's signal (borg answers those it can catch with 128 + N). */
function vanished(ending: Ending): Verdict | null {
  if (ending.signal === null && ending.exitCode !== null && ending.exitCode < 128) return null;
  if (!ending.started) return verdict("interrupted", ending, neverStarted);
  const by = ending.signal ?? (ending.exitCode === null ? null : `signal ${ending.exitCode - 128}`);
  return verdict("interrupted", ending, by === null ? unknownEnd(ending) : killedBy(by, ending));
}

/** From here on a shell would speak: the program was found but could not be started, or not found. */
const notStarted = 126;

function finished(ending: Ending): Verdict {
  const { exitCode, command, tally } = ending;
  if (command === "check" && hasFoundDamage(ending)) return verdict("failed", ending, foundDamage(tally));
  if (exitCode === 0 || hasOnlyLostItsLock(ending))
    return verdict("ok", ending, { code: "ok", message: "Done.", nextStep: null });
  // A Python program that breaks down ends with 1 as well, but then borg does not say with which status it ends.
  const warns = exitCode === 1 && tally.exitCode === 1;
  if (warns || (exitCode !== null && exitCode >= 100 && exitCode < notStarted)) {
    return verdict("warning", ending, warned(ending));
  }
  return verdict("failed", ending, failure(ending));
}

const readers: ReadonlySet<CommandName> = new Set<CommandName>([
  "list-archives",
  "list-files",
  "dump-items",
  "extract",
  "export-tar",
  "diff",
  "info-archive",
]);

/** A reader that others have crossed out of the list of readers has done its work: only taking itself out of it failed. */
function hasOnlyLostItsLock({ command, exitCode, tally }: Ending): boolean {
  if (!readers.has(command) || exitCode !== 2 || !tally.lockEntryLost) return false;
  return tally.errorsCount === 2 && tally.messageIds.join() === "Exception" && tally.warningsCount === 0;
}

/**
 * Whatever the exit code: 1.2.4 ends with 1 where it found something, with 0 after some errors, and breaks down with 2 over a
 * file that is not there. Errors that have a name of their own, such as of a lock, are no finding.
 */
function hasFoundDamage(ending: Ending): boolean {
  const { exitCode, tally } = ending;
  if (exitCode === 1 || tally.check.problemsCount > 0) return true;
  if (tally.errorsCount === 0) return false;
  return exitCode === 0 || failureName(ending) === "crashed";
}

type Words = Omit<Explanation, "nextStep"> & { readonly nextStep: string | null; readonly brief?: string };

/** Only a backup has stored anything. */
function rerun({ command }: Ending): string {
  return command === "create" ? "Run it again: what was stored already is reused." : "Run it again.";
}

function cancelled(ending: Ending): Words {
  return { code: "cancelled", message: "It was cancelled.", nextStep: rerun(ending) };
}

const readerLeft: Words = {
  code: "reader-left",
  message: "The reader left or took nothing for too long.",
  nextStep: null,
};
const neverStarted: Words = {
  code: "never-started",
  message: "Borgdeck ended before it had started borg.",
  nextStep: "Nothing was done. Run it again.",
};

function unknownEnd(ending: Ending): Words {
  return {
    code: "interrupted",
    message: "borg ended while Borgdeck was away, and left no record of how.",
    nextStep: `The machine may have been restarted. ${rerun(ending)}`,
  };
}

function killedBy(signal: string, ending: Ending): Words {
  return {
    code: "killed",
    message: `borg was ended from outside (${signal}).`,
    nextStep: `If nobody did that, the system may be short of memory or was shutting down. ${rerun(ending)}`,
  };
}

function foundDamage({ check, error }: Tally): Words {
  const found = check.problemsCount;
  if (found > 0) return { ...explanations.damaged, message: `The check found problems (${found} messages).` };
  const message = "The check found problems.";
  return { ...explanations.damaged, ...(error === null ? { message } : inBorgsWords(message, error)) };
}

function warned({ command, tally, exitCode }: Ending): Words {
  if ((command === "extract" || command === "export-tar") && tally.pathMissing) return explanations.pathMissing;
  if (command !== "create")
    return { code: "warnings", message: "Done, with warnings.", nextStep: "Read the warnings." };
  const vanished = tally.warningNumbers.length > 0 && tally.warningNumbers.every((number) => number === 2); // status E too
  if ((tally.unreadableCount > 0 && !vanished) || tally.warningNumbers.includes(13) || exitCode === 105) {
    return {
      code: "files-unreadable",
      message: "The archive was made, but some files could not be read and are not in it.",
      nextStep: "Give the user that runs Borgdeck access to them, or exclude them.",
    };
  }
  if (tally.warningNumbers.includes(2) || exitCode === 107) {
    return {
      code: "files-missing",
      message: "The archive was made, but some files or sources were not there.",
      nextStep:
        "If a source is missing, check that its disk is mounted or correct the plan. Files that come and go can be excluded.",
    };
  }
  if (tally.changedCount > 0 || exitCode === 100) {
    return {
      code: "files-changed",
      message: "The archive was made, but some files changed while they were read.",
      nextStep: "Stop what writes to them during the backup, or back up a snapshot, if these files must be consistent.",
    };
  }
  return { code: "warnings", message: "The archive was made, with warnings.", nextStep: "Read the warnings." };
}

function failure(ending: Ending): Words {
  const name = failureName(ending);
  const words = explanations[name];
  if (name === "locked" && ending.lockHolder) return lockedBy(ending.lockHolder);
  return vague.has(name) ? { ...words, ...inBorgsWords(words.message, wordsOf(ending.tally)) } : words;
}

/** Those whose cause only borg's own words tell. */
const vague = new Set<ExplanationName>([
  "unknown",
  "crashed",
  "usage",
  "permission",
  "ioError",
  "readOnly",
  "parentMissing",
]);

/** borg has no name for a system without FUSE; this sentence is all there is. */
const noFuse = /^borg mount not available\b/;

function failureName({ command, tally, exitCode }: Ending): ExplanationName {
  const byName = explainNames(tally.messageIds);
  if (byName) return byName;
  if (command === "mount" && noFuse.test(tally.error ?? "")) return "mountUnavailable";
  if (tally.warningNumbers.includes(28)) return "diskFull"; // borg 1.2 blames the source file that it was reading
  const other = explainErrorNumbers(tally.errorNumbers) ?? (exitCode === null ? null : explainExitCode(exitCode));
  if (other) return other;
  if (tally.messageIds.includes("Exception")) return "crashed";
  return tally.error === null && tally.rawLine !== null ? "usage" : "unknown";
}

function lockedBy({ host, pid }: LockHolder): Words {
  const process = pid === null ? "" : `, process ${pid}`;
  return {
    ...explanations.locked,
    message: `Another borg is using the repository (host ${host}${process}), and it did not become free in time.`,
  };
}

function wordsOf({ error, rawLine }: Tally): string | null {
  return error ?? rawLine;
}

/** What borg says can name files, so the message without it is kept too. */
function inBorgsWords(message: string, words: string | null): Pick<Words, "message" | "brief"> {
  return words === null ? { message } : { message: `${message} borg said: ${words}`, brief: message };
}

function verdict(state: BorgState, { exitCode, tally }: Ending, { code, message, brief, nextStep }: Words): Verdict {
  const { warningsCount, warnings } = tally;
  const shown = state === "ok" ? { warningsCount: 0, warnings: [] } : { warningsCount, warnings: [...warnings] };
  const told = { message: message.slice(0, 2000), ...(brief === undefined ? {} : { brief }) };
  return { state, outcome: { code, ...told, nextStep, exitCode, ...shown } };
}
