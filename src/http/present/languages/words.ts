// What is said in one language where no script of ours runs. A language with a word missing does not compile.
import type { StatusHeader } from "../../../../schemas/status.ts";

/** `unknown`: whoever asks may not know, or nobody does. */
export type ToldState = StatusHeader["verdict"] | "unknown";

export interface PlainWords {
  /** The locale that times are written in. */
  readonly locale: string;
  /** One word for each state, as small as the language writes it. */
  readonly states: Readonly<Record<ToldState, string>>;
  /** How everything stands, in a sentence. */
  readonly verdicts: Readonly<Record<ToldState, string>>;
  /** The heading of a list. */
  readonly title: string;
  /** What stands before the state in a badge that has no other label. */
  readonly label: string;
  /** Between a term and its value. */
  readonly colon: string;
  /** The title of a link. */
  open(name: string): string;
  /** The last item of a list that leaves this many out. */
  more(count: number): string;
  readonly lastBackup: string;
  readonly noBackup: string;
  readonly nextRun: string;
  /** The same three as small as they can be, before or instead of a time. */
  readonly short: { readonly last: string; readonly none: string; readonly next: string };
}
