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

/** 3: repositories have borg's own id, which is learned when borg is next asked about them. */
export const withBorgIds: Migration = {
  to: 3,
  up: (records) => (records as object[]).map((record) => ({ ...record, borgId: null })),
};
