// The groups of settings about signing in, and what they are until somebody changes them.
import { AuthSettings, OidcSettings } from "../../schemas/sign-in-settings.ts";
import { createSettingsGroup, type SettingsCollection, type SettingsGroup } from "./settings-group.ts";

const hourMs = 3_600_000;

/** Rules for everybody: lifetimes in milliseconds, and whose role needs two-factor. */
export const authDefaults: AuthSettings = {
  requireTotpFor: [],
  bearerLifetimeMs: 24 * hourMs,
  sessionIdleMs: 12 * hourMs,
  sessionLifetimeMs: 7 * 24 * hourMs,
};

/** Single sign-on, switched off. */
export const oidcDefaults: OidcSettings = {
  enabled: false,
  providerName: "Single sign-on",
  discoveryUrl: "https://auth.example.com",
  clientId: "borgdeck",
  authMethod: "client_secret_basic",
  scopes: "openid profile email",
  redirectUri: null,
  claims: {
    username: "preferred_username",
    email: "email",
    name: "name",
    role: null,
    allRepositoriesRole: null,
    groups: null,
  },
  newUsers: "deny",
  templateUserId: null,
  defaultRole: "viewer",
  defaultAllRepositoriesRole: "none",
  adminGroups: [],
  disableLocalSignIn: false,
};

export interface SignInSettings {
  readonly auth: SettingsGroup<AuthSettings>;
  readonly oidc: SettingsGroup<OidcSettings>;
}

/** Opens both. */
export function createSignInSettings(collection: SettingsCollection): SignInSettings {
  return {
    auth: createSettingsGroup(collection, "auth", AuthSettings, authDefaults),
    oidc: createSettingsGroup(collection, "oidc", OidcSettings, oidcDefaults),
  };
}
