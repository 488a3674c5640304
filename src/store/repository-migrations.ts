// How what is stored of repositories changed from one version to the next.
import type { Migration } from "./migrations.ts";

/** 2: repositories have a mode, a quota, a freshness, and a passphrase that they are being changed to. */
export const withModes: Migration = {
  to: 2,
  up: (records) =>
    (records as object[]).map((record) => ({
      ...record,
      mode: "full",
      quotaBytes: null,
      freshnessMs: null,
      nextSecretId: null,
    })),
};
