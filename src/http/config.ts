// What is configured about the service's addresses.

/** The settings that this folder obeys. */
export interface HttpConfig {
  /** "" or "/x". */
  readonly basePath: string;
  readonly publicBaseUrl: string | null;
  readonly dashboardOrigins: readonly string[];
  readonly allowedHosts: readonly string[];
}
