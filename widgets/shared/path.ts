// Paths in little room: shortened in the middle by layout alone, whole for whoever copies or hears them.
import { css, html, type TemplateResult } from "lit";
import { safeText } from "./format.ts";

const tailLength = 24;

/** A path whose folders give way before its file name does. Always left to right; odd characters made visible. */
export function pathText(path: string, label: string): TemplateResult {
  const characters = [...safeText(path)];
  const name = characters.length - 1 - characters.lastIndexOf("/");
  const cut = characters.length - Math.min(Math.max(name + 1, 8), tailLength);
  const [head, tail] = [characters.slice(0, Math.max(0, cut)), characters.slice(Math.max(0, cut))];
  return html`<p class="path" dir="ltr" title=${characters.join("")}><span class="hidden">${label}: </span><span class="path-head">${head.join("")}</span><span class="path-tail">${tail.join("")}</span></p>`;
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
