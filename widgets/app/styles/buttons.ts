// Buttons of pages: those of the elements, and what only a page says with one.
import { css } from "lit";
import { button } from "../../shared/element/styles.ts";

/** Buttons of pages: `.primary` for the one main action of a view, `.danger` for what destroys. */
export const buttons = css`
  ${button}
  .button:disabled {
    opacity: 0.6;
    cursor: default;
  }
  .button.primary {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_accent-text, #fff);
  }
  .button.danger {
    border-color: var(--_failed);
  }
`;
