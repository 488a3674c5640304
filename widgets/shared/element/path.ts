// Paths in little room: shortened in the middle by layout alone, whole for whoever copies or hears them.
import { css, html, type TemplateResult } from "lit";

/** A path whose folders give way before its file name does. Always left to right. */
export function pathText([head, tail]: readonly [string, string], label: string): TemplateResult {
  return html`<p class="path" dir="ltr" title=${head + tail}><span class="hidden">${label}: </span><span class="path-head">${head}</span><span class="path-tail">${tail}</span></p>`;
}

export const pathStyles = css`
  .path {
    position: relative;
    display: flex;
    min-inline-size: 0;
    unicode-bidi: isolate;
    font-family: var(--_mono);
    font-size: 0.93em;
    white-space: pre;
  }
  .path-head,
  .path-tail {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .path-tail {
    flex: none;
    max-inline-size: 85%;
  }
`;
