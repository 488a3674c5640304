// Charts, and the few rules that uPlot needs: its own style sheet would be a file more to load.
import { css } from "lit";

export const chartStyles = css`
  .chart {
    --chart-main: var(--_accent);
    --chart-second: var(--_quiet);
    --chart-line: light-dark(#e3e5e8, #33383d);
    --chart-text: light-dark(#555b61, #aab0b6);
    overflow: hidden;
  }
  .uplot {
    inline-size: min-content;
  }
  .u-wrap {
    position: relative;
  }
  .u-wrap > canvas {
    display: block;
    inline-size: 100%;
    block-size: 100%;
  }
  .u-over,
  .u-under,
  .u-axis {
    position: absolute;
  }
  .u-cursor-x,
  .u-cursor-y,
  .u-cursor-pt,
  .u-select {
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
    pointer-events: none;
  }
  .u-cursor-x {
    block-size: 100%;
    border-inline-end: 1px dashed var(--_quiet);
  }
  .u-cursor-y {
    display: none;
  }
  .u-cursor-pt {
    border-radius: 50%;
  }
  .u-select {
    background: var(--_tint);
  }
  .u-off {
    display: none;
  }
  .u-legend {
    margin-block-start: 8px;
    inline-size: auto;
    font-size: 14px;
    line-height: 20px;
  }
  .u-legend :is(th, td, tr) {
    display: inline-block;
    padding: 0 8px 0 0;
    border: 0;
    min-inline-size: 0;
    font-weight: 400;
    color: inherit;
    vertical-align: middle;
  }
  .u-legend th > * {
    display: inline-block;
    vertical-align: middle;
  }
  .u-marker {
    inline-size: 16px;
    block-size: 2px;
    margin-inline-end: 6px;
  }
  .paper-key {
    white-space: pre;
    overflow: auto;
  }
`;
