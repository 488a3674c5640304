// The states in signs, for what is shown without a script; their words are those of a language.
import type { ToldState } from "./languages/words.ts";

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
