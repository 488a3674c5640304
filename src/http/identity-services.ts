// What the routes of signing in, of the account and of users need; part of Services.

/** Extended together with routes/{auth,session,account,users}. */
export type IdentityServices = object;
