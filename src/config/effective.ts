// What is in effect, for people to read: every setting with its value and where that comes from.
import type { Config } from "./config.ts";
import type { RawEnvironment } from "./raw-environment.ts";
import { type Setting, settings } from "./setting-notes.ts";

/** A line of `borgdeck config`. */
export interface EffectiveSetting {
  readonly name: string;
  /** Secrets are never shown. */
  readonly value: string;
  readonly source: "environment" | "file" | "default";
}

/** Settings in the order of the schema. */
export function effectiveSettings(config: Config, env: RawEnvironment): EffectiveSetting[] {
  const values = valuesOf(config);
  return settings.map((setting) => {
    const source = sourceOf(setting, env);
    return { name: setting.name, source, value: shown(setting, values[setting.name], source) };
  });
}

function sourceOf({ name, secret }: Setting, env: RawEnvironment): EffectiveSetting["source"] {
  if (env[name]) return "environment";
  return secret && env[`${name}_FILE`] ? "file" : "default";
}

function shown(setting: Setting, value: unknown, source: EffectiveSetting["source"]): string {
  if (setting.secret) return source === "default" ? (setting.otherwise ?? "not set") : "set, not shown";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  return value === null || value === undefined || value === "" ? (setting.otherwise ?? "not set") : String(value);
}

function valuesOf(config: Config): Readonly<Record<string, unknown>> {
  const { proxyAuth } = config;
  const assertion = proxyAuth?.assertion;
  // With an assertion no plain header is read, whatever the preset's would be.
  const plain = assertion ? null : proxyAuth;
  return {
    HOST: config.host,
    PORT: config.port,
    BASE_PATH: config.basePath || "none",
    PUBLIC_BASE_URL: config.publicBaseUrl,
    ALLOWED_HOSTS: config.allowedHosts,
    TZ: config.timeZone,
    LOG_LEVEL: config.logLevel,
    STOP_JOBS_ON_EXIT: config.stopJobsOnExit,
    DATA_DIR: config.dataDir,
    SOURCE_ROOTS: config.sourceRoots,
    RESTORE_ROOTS: config.restoreRoots,
    BORG_PATH: config.borgPath,
    INDEX_MAX_MB: config.indexMaxBytes / 1_000_000,
    PROXY_AUTH_PRESET: proxyAuth?.preset === "custom" ? null : proxyAuth?.preset,
    DISABLE_AUTHENTICATION: proxyAuth !== null,
    TRUSTED_PROXIES: config.trustedProxies,
    PROXY_AUTH_HEADER: plain?.userHeader,
    PROXY_AUTH_FULL_NAME_HEADER: plain?.nameHeader,
    PROXY_AUTH_EMAIL_HEADER: plain?.emailHeader,
    PROXY_AUTH_GROUPS_HEADER: plain?.groupsHeader,
    PROXY_AUTH_ADMIN_GROUPS: proxyAuth?.adminGroups,
    PROXY_AUTH_OPERATOR_GROUPS: proxyAuth?.operatorGroups,
    PROXY_AUTH_ROLE_HEADER: plain?.roleHeader,
    PROXY_AUTH_ALL_REPOSITORIES_ROLE_HEADER: plain?.allRepositoriesRoleHeader,
    PROXY_AUTH_JWT_HEADER: assertion?.header,
    PROXY_AUTH_JWT_ISSUER: assertion?.issuer,
    PROXY_AUTH_JWT_AUDIENCE: assertion?.audience,
    PROXY_AUTH_JWT_JWKS_URL: assertion?.jwksUrl,
    PROXY_AUTH_SECRET_HEADER: proxyAuth?.secret?.header,
    PROXY_AUTH_INITIAL_ADMIN: proxyAuth?.initialAdmin,
    PROXY_AUTH_DEFAULT_ALL_REPOSITORIES_ROLE: proxyAuth?.defaultAllRepositoriesRole,
    PROXY_AUTH_LOCAL_FALLBACK: proxyAuth?.localFallback,
    PROXY_AUTH_SIGN_OUT_URL: proxyAuth?.signOutUrl,
    ALLOW_INSECURE_NO_AUTH: config.noAuthentication,
    OIDC_ALLOWED_RETURN_ORIGINS: config.returnOrigins,
    DASHBOARD_ORIGINS: config.dashboardOrigins,
  };
}
