// The ground of the pages: colours, type, spacing. Neutral surfaces, one accent; the other colours only ever mean a state.
import { css } from "lit";

/**
 * Sets the public tokens of the elements, so that they look at home here, and the private ones that the shared style
 * sheets read: those stand on `:host`, which a page has not.
 */
export const baseStyles = css`
  :root {
    color-scheme: light dark;
    --borg-text: light-dark(#1b1d20, #e6e8ea);
    --borg-surface: light-dark(#ffffff, #1d2023);
    --borg-accent: light-dark(#1463c7, #78aef5);
    --borg-accent-text: light-dark(#ffffff, #10151c);
    --borg-radius: 8px;
    --borg-radius-small: 4px;
    --_text: var(--borg-text);
    --_surface: var(--borg-surface);
    --_accent: var(--borg-accent);
    --_accent-text: var(--borg-accent-text);
    --_ok: #1f9254;
    --_running: #2f7de1;
    --_warning: #b97300;
    --_failed: #e03e3e;
    --_late: #c2620a;
    --_quiet: #7d848c;
    --_muted: color-mix(in srgb, var(--_text) 76%, transparent);
    --_line: color-mix(in srgb, var(--_text) 18%, transparent);
    --_tint: color-mix(in srgb, var(--_text) 6%, transparent);
    --_radius: var(--borg-radius);
    --_radius-small: var(--borg-radius-small);
    --_gap: 8px;
    --_mono: ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace;
    --ground: light-dark(#f3f4f5, #141618);
    --bad-text: light-dark(#b3261e, #ff9b93);
    --warning-text: light-dark(#7a4d00, #efb556);
    font: 400 16px / 1.5 system-ui, sans-serif;
    font-variant-numeric: tabular-nums;
    color: var(--_text);
    background: var(--ground);
    accent-color: var(--_accent);
    -webkit-text-size-adjust: 100%;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  body {
    margin: 0;
    overflow-wrap: break-word;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  legend {
    margin: 0;
    padding: 0;
  }
  h1 {
    font-size: 24px;
    line-height: 32px;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  h1:focus,
  h2[tabindex]:focus {
    outline: none;
  }
  h2 {
    font-size: 18px;
    line-height: 24px;
    font-weight: 600;
  }
  h3 {
    font-size: 16px;
    line-height: 24px;
    font-weight: 600;
  }
  ul,
  ol {
    list-style: none;
  }
  code,
  pre,
  .mono {
    font-family: var(--_mono);
    font-size: 0.875em;
    overflow-wrap: anywhere;
  }
  pre {
    margin: 0;
    white-space: pre-wrap;
  }
  .small {
    font-size: 14px;
    line-height: 20px;
  }
  .nowrap {
    white-space: nowrap;
  }
  .hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation: none !important;
      transition: none !important;
    }
  }
`;
