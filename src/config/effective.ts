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
    PROXY_AUTH_PRESET: proxyAuth?.preset === "authelia" ? "authelia" : null,
    DISABLE_AUTHENTICATION: proxyAuth !== null,
    TRUSTED_PROXIES: proxyAuth?.trustedProxies,
    PROXY_AUTH_HEADER: proxyAuth?.userHeader,
    PROXY_AUTH_FULL_NAME_HEADER: proxyAuth?.nameHeader,
    PROXY_AUTH_EMAIL_HEADER: proxyAuth?.emailHeader,
    PROXY_AUTH_SECRET_HEADER: proxyAuth?.secret?.header,
    PROXY_AUTH_INITIAL_ADMIN: proxyAuth?.initialAdmin,
    PROXY_AUTH_DEFAULT_ALL_REPOSITORIES_ROLE: proxyAuth?.defaultAllRepositoriesRole,
    PROXY_AUTH_LOCAL_FALLBACK: proxyAuth?.localFallback,
    PROXY_AUTH_SIGN_OUT_URL: proxyAuth?.signOutUrl,
    DASHBOARD_ORIGINS: config.dashboardOrigins,
  };
}
