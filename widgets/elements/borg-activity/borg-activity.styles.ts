// Layout of <borg-activity>: title and button, bar, figures that wrap.
import { css } from "lit";

export const styles = css`
  .job {
    display: grid;
    gap: 4px;
    min-inline-size: 0;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
    justify-content: end;
  }
  .title {
    flex: 1 1 8em;
  }
  .figures {
    display: flex;
    flex-wrap: wrap;
    gap: 0 16px;
  }
  progress {
    appearance: none;
    display: block;
    inline-size: 100%;
    block-size: 8px;
    border: 0;
    border-radius: 4px;
    background: var(--_line);
    overflow: hidden;
  }
  progress::-webkit-progress-bar {
    background: none;
  }
  progress::-webkit-progress-value {
    background: var(--_accent);
    transition: inline-size 0.4s linear;
  }
  progress::-moz-progress-bar {
    background: var(--_accent);
  }
  progress:indeterminate::-moz-progress-bar {
    background: none;
  }
  progress:indeterminate {
    background: linear-gradient(90deg, var(--_line) 30%, var(--_accent) 50%, var(--_line) 70%) 0 0 / 200% 100%;
    animation: slide 1.6s linear infinite;
  }
  @keyframes slide {
    from {
      background-position: 150% 0;
    }
    to {
      background-position: -50% 0;
    }
  }
  @media (forced-colors: active) {
    progress {
      appearance: auto;
    }
  }
`;
