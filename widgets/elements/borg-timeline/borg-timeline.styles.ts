// Layout of <borg-timeline>: names above their strips, beside them where there is room. A strip that is too long for its box wraps.
import { css } from "lit";

export const styles = css`
  .plans {
    display: grid;
    gap: 12px;
  }
  .plan {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
  }
  .name {
    flex: 1 1 auto;
    min-inline-size: 0;
  }
  /* As wide before it is known. Its own text, which may run the other way, is not asked where it ends. */
  .worst {
    display: flex;
    justify-content: end;
    margin-inline-start: auto;
    min-inline-size: 5.5em;
  }
  .strip {
    display: grid;
    flex: 1 0 100%;
    grid-template-columns: repeat(auto-fit, minmax(6px, 1fr));
    gap: 2px;
  }
  /* A bar is drawn in the colour of its text, so that forced colours hold for all of it. */
  .day {
    display: flex;
    align-items: end;
    block-size: 20px;
    min-inline-size: 6px;
    color: var(--_quiet);
  }
  .day::before {
    flex: 1;
    box-sizing: border-box;
    block-size: 2px;
    border: 0 solid;
    border-radius: 1px;
    background: currentColor;
    content: "";
  }
  .ok {
    color: var(--_ok);
  }
  .ok::before {
    block-size: 8px;
  }
  .warning {
    color: var(--_warning);
  }
  .warning::before {
    block-size: 14px;
    border-block: 8px solid;
    border-block-end-width: 4px;
    background: none;
  }
  .late {
    color: var(--_late);
  }
  .late::before {
    block-size: 17px;
    border-width: 2px;
    background: none;
  }
  .failed {
    color: var(--_failed);
  }
  .failed::before {
    block-size: 20px;
  }
  .ends,
  .key li {
    display: flex;
    gap: 4px;
  }
  .ends {
    justify-content: space-between;
  }
  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
  }
  summary {
    cursor: pointer;
  }
  table {
    margin-block-start: 8px;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 4px 0;
    border-block-start: 1px solid var(--_line);
    font-weight: 400;
    text-align: inherit;
    vertical-align: baseline;
  }
  th {
    padding-inline-end: 12px;
  }
  thead th {
    border: 0;
    color: var(--_muted);
  }
  @container (inline-size >= 720px) {
    .plan {
      display: grid;
      grid-template-columns: 14em minmax(0, 48em);
      justify-content: start;
    }
    .worst {
      justify-content: start;
    }
    .strip {
      grid-area: 1 / 2 / 3;
      align-self: center;
    }
    .ends {
      max-inline-size: calc(62em + 16px);
      padding-inline-start: calc(14em + 16px);
    }
  }
  @media (forced-colors: active) {
    .day {
      color: CanvasText;
      forced-color-adjust: none;
    }
  }
`;
