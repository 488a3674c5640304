// Header mode: a proxy authenticates and names the user in a header.
import type { AllRepositoriesRole } from "../../schemas/access.ts";
import type { Environment, SettingName } from "../../schemas/config.ts";
import type { Problems } from "./problems.ts";
import { readTrustedProxies } from "./trusted-proxies.ts";
import { httpUrl } from "./web-addresses.ts";

/** How an authenticating proxy is believed. */
export interface ProxyAuth {
  readonly preset: "authelia" | "custom";
  readonly userHeader: string;
  readonly nameHeader: string | null;
  readonly emailHeader: string | null;
  /** Canonical CIDR ranges, or `unix`. Never empty. */
  readonly trustedProxies: readonly string[];
  readonly secret: { readonly header: string; readonly value: string } | null;
  readonly initialAdmin: string | null;
  readonly defaultAllRepositoriesRole: AllRepositoriesRole;
  readonly localFallback: boolean;
  readonly signOutUrl: string | null;
}

type Headers = Pick<ProxyAuth, "userHeader" | "nameHeader" | "emailHeader">;

/** What a preset reads; its proxy sends exactly these. */
const presets: Readonly<Record<"authelia", Headers>> = {
  authelia: {
    userHeader: "Remote-User",
    nameHeader: "Remote-Name",
    emailHeader: "Remote-Email",
  },
};

const headerSettings = [
  "PROXY_AUTH_HEADER",
  "PROXY_AUTH_FULL_NAME_HEADER",
  "PROXY_AUTH_EMAIL_HEADER",
] as const satisfies SettingName[];
const onlyInHeaderMode = [
  ...headerSettings,
  "TRUSTED_PROXIES",
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
  if (preset !== undefined) {
    refuseAll(headerSettings, settings, `is fixed by PROXY_AUTH_PRESET=${preset}. Leave one of the two out`, problems);
  }
  return {
    preset: preset ?? "custom",
    ...(preset === undefined ? customHeaders(settings) : presets[preset]),
    trustedProxies: readTrustedProxies(settings.TRUSTED_PROXIES, problems),
    secret: readSecret(settings, problems),
    initialAdmin: settings.PROXY_AUTH_INITIAL_ADMIN ?? null,
    defaultAllRepositoriesRole: settings.PROXY_AUTH_DEFAULT_ALL_REPOSITORIES_ROLE ?? "none",
    localFallback: settings.PROXY_AUTH_LOCAL_FALLBACK ?? false,
    signOutUrl: readSignOutUrl(settings.PROXY_AUTH_SIGN_OUT_URL, problems),
  };
}

function customHeaders(settings: Environment): Headers {
  return {
    userHeader: settings.PROXY_AUTH_HEADER ?? "X-Forwarded-User",
    nameHeader: settings.PROXY_AUTH_FULL_NAME_HEADER ?? null,
    emailHeader: settings.PROXY_AUTH_EMAIL_HEADER ?? null,
  };
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
