// The states in words and signs, for what is shown without a script.
import type { StatusHeader } from "../../../schemas/status.ts";

/** `unknown`: whoever asks may not know, or nobody does. */
export type ToldState = StatusHeader["verdict"] | "unknown";

export const stateWords: Readonly<Record<ToldState, string>> = {
  ok: "OK",
  running: "running",
  warning: "warning",
  failed: "failed",
  late: "late",
  never: "never",
  paused: "paused",
  empty: "none",
  unknown: "unknown",
};

/** One sign for each, where there are only letters. */
export const stateSigns: Readonly<Record<ToldState, string>> = {
  ok: "✓",
  running: "▸",
  warning: "!",
  failed: "✕",
  late: "◷",
  never: "○",
  paused: "‖",
  empty: "○",
  unknown: "?",
};

/** How everything stands, in a sentence. */
export const verdictSentences: Readonly<Record<ToldState, string>> = {
  ok: "Everything is backed up",
  running: "A backup is running",
  warning: "The last backup had warnings",
  failed: "A backup has failed",
  late: "A backup is late",
  never: "Nothing has been backed up yet",
  paused: "Backups are paused",
  empty: "There is no plan yet",
  unknown: "The state of the backups is not known",
};
