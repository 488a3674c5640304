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
    gap: 8px;
    min-inline-size: 0;
  }
  .ruled {
    padding-block-start: 8px;
    border-block-start: 1px solid var(--_line);
  }
  .old {
    opacity: 0.8;
    filter: grayscale(0.6);
  }
  .bone {
    display: block;
    inline-size: min(16em, 50cqi);
    block-size: 1em;
    margin-block: 0.215em;
    border-radius: var(--_radius-small);
    background: var(--_line);
  }
`;
