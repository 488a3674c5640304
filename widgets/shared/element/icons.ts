// One shape for each state: told apart by outline alone, without colour.
import { html, type TemplateResult } from "lit";

/** Filled paths on a 16 px grid; the sign inside is cut out. */
const shapes = {
  // disc, tick
  ok: "M8 0a8 8 0 0 1 0 16A8 8 0 0 1 8 0Zm4 4-5 5-3-3-1 2 4 4 6-6Z",
  // ring, three quarters
  running: "M8 0a8 8 0 1 0 8 8h-2a6 6 0 1 1-6-6Z",
  // triangle, bar and dot
  warning: "M8 1l8 14H0ZM7 6v4h2V6Zm0 5v2h2v-2Z",
  // octagon, cross
  failed: "M5 0h6l5 5v6l-5 5H5l-5-5V5Zm0 3L3 5l3 3-3 3 2 2 3-3 3 3 2-2-3-3 3-3-2-2-3 3Z",
  // square, hands of a clock
  late: "M0 0h16v16H0ZM7 3v6l4 3 1-2-3-2V3Z",
  // eye
  suspicious: "M0 8q8-13 16 0-8 13-16 0Zm8-3L5 8l3 3 3-3Z",
  // empty ring
  never: "M8 0a8 8 0 0 1 0 16A8 8 0 0 1 8 0Zm0 2a6 6 0 0 0 0 12A6 6 0 0 0 8 2Z",
  // two bars
  paused: "M2 1h4v14H2Zm8 0h4v14h-4Z",
} as const;

export type IconName = keyof typeof shapes;

/** The shape of a state. Decorative: the word stands beside it. Coloured by the class `icon-<name>`. */
export function icon(name: IconName): TemplateResult {
  return shape(name, shapes[name]);
}

/** Any shape, by its path. */
export function shape(name: string, path: string): TemplateResult {
  return html`<svg class="icon icon-${name}" part="icon" viewBox="0 0 16 16" aria-hidden="true">
    <path fill-rule="evenodd" d=${path} />
  </svg>`;
}
