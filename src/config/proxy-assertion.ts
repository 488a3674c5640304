// PROXY_AUTH_JWT_…: the signed assertion of a proxy, and what must hold of it.
import type { Environment, SettingName } from "../../schemas/config.ts";
import { customAssertion, type PresetAssertion, proxyPresets } from "../../schemas/proxy-presets.ts";
import type { Problems } from "./problems.ts";
import { httpUrl, isLoopback } from "./web-addresses.ts";

/** What an assertion must be, for its word to count. */
export interface ProxyAssertion
  extends Pick<
    PresetAssertion,
    "header" | "scheme" | "algorithms" | "kind" | "mustBe" | "usernameClaims" | "groupsClaims" | "emails"
  > {
  readonly issuer: string;
  readonly audience: string;
  /** Where the keys are: https, or http on loopback. */
  readonly jwksUrl: string;
}

const assertionSettings = [
  "PROXY_AUTH_JWT_HEADER",
  "PROXY_AUTH_JWT_ISSUER",
  "PROXY_AUTH_JWT_AUDIENCE",
  "PROXY_AUTH_JWT_JWKS_URL",
] as const satisfies SettingName[];

/** Null where plain headers are read. */
export function readProxyAssertion(settings: Environment, problems: Problems): ProxyAssertion | null {
  const preset = settings.PROXY_AUTH_PRESET;
  const given = assertionSettings.filter((name) => settings[name] !== undefined || problems.has(name));
  const row = preset === undefined ? null : proxyPresets[preset].assertion;
  if (given.length === 0 && row?.used !== "always") return null;
  if (preset !== undefined && row === null) {
    for (const name of given) problems.add(name, `has no effect: ${preset} signs nothing. Leave it out`);
    return null;
  }
  const issuer = required("PROXY_AUTH_JWT_ISSUER", settings, problems);
  const audience = required("PROXY_AUTH_JWT_AUDIENCE", settings, problems);
  const jwksUrl = readJwksUrl(settings, row?.jwksPath ?? null, problems);
  const { algorithms, kind, mustBe, usernameClaims, emails, groupsClaims } = row ?? customAssertion;
  const rules = { algorithms, kind, mustBe, usernameClaims, emails, groupsClaims, issuer, audience, jwksUrl };
  if (row !== null) return { header: row.header, scheme: row.scheme, ...rules };
  const header = required("PROXY_AUTH_JWT_HEADER", settings, problems);
  return { header, scheme: header.toLowerCase() === "authorization" ? "Bearer" : null, ...rules };
}

const wanted = {
  PROXY_AUTH_JWT_HEADER: "Write the name of the header that carries it",
  PROXY_AUTH_JWT_ISSUER: "Write what the claim iss of the proxy's tokens says",
  PROXY_AUTH_JWT_AUDIENCE:
    "Write what the claim aud of the tokens for Borgdeck says; without it the token of any sibling application would do",
} as const;

function required(name: keyof typeof wanted, settings: Environment, problems: Problems): string {
  const value = settings[name]?.trim() ?? "";
  if (value === "" && !problems.has(name)) problems.add(name, `is required to check an assertion. ${wanted[name]}`);
  return value;
}

function readJwksUrl(settings: Environment, path: string | null, problems: Problems): string {
  const name = "PROXY_AUTH_JWT_JWKS_URL";
  const given = settings[name] ?? (path === null ? undefined : atIssuer(settings.PROXY_AUTH_JWT_ISSUER ?? "", path));
  if (given === undefined) {
    if (!problems.has(name)) problems.add(name, `is required to check an assertion. Write where the proxy's keys are`);
    return "";
  }
  const url = httpUrl(given);
  if (url && !url.username && !url.password && (url.protocol === "https:" || isLoopback(url.hostname))) return url.href;
  if (settings[name] === undefined) {
    // It was made of the issuer, so that is what is wrong; a missing one is noted already.
    if (!problems.has("PROXY_AUTH_JWT_ISSUER")) {
      problems.add(
        "PROXY_AUTH_JWT_ISSUER",
        `${JSON.stringify(settings.PROXY_AUTH_JWT_ISSUER)} is not accepted. ${wanted.PROXY_AUTH_JWT_ISSUER}, such as https://TEAM.cloudflareaccess.com`,
      );
    }
    return "";
  }
  const why = url?.protocol === "http:" ? "could be changed on the way" : "is not accepted";
  problems.add(name, `${JSON.stringify(given)} ${why}. Write an https address (http on loopback only)`);
  return "";
}

/** An issuer is an address or, with Pomerium, a host name. */
function atIssuer(issuer: string, path: string): string {
  const base = issuer.includes("://") ? issuer : `https://${issuer}`;
  return `${base.replace(/\/+$/, "")}${path}`;
}
