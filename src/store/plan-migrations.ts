// How what is stored of plans changed from one version to the next.
import type { Migration } from "./migrations.ts";

/** 2: plans check their repositories and try restores, as those do that are made from now on. */
export const withUpkeep: Migration = {
  to: 2,
  up: (records) =>
    (records as object[]).map((record) => ({
      ...record,
      check: { every: "month", scope: "all" },
      drill: { every: "month", sampleFiles: 10, canaries: [] },
    })),
};
