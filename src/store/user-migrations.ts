// How users and sessions changed from one version to the next.
import type { Migration } from "./migrations.ts";

/** 2: second factors, passkeys, single sign-on, invitations and approval came; nobody had any. */
export const withFactors: Migration = {
  to: 2,
  up: (records) =>
    records.map((record) => ({
      ...(record as object),
      pending: false,
      totp: null,
      webauthnId: null,
      passkeys: [],
      oidc: null,
      invitation: null,
    })),
};

/** 2: a session says how it was begun. Older ones do not, so their users sign in once more. */
export const withoutOldSessions: Migration = { to: 2, up: () => [] };
