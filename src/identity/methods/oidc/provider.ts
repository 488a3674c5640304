// methods/oidc/ speaks OpenID Connect with one provider; the only importer of openid-client.
import { createHash } from "node:crypto";
import type * as OpenIdClient from "openid-client";
import type { OidcSettings } from "../../../../schemas/sign-in-settings.ts";
import { Fault, isFault } from "../../../fault.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Fetch } from "../../../ports/fetch.ts";
import { createBoundedFetch, isLoopback, isSafeUrl } from "../bounded-fetch.ts";

/** How Borgdeck is known to the provider. */
export interface ProviderAccess extends Pick<OidcSettings, "discoveryUrl" | "clientId" | "authMethod"> {
  readonly clientSecret: string;
}

/** A provider whose metadata was read. */
export interface Provider {
  readonly issuer: string;
  readonly clientId: string;
  readonly library: typeof OpenIdClient;
  readonly configuration: OpenIdClient.Configuration;
  /** Asks the provider within bounds. */
  readonly fetch: Fetch;
}

export interface ProviderDependencies {
  readonly fetch: Fetch;
  readonly clock: Clock;
}

const wellKnown = "/.well-known/openid-configuration";
const timeoutMs = 10_000;
const maxBytes = 512 * 1024;
const keepMs = 60 * 60_000;
/** A provider that is down is not asked again by everybody who knocks. */
const keepFailureMs = 3000;

/** The issuer that a discovery URL stands for: without the well-known part and without a slash at its end. */
export function issuerOf(discoveryUrl: string): string {
  const url = discoveryUrl.endsWith(wellKnown) ? discoveryUrl.slice(0, -wellKnown.length) : discoveryUrl;
  return url.replace(/\/+$/, "");
}

/** What is wrong with a discovery URL; null when nothing is. */
export function discoveryUrlProblem(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return "is not a URL; give the provider's issuer, such as https://auth.example.com";
  if (!isSafeUrl(url))
    return "must be https (http only for a provider on this machine), without a name or password in it";
  return url.search === "" && url.hash === "" ? null : "must have nothing behind ? or #";
}

/**
 * Reads a provider's metadata. Throws Fault `provider-failed` that says what is wrong. A document that names another issuer
 * than the one it was asked of is refused (OpenID Connect Discovery 1.0, 4.3).
 */
export async function discoverProvider(access: ProviderAccess, deps: ProviderDependencies): Promise<Provider> {
  const library = await import("openid-client");
  const problem = discoveryUrlProblem(access.discoveryUrl);
  if (problem !== null) throw new Fault("provider-failed", `The discovery URL ${problem}.`);
  const expected = issuerOf(access.discoveryUrl);
  const local = isLoopback(new URL(expected));
  const fetch = createBoundedFetch(deps.fetch, {
    timeoutMs,
    maxBytes,
    // A provider elsewhere must not make this machine ask itself in the clear.
    mayAsk: (url) => isSafeUrl(url) && (url.protocol === "https:" || local),
  });
  const authenticate =
    access.authMethod === "client_secret_post" ? library.ClientSecretPost : library.ClientSecretBasic;
  const options: OpenIdClient.DiscoveryRequestOptions = {
    timeout: timeoutMs / 1000,
    // Plain http is judged by the bounds above, for each URL.
    execute: [library.enableNonRepudiationChecks, library.allowInsecureRequests],
    [library.customFetch]: fetch as OpenIdClient.CustomFetch,
  };
  const metadata = { [library.clockSkew]: Math.round((deps.clock.now() - Date.now()) / 1000) };
  const configuration = await library
    .discovery(new URL(expected + wellKnown), access.clientId, metadata, authenticate(access.clientSecret), options)
    .catch((error: unknown) => {
      throw asFault(error, `The provider's document at ${expected}${wellKnown} could not be read`);
    });
  const { issuer } = configuration.serverMetadata();
  if (issuer.replace(/\/+$/, "") !== expected || issuer.length > 1024) {
    throw new Fault(
      "provider-failed",
      `The provider calls itself ${JSON.stringify(issuer.slice(0, 200))}, which is not where it was asked: set the discovery URL to that if it is right.`,
    );
  }
  return { issuer, clientId: access.clientId, library, configuration, fetch };
}

/** Keeps the metadata of the provider that is set; it is read again after an hour, or when settings change. */
export function createProviderSource(
  deps: ProviderDependencies & { readonly access: () => ProviderAccess },
): () => Promise<Provider> {
  let kept: { readonly key: string; endsAt: number; readonly provider: Promise<Provider> } | null = null;
  return async () => {
    const access = deps.access();
    const key = createHash("sha256").update(JSON.stringify(access)).digest("base64url");
    if (kept?.key === key && deps.clock.now() < kept.endsAt) return kept.provider;
    const provider = discoverProvider(access, deps);
    const mine = { key, endsAt: deps.clock.now() + keepMs, provider };
    kept = mine;
    provider.catch(() => {
      mine.endsAt = deps.clock.now() + keepFailureMs;
    });
    return provider;
  };
}

/** What went wrong with the provider, for the journal: the library's own codes and words, never a token. */
export function asFault(error: unknown, what: string): Fault {
  if (isFault(error)) return error;
  const inner = (error as { cause?: unknown } | null)?.cause;
  if (isFault(inner)) return inner;
  return new Fault("provider-failed", `${what}: ${reasonOf(error)}.`, { cause: error });
}

function reasonOf(error: unknown): string {
  const { code, error: oauthError, message, cause } = (error ?? {}) as Record<string, unknown>;
  // Names by which providers and the system say what is wrong (RFC 6749, 5.2; errno).
  const causeCode = (cause as { code?: unknown } | null | undefined)?.code;
  const words = [message, oauthError, causeCode ?? code].filter((word) => typeof word === "string" && word !== "");
  return [...new Set(words)].join(", ").slice(0, 300) || "no reason given";
}
