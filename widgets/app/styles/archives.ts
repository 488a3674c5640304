// The archive browser around its list, and what is chosen in it.
import { css } from "lit";

export const archiveStyles = css`
  .search-form {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .search-form > input:not([type="checkbox"], [type="radio"]) {
    flex: 1 1 240px;
    inline-size: auto;
    min-inline-size: 0;
    max-inline-size: 480px;
  }
  .search-form > select {
    flex: none;
    inline-size: auto;
  }
  .entry-detail {
    gap: 8px;
  }
  .entry-path {
    max-block-size: 84px;
    overflow: auto;
  }
  .with-aside {
    display: flex;
    flex-direction: column;
    gap: 12px 24px;
  }
  /* Where there is no room beside the list, what is selected stays in sight over its end. */
  .with-aside > aside:has(.entry-detail) {
    position: sticky;
    inset-block-end: 0;
    max-block-size: 45dvh;
    overflow: auto;
    background: var(--ground);
  }
  @media (min-width: 1000px) {
    .with-aside {
      display: grid;
      grid-template-columns: minmax(0, 1fr) 320px;
      align-items: start;
    }
    .with-aside > aside,
    .with-aside > aside:has(.entry-detail) {
      position: sticky;
      inset-block: 16px auto;
      max-block-size: none;
      background: none;
    }
  }
  .key-list {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 4px 12px;
  }
  kbd {
    padding: 0 4px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    font: inherit;
    color: var(--_text);
  }
  .chosen-paths {
    max-block-size: 160px;
    overflow: auto;
  }
  .chosen-paths > li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0 16px;
  }
  .chosen-paths .mono {
    min-inline-size: 0;
  }
`;
