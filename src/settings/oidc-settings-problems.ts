// What has to hold of the settings of single sign-on, and what to do where it does not.
import type { OidcSettings } from "../../schemas/sign-in-settings.ts";

/** What signing in asks of the settings. */
export interface OidcSettingsRules {
  /** Where the client secret is in the vault. */
  readonly secret: { readonly id: string; readonly purpose: string };
  /** Null without PUBLIC_BASE_URL. */
  readonly urls: {
    readonly callback: string;
    readonly signOutReturn: string;
    readonly backchannelLogout: string;
  } | null;
  /** Who signs people in instead; null where Borgdeck does. */
  readonly instead: "proxy" | "nobody" | null;
  readonly userExists: (id: string) => boolean;
  /** What is wrong with a discovery URL; null when nothing is. */
  readonly discoveryUrlProblem: (url: string) => string | null;
  /** Whether an active administrator has signed in or linked through the provider of that discovery URL. */
  readonly hasLinkedAdministrator: (discoveryUrl: string) => boolean;
  /** Whether an administrator could still sign in, where one can now. */
  readonly keepsAdministrator: (next: OidcSettings) => boolean;
  /** Does something while no user changes. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** Ends the sessions that rest on what was set before and is no more. */
  readonly endOutdated: (before: OidcSettings) => Promise<void>;
}

/** What stands in the way of switching it on, whatever is in the form. */
export function blockersOf({ urls, instead }: OidcSettingsRules, clientSecretSet: boolean): string[] {
  const blockers: string[] = [];
  if (urls === null) {
    blockers.push(
      "PUBLIC_BASE_URL is not set: the provider needs an exact address to send people back to, and none is made of what a request says.",
    );
  }
  if (instead === "proxy") blockers.push("The proxy signs people in (DISABLE_AUTHENTICATION or PROXY_AUTH_PRESET).");
  if (instead === "nobody") blockers.push("Authentication is switched off (ALLOW_INSECURE_NO_AUTH).");
  if (!clientSecretSet) blockers.push("The client secret is not set.");
  return blockers;
}

/** Why local sign-in cannot be switched off; null when it can. */
export function localSignInBlocker(
  { hasLinkedAdministrator }: OidcSettingsRules,
  { discoveryUrl }: OidcSettings,
): string | null {
  if (hasLinkedAdministrator(discoveryUrl)) return null;
  return "No active administrator has signed in or linked an account through this provider yet. Do that first, or nobody could administer Borgdeck.";
}

/** What is wrong, by the field's JSON pointer. */
export function oidcSettingsProblems(
  rules: OidcSettingsRules,
  value: OidcSettings,
  clientSecretSet: boolean,
): Record<string, string> {
  const problems = { ...connectionProblems(rules, value, clientSecretSet), ...userProblems(rules, value) };
  if (Object.keys(problems).length > 0 || rules.keepsAdministrator(value)) return problems;
  const at = value.disableLocalSignIn ? "/disableLocalSignIn" : value.enabled ? "/discoveryUrl" : "/enabled";
  return {
    [at]: "cannot be changed so: the only administrators come through the provider that is set now, and nobody could administer Borgdeck. Make an administrator with a password first, under Users.",
  };
}

function connectionProblems(rules: OidcSettingsRules, value: OidcSettings, clientSecretSet: boolean) {
  const problems: Record<string, string> = {};
  const [blocker] = value.enabled ? blockersOf(rules, true) : [];
  if (blocker !== undefined) problems["/enabled"] = `cannot be switched on. ${blocker}`;
  if (value.enabled && !clientSecretSet)
    problems["/clientSecret"] = "is needed before single sign-on can be switched on";
  const discovery = rules.discoveryUrlProblem(value.discoveryUrl);
  if (discovery !== null) problems["/discoveryUrl"] = discovery;
  if (!value.scopes.split(" ").includes("openid")) problems["/scopes"] = "must hold openid";
  if (value.redirectUri !== null && !isRedirectUri(value.redirectUri)) {
    problems["/redirectUri"] =
      "must be an http or https URL with nothing behind ? or #; leave it empty for the usual one";
  }
  return problems;
}

function userProblems(rules: OidcSettingsRules, value: OidcSettings) {
  const problems: Record<string, string> = {};
  if (value.adminGroups.length > 0 && value.claims.groups === null) {
    problems["/claims/groups"] = "is needed, since administrators' groups are set: which claim lists the groups?";
  }
  if (value.newUsers === "template" && !rules.userExists(value.templateUserId ?? "")) {
    problems["/templateUserId"] = "must be a user whose roles and grants new users get";
  }
  if (!value.disableLocalSignIn) return problems;
  const blocker = value.enabled
    ? localSignInBlocker(rules, value)
    : "It would leave nobody a way in while single sign-on is off.";
  if (blocker !== null) problems["/disableLocalSignIn"] = `cannot be switched on. ${blocker}`;
  return problems;
}

function isRedirectUri(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !["https:", "http:"].includes(url.protocol)) return false;
  return url.search === "" && url.hash === "" && url.username === "" && url.password === "" && !/[?#\s]/.test(text);
}
