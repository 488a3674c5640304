// Layout of <borg-trust>: the answer, then each repository with what speaks for it in as many columns as there is room for.
import { css } from "lit";

export const styles = css`
  .verdict {
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
  .facts .bone {
    max-inline-size: 80%;
  }
  dd > .pair {
    gap: 0 4px;
  }
`;
