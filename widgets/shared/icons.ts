// One shape for each state: told apart by outline alone, without colour.
import { html, svg, type TemplateResult } from "lit";

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
  // empty ring
  never: "M8 0a8 8 0 0 1 0 16A8 8 0 0 1 8 0Zm0 2a6 6 0 0 0 0 12A6 6 0 0 0 8 2Z",
  // two bars
  paused: "M2 1h4v14H2Zm8 0h4v14h-4Z",
  // square, keyhole
  locked: "M4 6V4a4 4 0 0 1 8 0v2h2v10H2V6Zm2 0h4V4a2 2 0 0 0-4 0Zm1 4v3h2v-3Z",
  // disc, bar across
  unreachable: "M8 0a8 8 0 0 1 0 16A8 8 0 0 1 8 0ZM3 7v2h10V7Z",
  // diamond, bar and dot
  misconfigured: "M8 0l8 8-8 8-8-8ZM7 4v5h2V4Zm0 6v2h2v-2Z",
} as const;

export type IconName = keyof typeof shapes;

/** The shape of a state. Decorative: the word stands beside it. Coloured by the class `icon-<name>`. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon icon-${name}" part="icon" viewBox="0 0 16 16" aria-hidden="true">
    ${svg`<path fill-rule="evenodd" d=${shapes[name]} />`}
  </svg>`;
}
