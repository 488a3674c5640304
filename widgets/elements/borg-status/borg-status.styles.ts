// Layout of <borg-status>: one column from 180 px, verdict and counts side by side where there is room.
import { css } from "lit";

export const styles = css`
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 24px;
    align-items: center;
    justify-content: space-between;
  }
  .verdict {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 12px;
    align-items: center;
  }
  .verdict > .icon {
    inline-size: 28px;
    block-size: 28px;
  }
  .verdict .strong {
    font-size: 1.15em;
    line-height: 1.25;
  }
  .row {
    display: flex;
    gap: 6px;
    align-items: center;
  }
  .counts {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
  }
  b {
    font-weight: 600;
  }
  .problems {
    display: grid;
    gap: 8px;
    padding-block-start: 8px;
    border-block-start: 1px solid var(--_line);
  }
  .problem {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 8px;
  }
  .problem > .icon {
    margin-block-start: 0.22em;
  }
  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(128px, 1fr));
    gap: 8px 16px;
    padding-block-start: 8px;
    border-block-start: 1px solid var(--_line);
  }
  .bones {
    inline-size: min(16em, 50cqi);
  }
  :host([size="large"]) .verdict > .icon {
    inline-size: 40px;
    block-size: 40px;
  }
  :host([size="large"]) .verdict .strong {
    font-size: 1.5em;
  }
  @container (inline-size < 240px) {
    .verdict {
      gap: 8px;
    }
    .verdict > .icon {
      inline-size: 20px;
      block-size: 20px;
    }
  }
`;
