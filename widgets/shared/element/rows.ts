// What lists and figures of elements are made of.
import { css, html, type TemplateResult } from "lit";
import { type IconName, icon } from "./icons.ts";

/** A shape and its word. */
export function chip(name: IconName, word: unknown): TemplateResult {
  return html`<span class="row">${icon(name)}<span>${word}</span></span>`;
}

/** A term and its value, in a list with class `facts`. */
export function fact(term: string, value: unknown): TemplateResult {
  return html`<div><dt class="muted">${term}</dt><dd>${value}</dd></div>`;
}

export const rowStyles = css`
  .row {
    display: flex;
    gap: 4px;
    align-items: center;
  }
  .row > .icon {
    align-self: start;
    margin-block-start: 0.22em;
  }
  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(128px, 1fr));
    gap: var(--_gap) 16px;
  }
`;
