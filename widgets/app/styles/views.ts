// What single views need beyond the common pieces.
import { css } from "lit";

export const viewStyles = css`
  .stack-tight {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 4px;
  }
  .end {
    justify-content: flex-end;
  }
  .flush {
    padding: 4px 8px;
  }
  /* The plans below tell each problem with what can be done about it. */
  borg-status::part(problems) {
    display: none;
  }
  .figures {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(192px, 1fr));
    gap: 8px 24px;
  }
  .figures.dense {
    grid-template-columns: repeat(auto-fill, minmax(144px, 1fr));
  }
  @media (max-width: 640px) {
    .figures,
    .figures.dense {
      grid-template-columns: repeat(auto-fill, minmax(128px, 1fr));
      gap: 8px 16px;
    }
  }
  .figures dt {
    color: var(--_muted);
    font-size: 14px;
    line-height: 20px;
  }
  .figures dd {
    overflow-wrap: anywhere;
  }
  .step {
    color: var(--_muted);
    font-weight: 400;
    padding-inline-end: 4px;
  }
  .labelled {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    align-items: center;
  }
  /* On a line with a field whose label stands above it. */
  .beside-field {
    margin-block-start: 24px;
  }
  .trail ol {
    display: flex;
    flex-wrap: wrap;
    gap: 0 4px;
  }
  .trail li + li::before {
    content: "/";
    padding-inline-end: 4px;
    color: var(--_muted);
  }
  .entries th,
  .entries td {
    padding-block: 4px;
  }
  .entries .folder {
    font-weight: 600;
  }
  @media (max-width: 640px) {
    .keys,
    .entries thead,
    .entries td:last-child,
    .entries td:empty {
      display: none;
    }
    .entries tr {
      display: flex;
      flex-wrap: wrap;
      gap: 0 16px;
      padding: 8px 16px;
      border-block-end: 1px solid var(--_line);
    }
    .entries tr:last-child {
      border: 0;
    }
    .entries :is(th, td) {
      padding: 0;
      border: 0;
      font-size: 14px;
      color: var(--_muted);
    }
    .entries th {
      flex-basis: 100%;
      font-size: 16px;
      color: inherit;
    }
  }
  summary {
    cursor: pointer;
    padding-block: 4px;
  }
  details[open] > summary {
    margin-block-end: 8px;
  }
  td details {
    display: inline-block;
    vertical-align: top;
  }
  td summary {
    padding-block: 0;
  }
  .choice-more {
    padding-block: 8px;
  }
  .chosen li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 4px 12px;
    align-items: center;
    padding: 4px 0;
    border-block-end: 1px solid var(--_line);
  }
  .chosen .error {
    grid-column: 1 / -1;
  }
  .tree {
    max-block-size: 320px;
    overflow: auto;
    padding: 8px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
  }
  .tree-row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 8px;
  }
  .tree-row > label {
    overflow-wrap: anywhere;
  }
  .tree-branch {
    padding-inline-start: 24px;
  }
  .twist-icon {
    inline-size: 12px;
    block-size: 12px;
    fill: var(--_muted);
  }
  .twist-icon.open {
    transform: rotate(90deg);
  }
  .preview ol {
    display: grid;
    gap: 0;
  }
  .notice-warn {
    color: var(--warning-text);
  }
  .secret {
    padding: 8px 12px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    background: var(--_tint);
    user-select: all;
    max-block-size: 240px;
    overflow: auto;
  }
  .verdict {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    font-size: 18px;
    line-height: 24px;
  }
  .lines {
    display: grid;
    gap: 4px;
  }
  .log {
    max-block-size: 70vh;
    overflow: auto;
    padding: 12px 16px;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    font-family: var(--_mono);
    font-size: 13px;
    line-height: 20px;
    overflow-wrap: anywhere;
  }
  .log-debug {
    color: var(--_muted);
  }
  .log-error strong {
    color: var(--bad-text);
  }
  .log-warning strong {
    color: var(--warning-text);
  }
  .path {
    font-size: 14px;
  }
`;
