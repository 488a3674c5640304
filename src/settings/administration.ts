// The settings that administrators change on pages, together.
import { type AuthSettingsAdministration, type AuthSettingsDependencies, createAuthSettings } from "./auth-settings.ts";
import { createOidcSettings, type OidcSettingsAdministration, type OidcSettingsDependencies } from "./oidc-settings.ts";
import type { SignInSettings } from "./sign-in-settings.ts";

type Shared = Omit<AuthSettingsDependencies, "group"> & Omit<OidcSettingsDependencies, "group">;

/** Creates them over the groups that they change. */
export function createSettingsAdministration(
  groups: SignInSettings,
  dependencies: Shared,
): { readonly authSettings: AuthSettingsAdministration; readonly oidcSettings: OidcSettingsAdministration } {
  return {
    authSettings: createAuthSettings({ ...dependencies, group: groups.auth }),
    oidcSettings: createOidcSettings({ ...dependencies, group: groups.oidc }),
  };
}
