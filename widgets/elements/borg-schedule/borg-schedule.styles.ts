// Layout of <borg-schedule>: name and time in one line where both fit, else one above the other.
import { css } from "lit";

export const styles = css`
  .entry,
  .when,
  .rest {
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
  }
  .rest {
    gap: 0 16px;
  }
  .entry {
    justify-content: space-between;
  }
  .entry > .bone {
    inline-size: 40%;
  }
  .wide {
    flex: 1 0 100%;
  }
  @container (min-width: 600px) {
    .entry {
      justify-content: start;
    }
    .entry > p {
      inline-size: 20em;
    }
  }
`;
