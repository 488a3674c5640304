// Signing in, codes, keys and what goes with them.
import { css } from "lit";

export const signInStyles = css`
  .button.wide {
    inline-size: 100%;
    overflow-wrap: anywhere;
  }
  .field > label,
  p > strong {
    overflow-wrap: anywhere;
  }
  /* Buttons without a frame begin where the text above them does. */
  .ways > .quiet {
    margin-inline-start: -13px;
  }
  .or {
    display: grid;
    grid-template-columns: 1fr auto 1fr;
    gap: 12px;
    align-items: center;
    color: var(--_muted);
    font-size: 14px;
    line-height: 20px;
  }
  .or::before,
  .or::after {
    content: "";
    border-block-start: 1px solid var(--_line);
  }
  input.digits:not([type="checkbox"], [type="radio"]) {
    inline-size: 176px;
    font-size: 20px;
    letter-spacing: 0.1em;
  }
  .banner-warn {
    border-bottom-color: var(--_warning);
    color: var(--warning-text);
  }
  .two-factor-setup {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 16px 24px;
    align-items: start;
  }
  /* Readers want it dark on light, whatever the page looks like. */
  .qr {
    inline-size: 224px;
    block-size: 224px;
    border-radius: var(--_radius-small);
    background: #fff;
  }
  .codes {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(256px, 1fr));
    gap: 4px 24px;
    padding: 12px 16px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    background: var(--_tint);
    list-style: none;
  }
  .codes li {
    font-family: var(--_mono);
    font-size: 14px;
    overflow-wrap: anywhere;
  }
  .items > li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 8px 16px;
    align-items: center;
    padding-block: 12px;
    border-block-start: 1px solid var(--_line);
  }
  .items > li:first-child {
    border: 0;
  }
  @media (max-width: 640px) {
    .two-factor-setup,
    .items > li {
      grid-template-columns: minmax(0, 1fr);
    }
    .codes {
      grid-template-columns: minmax(0, 1fr);
      padding: 8px;
    }
    .codes li {
      font-size: 13px;
    }
  }
  .only-printed {
    display: none;
  }
  @media print {
    :root {
      color-scheme: light;
      background: none;
    }
    .only-printed {
      display: block;
    }
    /* A sheet to keep holds nothing but what is to be kept. */
    body:has(.to-print) :not(:has(.to-print), .to-print, .to-print *),
    .not-printed {
      display: none;
    }
  }
`;
