// Style sheets of the elements. Pages take what is no wrapper: text, icons and the button.
import { css } from "lit";

/** The wrapper of every element: page styles reach :host, so everything that can be broken from outside stands here. */
export const frame = css`
  :host {
    display: block;
  }
  :host([hidden]) {
    display: none;
  }
  * {
    box-sizing: border-box;
  }
  .root {
    container-type: inline-size;
    color: var(--_text);
    background: var(--_surface);
    border-radius: var(--_radius);
    font: 400 var(--_size) / 1.43 var(--_font);
    font-variant-numeric: tabular-nums;
    text-align: start;
    overflow-wrap: anywhere;
  }
  :host([theme="light"]) .root {
    color-scheme: light;
  }
  :host([theme="dark"]) .root {
    color-scheme: dark;
  }
  .frame {
    display: grid;
    gap: var(--_gap);
    padding: var(--_padding);
  }
  p,
  dl,
  dd,
  ul {
    margin: 0;
    padding: 0;
  }
  ul {
    list-style: none;
  }
  .hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
`;

/** Headings, muted text, code and links. */
export const text = css`
  .heading,
  .strong {
    font-weight: 600;
  }
  .muted {
    color: var(--_muted);
  }
  code {
    padding: 2px 4px;
    border-radius: var(--_radius-small);
    background: var(--_tint);
    font: 0.93em var(--_mono);
    user-select: all;
  }
  a {
    color: inherit;
    text-decoration-color: var(--_muted);
    text-underline-offset: 0.2em;
  }
  a:hover {
    text-decoration-color: currentColor;
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
`;

/** Shapes of the states. */
export const icons = css`
  .icon {
    flex: none;
    inline-size: 1em;
    block-size: 1em;
    fill: var(--_quiet);
  }
  .icon-ok {
    fill: var(--_ok);
  }
  .icon-running {
    fill: var(--_running);
    animation: turn 2s linear infinite;
  }
  .icon-warning,
  .icon-suspicious,
  .icon-misconfigured {
    fill: var(--_warning);
  }
  .icon-failed {
    fill: var(--_failed);
  }
  .icon-late {
    fill: var(--_late);
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }
  @media (forced-colors: active) {
    .icon {
      fill: CanvasText;
    }
  }
`;

/** The plain `.button` and the row `.actions`: all that a widget needs. */
export const button = css`
  .button {
    padding: calc(var(--_gap) - 3px) 12px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    background: var(--_tint);
    color: inherit;
    font: inherit;
    text-decoration: none;
    cursor: pointer;
  }
  .button:hover {
    border-color: currentColor;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  @media (pointer: coarse) {
    .button {
      padding-block: 11px;
    }
  }
`;
