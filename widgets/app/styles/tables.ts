// Tables.
import { css } from "lit";

/** Tables that scroll inside their own `.scroll` box; `.number` cells align their figures. */
export const tables = css`
  .scroll {
    overflow-x: auto;
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
  }
  th {
    font-weight: 500;
    color: var(--_muted);
  }
  th,
  td {
    padding: 8px;
    border-block-end: 1px solid var(--_line);
    text-align: start;
    vertical-align: baseline;
  }
  .number {
    text-align: end;
    white-space: nowrap;
  }
`;
