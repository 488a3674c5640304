// Cards.
import { css } from "lit";

/** A bounded surface for a page's sections. */
export const cards = css`
  .card {
    display: grid;
    gap: 12px;
    padding: 16px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
`;
