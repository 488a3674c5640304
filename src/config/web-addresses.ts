// The addresses under which browsers reach the service, and the origins of other dashboards.
import { isIP } from "node:net";
import type { Environment } from "../../schemas/config.ts";
import type { Problems } from "./problems.ts";

const basePathPattern = /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]+)*$/;
const hostPattern = /^(?!-)[a-z0-9-]{1,63}(?:\.(?!-)[a-z0-9-]{1,63})*$/;

/** What is read here. */
export interface Addresses {
  readonly basePath: string;
  readonly publicBaseUrl: string | null;
  readonly allowedHosts: readonly string[];
  readonly dashboardOrigins: readonly string[];
  readonly returnOrigins: readonly string[];
}

/** Reads BASE_PATH, PUBLIC_BASE_URL, ALLOWED_HOSTS and the two lists of origins. */
export function readAddresses(settings: Environment, problems: Problems): Addresses {
  const publicUrl = readPublicUrl(settings.PUBLIC_BASE_URL, problems);
  const basePath = readBasePath(settings.BASE_PATH, publicUrl, problems);
  return {
    basePath,
    publicBaseUrl: publicUrl && `${publicUrl.origin}${basePath}`,
    allowedHosts: (settings.ALLOWED_HOSTS ?? []).map((host) => readHost(host, problems)),
    dashboardOrigins: readOrigins("DASHBOARD_ORIGINS", settings, problems),
    returnOrigins: readOrigins("OIDC_ALLOWED_RETURN_ORIGINS", settings, problems),
  };
}

function readPublicUrl(text: string | undefined, problems: Problems): URL | null {
  if (text === undefined) return null;
  const url = httpUrl(text);
  const plain = url && !url.username && !url.password && !url.search && !url.hash;
  if (plain && basePathPattern.test(withoutSlash(url.pathname))) return url;
  problems.add(
    "PUBLIC_BASE_URL",
    `${JSON.stringify(text)} is not accepted. Write the address as a browser shows it, such as https://backup.example.com`,
  );
  return null;
}

function readBasePath(text: string | undefined, publicUrl: URL | null, problems: Problems): string {
  const ofUrl = publicUrl ? withoutSlash(publicUrl.pathname) : "";
  if (text === undefined) return ofUrl;
  const path = withoutSlash(text);
  if (!basePathPattern.test(path)) {
    problems.add(
      "BASE_PATH",
      `${JSON.stringify(text)} is not accepted. Write a path that begins with a slash, such as /borg`,
    );
  } else if (publicUrl && ofUrl !== "" && ofUrl !== path) {
    problems.add("BASE_PATH", `is not the path of PUBLIC_BASE_URL (${ofUrl}). Write the same, or leave BASE_PATH out`);
  }
  return path;
}

/** An address that is http or https, or null. */
export function httpUrl(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url && (url.protocol === "https:" || url.protocol === "http:") ? url : null;
}

/** Whether that is this machine itself, and nothing that another could reach. */
export function isLoopback(hostname: string): boolean {
  const bare = hostname.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  return bare === "localhost" || bare === "::1" || (isIP(bare) === 4 && bare.startsWith("127."));
}

function readOrigins(
  name: "DASHBOARD_ORIGINS" | "OIDC_ALLOWED_RETURN_ORIGINS",
  settings: Environment,
  problems: Problems,
): string[] {
  return (settings[name] ?? []).map((text) => {
    const url = httpUrl(text);
    if (url && (text === url.origin || text === `${url.origin}/`)) return url.origin;
    const instead = url ? `Write ${url.origin}` : "Write origins such as https://home.example.com";
    problems.add(name, `${JSON.stringify(text)} is not an origin. ${instead}`);
    return text;
  });
}

function readHost(text: string, problems: Problems): string {
  const host = text.toLowerCase();
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  if (isIP(bare)) return isIP(bare) === 6 ? `[${bare}]` : bare; // as a Host header has it
  if (hostPattern.test(host)) return host;
  problems.add(
    "ALLOWED_HOSTS",
    `${JSON.stringify(text)} is not a host name. Write names without scheme, port or wildcard, such as nas.lan`,
  );
  return host;
}

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, "");
}
