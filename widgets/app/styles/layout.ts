// Bars, panels, tables, and how they fold on a narrow screen.
import { css } from "lit";

export const layoutStyles = css`
  borgdeck-app {
    display: block;
  }
  /* In the way of nothing: it pushes the bar down while it has the focus. */
  .skip {
    display: block;
    padding: 8px 24px;
    background: var(--_surface);
  }
  .skip:not(:focus) {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    padding: 0;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 24px;
    padding: 8px 24px;
    background: var(--_surface);
    border-bottom: 1px solid var(--_line);
  }
  .bar a {
    display: inline-block;
    padding: 8px 0;
    line-height: 20px;
    color: var(--_text);
    text-decoration: none;
  }
  .bar a:hover {
    text-decoration: underline;
  }
  .bar .brand {
    font-weight: 700;
  }
  .bar nav {
    flex: 1;
  }
  .bar nav ul,
  .bar .account {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 24px;
  }
  .bar [aria-current="page"] {
    color: var(--_accent);
    text-decoration: underline;
    text-decoration-thickness: 2px;
    text-underline-offset: 8px;
  }
  .bar .account {
    gap: 0 16px;
    min-width: 0;
  }
  main {
    width: 100%;
    max-width: 1168px;
    margin: 0 auto;
    padding: 24px 24px 64px;
    min-width: 0;
  }
  .stack,
  main > * {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: 24px;
  }
  .stack-small {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
  }
  .form {
    max-width: 800px;
  }
  .narrow {
    max-width: 440px;
    margin-inline: auto;
    width: 100%;
  }
  .trail {
    font-size: 14px;
    line-height: 20px;
    margin-bottom: -16px;
  }
  .page-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 24px;
  }
  .under-heading {
    margin-block-start: -20px;
    overflow-wrap: anywhere;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
  }
  .actions.bottom {
    align-items: end;
  }
  .card {
    grid-template-columns: minmax(0, 1fr);
    padding: 16px 20px;
    align-content: start;
  }
  .notice {
    padding: 12px 16px;
    border: 1px solid var(--_quiet);
    border-radius: var(--_radius);
    background: var(--_surface);
    display: grid;
    gap: 8px;
  }
  .card[hidden] {
    display: none;
  }
  .notice-bad {
    border-color: var(--_failed);
  }
  .notice-warn {
    border-color: var(--_warning);
  }
  .banner {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 16px;
    padding: 8px 24px;
    background: var(--_tint);
    border-bottom: 1px solid var(--_quiet);
  }
  .skeleton {
    height: 160px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .facts {
    display: grid;
    grid-template-columns: minmax(128px, max-content) minmax(0, 1fr);
    gap: 8px 24px;
  }
  .facts dt {
    color: var(--_muted);
  }
  .facts dd {
    overflow-wrap: anywhere;
  }
  .scroll {
    position: relative; /* what is hidden within it scrolls with it */
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }
  th,
  td {
    padding: 8px 16px;
  }
  thead th {
    font-size: 14px;
    line-height: 20px;
  }
  tbody th {
    min-inline-size: 160px;
    font-weight: 400;
    color: inherit;
    overflow-wrap: anywhere;
  }
  tbody tr:last-child > * {
    border-bottom: 0;
  }
  .toasts {
    position: fixed;
    inset-block-end: 16px;
    inset-inline: 16px;
    z-index: 1;
    display: grid;
    justify-items: center;
    gap: 8px;
    pointer-events: none;
  }
  .toast {
    max-width: 560px;
    padding: 8px 16px;
    border-radius: var(--_radius-small);
    background: var(--_text);
    color: var(--ground);
  }
  @media (max-width: 640px) {
    .bar,
    .banner {
      padding-inline: 16px;
    }
    .bar nav {
      order: 1;
      flex-basis: 100%;
    }
    .bar .account {
      margin-inline-start: auto;
    }
    main {
      padding: 16px 16px 64px;
    }
    .card {
      padding: 12px 16px;
    }
    .facts {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
    }
    .facts dd {
      margin-bottom: 8px;
    }
    .fold thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .fold tr {
      display: block;
      padding: 8px 16px;
      border-bottom: 1px solid var(--_line);
    }
    .fold tr:last-child {
      border-bottom: 0;
    }
    .fold th,
    .fold td {
      display: block;
      padding: 2px 0;
      border: 0;
      text-align: start;
      white-space: normal;
    }
    .fold td[data-label]::before {
      content: attr(data-label) ": ";
      color: var(--_muted);
    }
    .fold td:empty {
      display: none;
    }
  }
`;
