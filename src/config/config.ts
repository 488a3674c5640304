// config/ turns the environment into the configuration, or says everything that is wrong with it at once.
import type { Environment } from "../../schemas/config.ts";
import { Fault } from "../fault.ts";
import type { Files } from "../ports/files.ts";
import type { LogLevel } from "../ports/log.ts";
import { readFolders } from "./folders.ts";
import { defaultHost, readNoAuthentication } from "./no-authentication.ts";
import { createProblems, type Problems } from "./problems.ts";
import { type ProxyAuth, readProxyAuth } from "./proxy-auth.ts";
import type { RawEnvironment } from "./raw-environment.ts";
import { readEnvironment } from "./read-environment.ts";
import { refuseOpenSecretFiles } from "./secret-files.ts";
import { readTimeZone } from "./time-zone.ts";
import { readTrustedProxies } from "./trusted-proxies.ts";
import { readAddresses } from "./web-addresses.ts";

/** Everything that is set from outside and stays for the life of the process. */
export interface Config {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Empty, or a path such as `/borg` without a slash at its end. */
  readonly basePath: string;
  /** The service's root as browsers see it, with basePath and without a slash at its end. */
  readonly publicBaseUrl: string | null;
  readonly dataDir: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly logLevel: LogLevel;
  readonly secretKey: string | null;
  /** The key before, while it is being changed. */
  readonly previousSecretKey: string | null;
  readonly initialAdminPassword: string | null;
  /** Authentication is switched off; only ever on loopback. */
  readonly noAuthentication: boolean;
  /** Null where Borgdeck signs people in itself. */
  readonly proxyAuth: ProxyAuth | null;
  /** Canonical CIDR ranges, and `unix`: whose word on a client's address counts. Never empty where a proxy authenticates. */
  readonly trustedProxies: readonly string[];
  /** Exact origins, as browsers send them. */
  readonly dashboardOrigins: readonly string[];
  /** Exact origins, beside our own, to which single sign-on may lead back. */
  readonly returnOrigins: readonly string[];
  /** Lower-case host names, without ports. */
  readonly allowedHosts: readonly string[];
  /** Absolute paths, without a slash at their end. */
  readonly sourceRoots: readonly string[];
  readonly restoreRoots: readonly string[];
  /** Homes whose names that begin with a dot are not restored into; `/*` at the end: every folder of that one. */
  readonly guardedHomes: readonly string[];
  readonly borgPath: string | null;
  /** Most that the indexes of archives may take, together. */
  readonly indexMaxBytes: number;
  /** Whether running jobs are ended when the service stops. */
  readonly stopJobsOnExit: boolean;
}

/** Reads the configuration. Fault `invalid-configuration` names every wrong setting and what to write instead. */
export async function loadConfig(env: RawEnvironment, files: Files): Promise<Config> {
  const problems = createProblems();
  const settings = await readEnvironment(env, files, problems);
  const folders = await readFolders(env, settings, files, problems);
  const config = { ...readService(settings, problems), ...folders };
  await refuseOpenSecretFiles(env, folders.dataDir, files, problems);
  const fields = problems.all();
  if (Object.keys(fields).length > 0) throw invalidConfiguration(fields);
  return config;
}

function readService(settings: Environment, problems: Problems) {
  const proxyAuth = readProxyAuth(settings, problems);
  return {
    host: settings.HOST ?? defaultHost,
    port: settings.PORT ?? 8081,
    ...readAddresses(settings, problems),
    timeZone: readTimeZone(settings, problems),
    logLevel: settings.LOG_LEVEL ?? "info",
    secretKey: settings.SECRET_KEY ?? null,
    previousSecretKey: settings.SECRET_KEY_PREVIOUS ?? null,
    noAuthentication: readNoAuthentication(settings, problems),
    proxyAuth,
    trustedProxies: proxyAuth?.trustedProxies ?? readTrustedProxies(settings.TRUSTED_PROXIES, false, problems),
    initialAdminPassword: settings.INITIAL_ADMIN_PASSWORD ?? null,
    indexMaxBytes: (settings.INDEX_MAX_MB ?? 4096) * 1_000_000,
    stopJobsOnExit: settings.STOP_JOBS_ON_EXIT ?? false,
  };
}

function invalidConfiguration(fields: Readonly<Record<string, string>>): Fault {
  const count = Object.keys(fields).length;
  const what = count === 1 ? "One setting is not accepted" : `${count} settings are not accepted`;
  return new Fault("invalid-configuration", `${what}. What each means is in docs/configuration.md`, { fields });
}
