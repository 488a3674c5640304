// Layout of <borg-status>: one column from 180 px, verdict and counts side by side where there is room.
import { css } from "lit";

export const styles = css`
  .head,
  .counts {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 16px;
    align-items: center;
  }
  .verdict {
    flex: 1 1 15em;
    align-items: center;
    font-size: 1.15em;
    line-height: 1.25;
  }
  .verdict > .icon {
    inline-size: 2em;
    block-size: 2em;
    margin: 0;
  }
  .verdict .muted {
    font-size: 0.87em;
    line-height: 1.43;
  }
  .counts .bone {
    inline-size: 4em;
  }
  :host([size="large"]) .verdict {
    font-size: 1.5em;
  }
`;
