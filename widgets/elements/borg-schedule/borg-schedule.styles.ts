// Layout of <borg-schedule>: name and time side by side where both fit, else one above the other.
import { css } from "lit";

export const styles = css`
  .entry {
    display: grid;
    gap: 0 16px;
  }
  .when,
  .rest {
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
  }
  .rest {
    gap: 0 16px;
  }
  @container (min-width: 360px) {
    .entry {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .when {
      justify-content: end;
    }
    .wide {
      grid-column: 1 / -1;
    }
  }
  @container (min-width: 600px) {
    .entry {
      grid-template-columns: 20em minmax(0, 1fr);
    }
    .when {
      justify-content: start;
    }
  }
`;
