// Long lists of which only what is in sight is drawn, and their rows on a phone.
import { css } from "lit";

export const listStyles = css`
  .rows {
    --row: 36px;
    position: relative;
    max-block-size: max(360px, calc(100dvh - 328px));
    overflow: auto;
    overscroll-behavior: contain;
    scroll-padding-block-start: 40px;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }
  @media (pointer: coarse) {
    .rows {
      --row: 44px;
    }
  }
  .list-cells {
    display: grid;
    column-gap: 16px;
    align-items: center;
    padding-inline: 12px 16px;
  }
  .list-cells > * {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .rows-head {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    min-block-size: 36px;
    border-block-end: 1px solid var(--_line);
    background: var(--_surface);
    color: var(--_muted);
    font-size: 14px;
    line-height: 20px;
    font-weight: 500;
  }
  .rows-space {
    position: relative;
    contain: strict;
    margin-block-end: -1px;
  }
  .list-row {
    position: absolute;
    inset-block-start: 0;
    inset-inline: 0;
    block-size: var(--row);
    border-block-end: 1px solid var(--_line);
  }
  .list-row:hover {
    background: var(--_tint);
  }
  .list-row[aria-selected="true"] {
    background: color-mix(in srgb, var(--_accent) 12%, transparent);
  }
  .list-row:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }
  .list-row .folder {
    font-weight: 600;
  }
  .list-row a {
    text-decoration: none;
  }
  .list-row a:hover {
    text-decoration: underline;
  }
  .list-row input[type="checkbox"] {
    display: block;
    margin: 0;
  }
  .cell-choose {
    overflow: visible;
  }
  .cell-time,
  .cell-size {
    font-size: 14px;
    line-height: 20px;
  }
  .pending-name {
    display: block;
    inline-size: 160px;
    block-size: 8px;
    border-radius: var(--_radius-small);
    background: var(--_tint);
  }
  .cell-name > .entry + span {
    margin-inline-start: 8px;
  }
  .rows-entries .list-cells {
    grid-template-columns: 16px minmax(0, 1fr) 88px 184px;
  }
  .rows-entries .rows-head > :nth-child(3) {
    text-align: end;
  }
  .rows:is(.rows-hits, .rows-hits-everywhere, .rows-changes) {
    --row: 56px;
  }
  .rows-hits .list-cells {
    grid-template-columns: minmax(0, 1fr) 88px 184px;
  }
  .rows-hits-everywhere .list-cells {
    grid-template-columns: minmax(0, 1fr) 184px 88px 184px;
  }
  .rows-changes .list-cells {
    grid-template-columns: 112px minmax(0, 1fr) 104px;
  }
  .rows-archives .list-cells {
    grid-template-columns: 16px 184px minmax(0, 1fr) minmax(96px, 192px) 56px;
  }
  .rows-history .list-cells {
    grid-template-columns: 184px 144px 88px 184px minmax(0, 1fr);
  }
  .rows-hits .rows-head > :nth-child(2),
  .rows-hits-everywhere .rows-head > :nth-child(3),
  .rows:is(.rows-changes, .rows-history) .rows-head > :nth-child(3) {
    text-align: end;
  }
  .plan-first {
    display: none;
  }
  .archive-filter {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(200px, 100%), 1fr));
    gap: 12px 16px;
    align-items: start;
  }
  .archive-filter input:not([type="checkbox"], [type="radio"]) {
    inline-size: 100%;
  }
  @media (min-width: 641px) {
    .archive-filter > details {
      grid-column: span 2;
    }
    .archive-filter summary {
      display: none;
    }
  }
  @media (min-width: 1000px) {
    .archive-filter > details {
      grid-column: span 3;
    }
  }
  .cell-line {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .cell-get {
    text-align: end;
  }
  .cell-get a {
    text-decoration: underline;
  }
  .cell-get a + a {
    margin-inline-start: 12px;
  }
  @media (max-width: 640px) {
    .rows,
    .rows:is(.rows-hits, .rows-hits-everywhere, .rows-changes) {
      --row: 60px;
      max-block-size: max(280px, calc(100dvh - 120px));
    }
    .rows-head,
    .keys {
      display: none;
    }
    .rows .list-row {
      row-gap: 0;
      align-content: center;
    }
    .rows:is(.rows-hits, .rows-hits-everywhere, .rows-changes) {
      --row: 80px;
    }
    .rows-hits .list-row,
    .rows-hits-everywhere .list-row {
      grid-template-columns: minmax(0, auto) minmax(0, 1fr);
    }
    .rows-hits .cell-name,
    .rows-hits-everywhere .cell-name {
      grid-column: 1 / 3;
    }
    .rows-hits-everywhere .cell-size {
      display: none;
    }
    .rows-changes .list-row {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .rows-changes .cell-name {
      grid-area: 1 / 1 / 2 / 3;
    }
    .rows-changes .cell-size {
      grid-column: 2;
    }
    .rows.rows-archives {
      --row: 72px;
    }
    .rows-archives .list-row {
      grid-template-columns: 24px minmax(0, 1fr) auto;
    }
    .rows-archives .cell-choose {
      grid-row: 1 / 3;
    }
    .rows-archives .cell-name {
      grid-column: 2 / 4;
    }
    .rows-archives .cell-plan {
      display: none;
    }
    .rows-archives .plan-first {
      display: inline;
      padding-inline-end: 4px;
    }
    .rows-archives .cell-get {
      grid-area: 2 / 3;
    }
    .rows-history .list-row {
      grid-template-columns: max-content minmax(0, 1fr);
    }
    .rows-history .cell-name {
      font-size: 14px;
    }
    .compare-choice .beside-field {
      margin: 0;
    }
    .rows.rows-history :is(.cell-size, .cell-time) {
      display: none;
    }
    .rows-history .cell-get {
      grid-row: 2;
      grid-column: 1 / 3;
      text-align: start;
    }
    .rows-entries .list-row {
      grid-template-columns: 24px minmax(0, auto) minmax(0, 1fr);
    }
    .rows-entries .cell-choose {
      grid-row: 1 / 3;
    }
    .rows-entries .cell-name {
      grid-column: 2 / 4;
    }
    .rows :is(.cell-size, .cell-time) {
      grid-row: 2;
      color: var(--_muted);
      text-align: start;
    }
  }
`;
