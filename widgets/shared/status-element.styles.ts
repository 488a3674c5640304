// Notices, old data and skeletons: what every status element can show.
import { css } from "lit";

export const statusStyles = css`
  .notice {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 8px;
  }
  .notice > .icon {
    margin-block-start: 0.22em;
  }
  .notice-text,
  .content {
    display: grid;
    gap: 8px;
    min-inline-size: 0;
  }
  .old {
    opacity: 0.8;
    filter: grayscale(0.6);
  }
  .bone {
    display: block;
    block-size: 1em;
    margin-block: 0.215em;
    border-radius: var(--_radius-small);
    background: var(--_line);
    animation: pulse 1.6s ease-in-out infinite alternate;
  }
  @keyframes pulse {
    to {
      opacity: 0.4;
    }
  }
`;
