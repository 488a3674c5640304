// What became of an entry, as shape and word. None of it is good or bad by itself, so all have one colour.
import { html, svg, type TemplateResult } from "lit";
import type { CompareReply, PathHistoryReply } from "../../../../schemas/archives.ts";

type Change = CompareReply["items"][number]["change"] | PathHistoryReply["items"][number]["state"];

/** On a 16 px grid: plus, minus, delta, equals, empty ring, three dots. */
const shapes = {
  plus: "M6 1h4v5h5v4h-5v5H6v-5H1V6h5Z",
  minus: "M1 6h14v4H1Z",
  delta: "M8 1l7 13H1Zm0 5-3 6h6Z",
  equals: "M1 4h14v3H1Zm0 5h14v3H1Z",
  ring: "M8 1a7 7 0 0 1 0 14A7 7 0 0 1 8 1Zm0 2a5 5 0 0 0 0 10A5 5 0 0 0 8 3Z",
  dots: "M1 6h4v4H1Zm5 0h4v4H6Zm5 0h4v4h-4Z",
} as const;

const marks: Readonly<Record<Change, readonly [shape: keyof typeof shapes, word: string]>> = {
  added: ["plus", "Added"],
  removed: ["minus", "Removed"],
  modified: ["delta", "Modified"],
  appeared: ["plus", "Appeared"],
  changed: ["delta", "Changed"],
  unchanged: ["equals", "Unchanged"],
  gone: ["minus", "Gone"],
  absent: ["ring", "Not there"],
  unknown: ["dots", "Not known yet"],
};

export function changeMark(change: Change): TemplateResult {
  const [shape, word] = marks[change];
  return html`<span class="state"><svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${svg`<path fill-rule="evenodd" d=${shapes[shape]} />`}</svg><span>${word}</span></span>`;
}
