// Design tokens: what a page may set (--borg-*), and what holds where it does not. The themes of dashboards come with the data client.
import { css } from "lit";

/**
 * Private names (`--_*`) for every style sheet of the widgets and pages. In `theme="auto"` everything neutral is mixed from the text
 * colour, so it fits a host whose scheme is not known. State colours have 3:1 on white and near-black; they fill shapes
 * only, never text.
 */
export const tokens = css`
  :host {
    --_text: var(--borg-text, currentColor);
    --_surface: var(--borg-surface, transparent);
    --_accent: var(--borg-accent, light-dark(#1463c7, #78aef5));
    --_ok: var(--borg-ok, #1f9254);
    --_running: var(--borg-running, #2f7de1);
    --_warning: var(--borg-warning, #b97300);
    --_failed: var(--borg-failed, #e03e3e);
    --_late: var(--borg-late, #c2620a);
    --_quiet: var(--borg-quiet, #7d848c);
    --_muted: color-mix(in srgb, var(--_text) 76%, transparent);
    --_line: color-mix(in srgb, var(--_text) 18%, transparent);
    --_tint: color-mix(in srgb, var(--_text) 6%, transparent);
    --_radius: var(--borg-radius, 8px);
    --_radius-small: var(--borg-radius-small, 4px);
    --_padding: var(--borg-padding, 12px);
    --_gap: 8px;
    --_font: var(--borg-font-family, system-ui, sans-serif);
    --_mono: var(--borg-font-family-code, ui-monospace, monospace);
    --_size: var(--borg-font-size, max(0.875rem, 14px));
  }
  :host([density="compact"]) {
    --_padding: var(--borg-padding, 8px);
    --_gap: 4px;
  }
  :host([theme="light"]),
  :host([theme="dark"]) {
    --_text: var(--borg-text, light-dark(#1b1d20, #e6e8ea));
    --_surface: var(--borg-surface, light-dark(#fff, #1b1d20));
  }
`;
