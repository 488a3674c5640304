// What the pages add to the shared buttons and fields: dialogs, progress, choices with a description, number rows.
import { css } from "lit";

export const controlStyles = css`
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    min-block-size: 36px;
    line-height: 20px;
    font-size: 15px;
    text-align: center;
  }
  @media (pointer: coarse) {
    .button {
      min-block-size: 44px;
    }
  }
  .button.danger {
    color: var(--bad-text);
  }
  .button.quiet {
    border-color: transparent;
    background: transparent;
    color: var(--_accent);
  }
  .button.square {
    min-inline-size: 36px;
    padding: 4px;
  }
  .field {
    justify-items: stretch;
    max-inline-size: 560px;
  }
  .field > label,
  legend,
  .legend {
    font-size: 15px;
    line-height: 20px;
    font-weight: 600;
  }
  legend {
    padding-block-end: 4px;
  }
  .hint {
    font-size: 14px;
    line-height: 20px;
  }
  .error {
    display: block;
    color: var(--bad-text);
    font-size: 14px;
    line-height: 20px;
  }
  .warning-text {
    color: var(--warning-text);
    font-size: 14px;
    line-height: 20px;
  }
  .bad-text {
    color: var(--bad-text);
  }
  input:not([type="checkbox"], [type="radio"]),
  select,
  textarea {
    line-height: 20px;
  }
  input:not([type="checkbox"], [type="radio"])[type="time"],
  input:not([type="checkbox"], [type="radio"])[type="number"] {
    inline-size: 128px;
  }
  input.mono:not([type="checkbox"], [type="radio"]),
  textarea.mono {
    font-family: var(--_mono);
    font-size: 14px;
  }
  input:not([type="checkbox"], [type="radio"])[aria-invalid="true"],
  select[aria-invalid="true"],
  textarea[aria-invalid="true"] {
    border-color: var(--_failed);
  }
  /* A live region stands there before it speaks; until then it takes no room. */
  [role="status"]:empty,
  [role="alert"]:empty,
  .form-errors:not(:has(*)) {
    position: absolute;
  }
  input[type="checkbox"],
  input[type="radio"] {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
    margin: 4px 0;
  }
  textarea {
    display: block;
    min-block-size: 88px;
    resize: vertical;
  }
  .with-button {
    display: flex;
    gap: 8px;
  }
  .with-button > input {
    flex: 1;
    min-inline-size: 0;
  }
  .with-button > .button {
    flex: none;
  }
  .choice {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0 8px;
    align-items: start;
    padding-block: 4px;
  }
  .choice > * {
    grid-column: 2;
  }
  .choice > input {
    grid-area: 1 / 1;
  }
  .choice > label {
    grid-row: 1;
    justify-self: start;
    overflow-wrap: anywhere;
  }
  .numbers input:not([type="checkbox"], [type="radio"])[type="number"] {
    inline-size: 100%;
  }
  .numbers {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(104px, 1fr));
    gap: 12px;
    max-inline-size: 720px;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 12px 16px;
    align-items: start;
  }
  dialog {
    inline-size: min(560px, calc(100vw - 32px));
    max-block-size: calc(100dvh - 32px);
    overflow: auto;
    padding: 24px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: 0 8px 32px rgb(0 0 0 / 0.32);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 0.48);
  }
  progress {
    appearance: none;
    display: block;
    inline-size: 100%;
    block-size: 8px;
    border: 0;
    border-radius: var(--_radius-small);
    background: var(--_line);
    overflow: hidden;
  }
  progress::-webkit-progress-bar {
    background: var(--_line);
  }
  progress::-webkit-progress-value {
    background: var(--_running);
  }
  progress::-moz-progress-bar {
    background: var(--_running);
  }
  progress:indeterminate {
    background: var(--_running);
    animation: wait 2s ease-in-out infinite alternate;
  }
  progress:indeterminate::-webkit-progress-bar {
    background: none;
  }
  @media (forced-colors: active) {
    progress {
      appearance: auto;
    }
  }
  @keyframes wait {
    from {
      opacity: 0.24;
    }
  }
  .state {
    display: inline-flex;
    align-items: baseline;
    gap: 8px;
    font-weight: 600;
  }
  .state > .icon {
    align-self: center;
  }
`;
