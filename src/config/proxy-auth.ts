// Header mode: a proxy authenticates and says who somebody is, by plain headers or by a signed assertion.
import type { AllRepositoriesRole } from "../../schemas/access.ts";
import type { Environment, SettingName } from "../../schemas/config.ts";
import { type PresetName, proxyPresets } from "../../schemas/proxy-presets.ts";
import type { Problems } from "./problems.ts";
import { type ProxyAssertion, readProxyAssertion } from "./proxy-assertion.ts";
import { type ProxyRoles, readProxyRoles } from "./proxy-roles.ts";
import { readTrustedProxies } from "./trusted-proxies.ts";
import { httpUrl } from "./web-addresses.ts";

/** How an authenticating proxy is believed. */
export interface ProxyAuth extends ProxyRoles {
  readonly preset: PresetName | "custom";
  /** Plain headers. None of them is read where there is an assertion. */
  readonly userHeader: string;
  readonly nameHeader: string | null;
  readonly emailHeader: string | null;
  /** Texts come as encoded words (RFC 2047). */
  readonly encodedWords: boolean;
  /** A request with this header is refused. */
  readonly refusedHeader: string | null;
  /** Null where plain headers are read. */
  readonly assertion: ProxyAssertion | null;
  /** Canonical CIDR ranges, or `unix`. Never empty. */
  readonly trustedProxies: readonly string[];
  readonly secret: { readonly header: string; readonly value: string } | null;
  readonly initialAdmin: string | null;
  readonly defaultAllRepositoriesRole: AllRepositoriesRole;
  readonly localFallback: boolean;
  readonly signOutUrl: string | null;
}

const plainHeaderSettings = [
  "PROXY_AUTH_HEADER",
  "PROXY_AUTH_FULL_NAME_HEADER",
  "PROXY_AUTH_EMAIL_HEADER",
  "PROXY_AUTH_GROUPS_HEADER",
  "PROXY_AUTH_ROLE_HEADER",
  "PROXY_AUTH_ALL_REPOSITORIES_ROLE_HEADER",
] as const satisfies SettingName[];
const onlyInHeaderMode = [
  ...plainHeaderSettings,
  "PROXY_AUTH_ADMIN_GROUPS",
  "PROXY_AUTH_OPERATOR_GROUPS",
  "PROXY_AUTH_JWT_HEADER",
  "PROXY_AUTH_JWT_ISSUER",
  "PROXY_AUTH_JWT_AUDIENCE",
  "PROXY_AUTH_JWT_JWKS_URL",
  "PROXY_AUTH_SECRET",
  "PROXY_AUTH_SECRET_HEADER",
  "PROXY_AUTH_INITIAL_ADMIN",
  "PROXY_AUTH_DEFAULT_ALL_REPOSITORIES_ROLE",
  "PROXY_AUTH_LOCAL_FALLBACK",
  "PROXY_AUTH_SIGN_OUT_URL",
] as const satisfies SettingName[];

/** Null where Borgdeck signs people in itself. */
export function readProxyAuth(settings: Environment, problems: Problems): ProxyAuth | null {
  const preset = settings.PROXY_AUTH_PRESET;
  if (problems.has("PROXY_AUTH_PRESET") || problems.has("DISABLE_AUTHENTICATION")) return null;
  if (preset === undefined && settings.DISABLE_AUTHENTICATION !== true) {
    refuseAll(
      onlyInHeaderMode,
      settings,
      "has no effect while no proxy authenticates. Set PROXY_AUTH_PRESET or DISABLE_AUTHENTICATION=true, or leave it out",
      problems,
    );
    return null;
  }
  const assertion = readProxyAssertion(settings, problems);
  if (preset !== undefined) {
    const fixed = [...plainHeaderSettings, "PROXY_AUTH_JWT_HEADER"] as const;
    refuseAll(fixed, settings, `is fixed by PROXY_AUTH_PRESET=${preset}. Leave one of the two out`, problems);
  } else if (assertion !== null) {
    const why = "has no effect: with an assertion (PROXY_AUTH_JWT_HEADER) no plain header is read. Leave it out";
    refuseAll(plainHeaderSettings, settings, why, problems);
  }
  return {
    preset: preset ?? "custom",
    ...readHeaders(settings),
    ...readProxyRoles(settings, assertion, problems),
    assertion,
    trustedProxies: readTrustedProxies(settings.TRUSTED_PROXIES, true, problems),
    secret: readSecret(settings, problems),
    initialAdmin: settings.PROXY_AUTH_INITIAL_ADMIN ?? null,
    defaultAllRepositoriesRole: settings.PROXY_AUTH_DEFAULT_ALL_REPOSITORIES_ROLE ?? "none",
    localFallback: settings.PROXY_AUTH_LOCAL_FALLBACK ?? false,
    signOutUrl: readSignOutUrl(settings.PROXY_AUTH_SIGN_OUT_URL, problems),
  };
}

function readHeaders(settings: Environment) {
  const preset = settings.PROXY_AUTH_PRESET;
  if (preset === undefined) {
    return {
      userHeader: settings.PROXY_AUTH_HEADER ?? "X-Forwarded-User",
      nameHeader: settings.PROXY_AUTH_FULL_NAME_HEADER ?? null,
      emailHeader: settings.PROXY_AUTH_EMAIL_HEADER ?? null,
      encodedWords: false,
      refusedHeader: null,
    };
  }
  const { user, name, email, encodedWords, refused } = proxyPresets[preset].headers;
  return { userHeader: user, nameHeader: name, emailHeader: email, encodedWords, refusedHeader: refused };
}

function readSecret(settings: Environment, problems: Problems): ProxyAuth["secret"] {
  const { PROXY_AUTH_SECRET: value, PROXY_AUTH_SECRET_HEADER: header } = settings;
  if (value !== undefined) return { header: header ?? "X-Borgdeck-Proxy-Secret", value };
  if (header !== undefined)
    problems.add("PROXY_AUTH_SECRET_HEADER", "has no effect without PROXY_AUTH_SECRET. Set that too, or leave it out");
  return null;
}

function readSignOutUrl(text: string | undefined, problems: Problems): string | null {
  if (text === undefined) return null;
  if (httpUrl(text)) return text;
  problems.add(
    "PROXY_AUTH_SIGN_OUT_URL",
    `${JSON.stringify(text)} is not accepted. Write an http or https address, such as https://auth.example.com/logout`,
  );
  return null;
}

function refuseAll(names: readonly SettingName[], settings: Environment, why: string, problems: Problems): void {
  for (const name of names) {
    if (settings[name] !== undefined) problems.add(name, why);
  }
}
