// Layout of <borg-repositories>: a block for each, figures in a line that wraps; columns under one head where there is room.
import { css } from "lit";

export const styles = css`
  .item {
    display: grid;
    gap: 0 16px;
  }
  .cells {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 15em), 1fr));
    gap: 0 32px;
  }
  .cells > div {
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
    justify-content: space-between;
  }
  .cells .bone {
    inline-size: 5em;
  }
  @container (min-width: 280px) {
    .cells,
    .wide {
      padding-inline-start: calc(1em + 8px);
    }
  }
  @container (min-width: 720px) {
    .item {
      grid-template-columns: minmax(0, 2fr) minmax(0, 5fr);
      align-items: end;
    }
    .item + .item {
      align-items: start;
    }
    .cells {
      display: flex;
      gap: 16px;
      padding: 0;
    }
    .cells > div {
      display: block;
      flex: 1 1 0;
      min-inline-size: 0;
    }
    .item + .item dt {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .wide {
      grid-column: 1 / -1;
    }
  }
`;
