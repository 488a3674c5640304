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
  .opens {
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
  /* As high and as round as Home Assistant's own badges. */
  .badge {
    display: flex;
    position: relative;
    align-items: center;
    min-block-size: var(--ha-badge-size, 36px);
    padding-inline: 4px;
    border: var(--ha-card-border-width, 1px) solid var(--ha-card-border-color, var(--divider-color, rgb(128 128 128 / 30%)));
    border-radius: var(--ha-badge-border-radius, 18px);
    background: var(--ha-card-background, var(--card-background-color));
    --borg-surface: transparent;
  }
  ::part(badge) {
    background: none;
  }
  .badge .root {
    container-type: normal;
    padding-inline: 8px;
  }
`;
