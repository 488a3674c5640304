// Notices, old data and skeletons: what every status element can show.
import { css } from "lit";

export const statusStyles = css`
  .pair {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 8px;
  }
  .pair > .icon {
    margin-block-start: 0.22em;
  }
  .stack,
  .content {
    display: grid;
    gap: var(--_gap);
    min-inline-size: 0;
  }
  .ruled {
    padding-block-start: var(--_gap);
    border-block-start: 1px solid var(--_line);
  }
  .old {
    opacity: 0.8;
    filter: grayscale(0.6);
  }
  /* As high as a line of text. */
  .bone {
    display: block;
    inline-size: min(16em, 100%);
    block-size: 1lh;
    border-block: calc(0.5lh - 0.5em) solid transparent;
    border-radius: var(--_radius-small);
    background: var(--_line) padding-box;
  }
`;
