// Layout of <borg-badge>: a pill of 24 px in a line of text, as wide as its words.
import { css } from "lit";

export const styles = css`
  :host {
    display: inline-block;
    max-inline-size: 100%;
    vertical-align: middle;
  }
  .root {
    container-type: normal;
  }
  .pill {
    display: flex;
    inline-size: fit-content;
    max-inline-size: 100%;
    gap: 6px;
    align-items: center;
    min-block-size: 24px;
    padding-inline: 8px;
    border-radius: 12px;
    background: var(--_tint);
  }
  a {
    line-height: 24px;
  }
  .bone {
    inline-size: 3em;
  }
  @media (forced-colors: active) {
    .pill {
      outline: 1px solid;
    }
  }
`;
