// How the states look where no script of ours runs; their words are those of a language.
import { type StatusHeader, troubles } from "../../../schemas/status.ts";
import type { ToldState } from "./languages/words.ts";

/** One sign for each, where there are only letters. */
export const stateSigns: Readonly<Record<ToldState, string>> = {
  ok: "✓",
  running: "▸",
  warning: "!",
  failed: "✕",
  late: "◷",
  suspicious: "◉",
  never: "○",
  paused: "‖",
  empty: "○",
  unknown: "?",
};

/** Whether a state needs someone. */
export function needsSomeone(state: ToldState): boolean {
  return troubles.some((trouble) => trouble === state);
}

/** As what a state is shown: nothing looks well where the service itself has a fault. */
export function lookOf<S extends ToldState>(state: S, fault: StatusHeader["fault"]): S | "warning" {
  return fault && !needsSomeone(state) ? "warning" : state;
}
