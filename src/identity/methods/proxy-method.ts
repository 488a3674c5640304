// The one way in which the configured proxy says who somebody is.
import type { Clock } from "../../ports/clock.ts";
import type { Fetch } from "../../ports/fetch.ts";
import { createAssertionMethod } from "./assertion/assertion.ts";
import type { AssertionRules } from "./assertion/claims.ts";
import { createHeaderMethod, type ProxyHeaders } from "./header.ts";
import type { ProxyMethod } from "./proxy-claim.ts";

/** How a proxy is believed. */
export interface ProxyMethodConfig extends ProxyHeaders {
  /** Name of the preset, or `custom`. */
  readonly preset: string;
  /** Null where plain headers are read. */
  readonly assertion: AssertionRules | null;
}

/** Creates it: the assertion where there is one to check, otherwise plain headers. Never both. */
export function createProxyMethod(
  config: ProxyMethodConfig,
  ports: { readonly fetch: Fetch; readonly clock: Clock },
): ProxyMethod {
  const { assertion } = config;
  return assertion === null ? createHeaderMethod(config) : createAssertionMethod({ ...config, assertion }, ports);
}
