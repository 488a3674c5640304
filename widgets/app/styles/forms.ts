// Fields, and what stands around them.
import { css } from "lit";

/** Fields: a `.field` holds label, control, `.hint` and `.error`. */
export const forms = css`
  .field {
    display: grid;
    gap: 4px;
    justify-items: start;
  }
  .field > label,
  legend {
    font-weight: 500;
  }
  .hint {
    color: var(--_muted);
  }
  .error {
    display: flex;
    gap: 8px;
    align-items: baseline;
    font-weight: 500;
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }
  input:not([type="checkbox"], [type="radio"]),
  select,
  textarea {
    inline-size: 100%;
    max-inline-size: 100%;
    min-block-size: 36px;
    padding: 6px 8px;
    border: 1px solid color-mix(in srgb, var(--_text) 55%, transparent);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    color: inherit;
    font: inherit;
  }
  [aria-invalid="true"] {
    border-color: var(--_failed);
    border-width: 2px;
  }
  .choice {
    display: flex;
    gap: 8px;
    align-items: baseline;
  }
`;
