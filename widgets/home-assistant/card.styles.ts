import { css } from "lit";

/** The card fills the cell that Home Assistant gives it, and scrolls where somebody made it too small. */
export const cardStyles = css`
  :host {
    block-size: 100%;
  }
  ha-card {
    display: block;
    position: relative;
    block-size: 100%;
    overflow: auto;
  }
  ha-card.opens {
    cursor: pointer;
  }
  .pair {
    display: flex;
    align-items: baseline;
    gap: 8px;
  }
  .pair .icon {
    position: relative;
    inset-block-start: 0.125em;
  }
  .more {
    position: absolute;
    inset: 0;
    padding: 0;
    border: 0;
    border-radius: inherit;
    background: none;
    pointer-events: none;
  }
  .more:focus-visible {
    outline-offset: -2px;
  }
`;
