// What the pages of Settings need beyond the common pieces.
import { css } from "lit";

export const settingsStyles = css`
  .tabs ul {
    display: flex;
    flex-wrap: wrap;
    gap: 0 20px;
    border-block-end: 1px solid var(--_line);
  }
  .tabs a {
    display: inline-block;
    padding: 8px 0;
    line-height: 20px;
    text-decoration: none;
  }
  .tabs a:hover {
    text-decoration: underline;
  }
  .tabs [aria-current="page"] {
    color: var(--_accent);
    font-weight: 600;
    box-shadow: inset 0 -2px var(--_accent);
  }
  @media (forced-colors: active) {
    .tabs [aria-current="page"] {
      text-decoration: underline;
    }
  }
  .checks {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr));
    column-gap: 16px;
    align-items: start;
  }
  .snippet {
    padding: 8px 12px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    background: var(--_tint);
    max-block-size: 400px;
    overflow: auto;
    white-space: pre;
    overflow-wrap: normal;
  }
  .entries-list > li {
    padding-block: 8px;
    border-block-end: 1px solid var(--_line);
  }
  .entries-list > li > :first-child {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .entries-list > li:last-child {
    padding-block-end: 0;
    border: 0;
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(240px, 100%), 1fr));
    gap: 12px 16px;
    align-items: start;
  }
  .filters {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(200px, 100%), 1fr));
    gap: 12px 16px;
    align-items: start;
  }
  .filters input:not([type="checkbox"], [type="radio"]) {
    inline-size: 100%;
  }
  .with-unit {
    display: flex;
    gap: 8px;
  }
  .with-unit > input:not([type="checkbox"], [type="radio"])[type="number"] {
    inline-size: 96px;
  }
  .with-unit > select {
    inline-size: auto;
  }
  .steps > li {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    padding-block: 4px;
    overflow-wrap: anywhere;
  }
`;
