// Layout of <borg-storage>: a repository under the other, bar and line side by side where there is room.
import { css } from "lit";

export const styles = css`
  .repository {
    display: grid;
    gap: 4px 16px;
  }
  .repository:first-child {
    padding: 0;
    border: 0;
  }
  .head {
    display: flex;
    gap: 8px;
  }
  .name {
    flex: 1;
    min-inline-size: 0;
  }
  .bar {
    display: block;
    inline-size: 100%;
    block-size: 8px;
    border: 1px solid var(--_quiet);
    border-radius: 2px;
  }
  /* They begin where reading does. */
  .bar:dir(rtl),
  .line:dir(rtl) {
    transform: scaleX(-1);
  }
  .used {
    fill: var(--_quiet);
  }
  .bar.warning {
    --_quiet: var(--_warning);
  }
  .bar.failed {
    --_quiet: var(--_failed);
  }
  .line {
    display: block;
    inline-size: 100%;
    block-size: 32px;
    fill: none;
    stroke: var(--_accent);
    stroke-width: 2px;
  }
  .figures {
    display: flex;
    flex-wrap: wrap;
    gap: 0 16px;
  }
  /* As much room as the figures will take. */
  .figures .bone {
    inline-size: 8em;
  }
  @container (inline-size >= 560px) {
    .repository {
      grid-template-columns: 1fr 1fr;
      align-items: center;
    }
    .head,
    .bar,
    .figures {
      grid-column: 1;
    }
    .line {
      grid-area: 1 / 2 / 4;
      block-size: 48px;
    }
  }
  @media (forced-colors: active) {
    .used {
      fill: CanvasText;
    }
    .line {
      stroke: CanvasText;
    }
  }
`;
