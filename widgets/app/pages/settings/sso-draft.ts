// The settings of single sign-on as a form holds them: all text, and what they mean.
import type { OidcSettings, OidcSettingsReply, OidcSettingsRequest } from "../../../../schemas/sign-in-settings.ts";
import type { FieldErrors } from "../../errors.ts";
import type { Places } from "../../fields/form-errors.ts";

export type ClaimName = keyof OidcSettings["claims"];

/** Those that may be left empty: then they are not looked at. */
const optionalClaims: readonly ClaimName[] = ["role", "allRepositoriesRole", "groups"];

/** `clientSecret` empty: the stored one stays. `adminGroups`: one a line. */
export interface SsoDraft extends Omit<OidcSettings, "redirectUri" | "claims" | "adminGroups"> {
  readonly clientSecret: string;
  readonly removeSecret: boolean;
  readonly redirectUri: string;
  readonly claims: Readonly<Record<ClaimName, string>>;
  readonly adminGroups: string;
}

export const ssoPlaces: Places = [
  ["/enabled", "Switched on"],
  ["/providerName", "Name of the provider"],
  ["/discoveryUrl", "Discovery URL"],
  ["/clientId", "Client ID"],
  ["/clientSecret", "Client secret"],
  ["/authMethod", "How the secret is sent"],
  ["/scopes", "Scopes"],
  ["/redirectUri", "Redirect URI"],
  ["/claims", "Claims"],
  ["/newUsers", "New users"],
  ["/templateUserId", "Template"],
  ["/defaultRole", "Role"],
  ["/defaultAllRepositoriesRole", "Repositories"],
  ["/adminGroups", "Groups of administrators"],
  ["/disableLocalSignIn", "Local sign-in"],
];

export function draftOfSettings(settings: OidcSettingsReply): SsoDraft {
  const { claims } = settings;
  return {
    enabled: settings.enabled,
    providerName: settings.providerName,
    // Before anything was saved the service sends an example, which is not to be taken for an address.
    discoveryUrl: settings.revision === 0 ? "" : settings.discoveryUrl,
    clientId: settings.clientId,
    authMethod: settings.authMethod,
    scopes: settings.scopes,
    newUsers: settings.newUsers,
    templateUserId: settings.templateUserId,
    defaultRole: settings.defaultRole,
    defaultAllRepositoriesRole: settings.defaultAllRepositoriesRole,
    disableLocalSignIn: settings.disableLocalSignIn,
    clientSecret: "",
    removeSecret: false,
    redirectUri: settings.redirectUri ?? "",
    claims: {
      ...claims,
      role: claims.role ?? "",
      allRepositoriesRole: claims.allRepositoriesRole ?? "",
      groups: claims.groups ?? "",
    },
    adminGroups: settings.adminGroups.join("\n"),
  };
}

export function settingsRequest({ clientSecret, removeSecret, ...draft }: SsoDraft): OidcSettingsRequest {
  const { claims } = draft;
  const secret = clientSecret !== "" ? { clientSecret } : removeSecret ? { clientSecret: null } : {};
  return {
    ...draft,
    providerName: draft.providerName.trim(),
    discoveryUrl: draft.discoveryUrl.trim(),
    clientId: draft.clientId.trim(),
    scopes: draft.scopes.trim().replace(/\s+/g, " "),
    redirectUri: draft.redirectUri.trim() || null,
    claims: {
      username: claims.username.trim(),
      email: claims.email.trim(),
      name: claims.name.trim(),
      role: claims.role.trim() || null,
      allRepositoriesRole: claims.allRepositoriesRole.trim() || null,
      groups: claims.groups.trim() || null,
    },
    templateUserId: draft.newUsers === "template" ? draft.templateUserId : null,
    adminGroups: linesOf(draft.adminGroups),
    ...secret,
  };
}

/** What the form can tell without asking. */
export function ssoErrors(draft: SsoDraft): FieldErrors {
  const errors: Record<string, string> = {};
  if (draft.providerName.trim() === "") errors["/providerName"] = "Type the name for the button.";
  if (!URL.canParse(draft.discoveryUrl.trim()))
    errors["/discoveryUrl"] = "Type an address such as https://auth.example.com.";
  if (draft.clientId.trim() === "") errors["/clientId"] = "Type the client ID from the provider.";
  if (draft.scopes.trim() === "") errors["/scopes"] = "At least openid.";
  if (draft.newUsers === "template" && !draft.templateUserId) errors["/templateUserId"] = "Choose a user.";
  for (const [name, path] of Object.entries(draft.claims)) {
    const left = path.trim() === "" && !optionalClaims.includes(name as ClaimName);
    if (left) errors[`/claims/${name}`] = "Type the name of a claim.";
  }
  return errors;
}

/** Each line that is not empty, once. */
export function linesOf(text: string): string[] {
  return [...new Set(text.split("\n").map((line) => line.trim()))].filter((line) => line !== "");
}
