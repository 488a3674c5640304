// One shape for each state: told apart by outline alone, without colour.
import { svg, type TemplateResult, html } from "lit";

/** Filled paths on a 16 px grid; the sign inside is cut out. */
const shapes = {
  // disc, tick
  ok: "M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0Zm3.6 4.6L6.8 9.4 4.4 7 3 8.4l3.8 3.8L13 6Z",
  // ring, three quarters
  running: "M8 0a8 8 0 1 0 8 8h-2.5A5.5 5.5 0 1 1 8 2.5Z",
  // triangle, bar and dot
  warning: "M8 .8 16 15H0ZM7 5.8v4.4h2V5.8Zm0 5.6v2h2v-2Z",
  // octagon, cross
  failed: "M4.7 0h6.6L16 4.7v6.6L11.3 16H4.7L0 11.3V4.7Zm.5 3.8L3.8 5.2 6.6 8l-2.8 2.8 1.4 1.4L8 9.4l2.8 2.8 1.4-1.4L9.4 8l2.8-2.8-1.4-1.4L8 6.6Z",
  // square clock
  late: "M2 0h12a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H2a2 2 0 0 1-2-2V2a2 2 0 0 1 2-2Zm5 3v5.6l3.6 2.7 1.2-1.6L9 7.6V3Z",
  // empty ring
  never: "M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0Zm0 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2Z",
  // two bars
  paused: "M2.5 1h4v14h-4Zm7 0h4v14h-4Z",
  // square, keyhole
  locked: "M4 6V4a4 4 0 0 1 8 0v2h2v10H2V6Zm2 0h4V4a2 2 0 0 0-4 0Zm1 3.6v3h2v-3Z",
  // ring, struck through
  unreachable: "M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0ZM4.6 3.2 12.8 11.4A5.7 5.7 0 0 0 4.6 3.2Zm-1.4 1.4a5.7 5.7 0 0 0 8.2 8.2Z",
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
