// The Test button of the settings: asks the provider step by step, and says what is wrong in words that lead further.
import type { OidcSettings, OidcTestReply } from "../../../../schemas/sign-in-settings.ts";
import { isFault } from "../../../fault.ts";
import { isSafeUrl } from "../bounded-fetch.ts";
import { authorizationUrl, newTransaction } from "./exchange.ts";
import { discoverProvider, type Provider, type ProviderDependencies } from "./provider.ts";

export interface ProviderCheck {
  readonly settings: OidcSettings;
  readonly clientSecret: string | null;
  /** The redirect URI that would be sent; null where there is none. */
  readonly redirectUri: string | null;
}

type Step = OidcTestReply["steps"][number];
type Metadata = ReturnType<Provider["configuration"]["serverMetadata"]>;

/** Runs the steps; later ones are left out where nothing can come of them. */
export async function checkProvider(check: ProviderCheck, deps: ProviderDependencies): Promise<OidcTestReply> {
  const steps: Step[] = [redirectStep(check)];
  const clientSecret = check.clientSecret ?? "";
  try {
    const provider = await discoverProvider({ ...check.settings, clientSecret: clientSecret || "not-set" }, deps);
    const metadata = provider.configuration.serverMetadata();
    steps.push(step("Discovery", true, `The provider calls itself ${provider.issuer}.`));
    steps.push(endpointsStep(metadata), await keysStep(provider, metadata), ...featureSteps(metadata, check.settings));
    if (check.redirectUri !== null) steps.push(await requestStep(provider, check, check.redirectUri));
    steps.push(clientSecret === "" ? noSecret : await secretStep(provider, check));
    steps.push(signOutStep(metadata));
  } catch (error) {
    if (!isFault(error)) throw error;
    steps.push(step("Discovery", false, error.detail));
  }
  return { ok: steps.every(({ ok }) => ok), steps };
}

const noSecret: Step = { name: "Client secret", ok: false, detail: "The client secret is not set." };

function step(name: string, ok: boolean, detail: string): Step {
  return { name, ok, detail };
}

function redirectStep({ redirectUri }: ProviderCheck): Step {
  return redirectUri === null
    ? step("Redirect URI", false, "PUBLIC_BASE_URL is not set, so that there is no address to come back to.")
    : step("Redirect URI", true, `Register exactly ${redirectUri} at the provider.`);
}

function endpointsStep(metadata: Metadata): Step {
  const needed = ["authorization_endpoint", "token_endpoint", "jwks_uri"] as const;
  const wrong = needed.filter((name) => {
    const url = metadata[name];
    return typeof url !== "string" || !URL.canParse(url) || !isSafeUrl(new URL(url));
  });
  if (wrong.length === 0) return step("Endpoints", true, "The provider names all that is needed, over https.");
  return step("Endpoints", false, `Missing in the provider's document, or not https: ${wrong.join(", ")}.`);
}

async function keysStep({ fetch }: Provider, { jwks_uri }: Metadata): Promise<Step> {
  const name = "Signing keys";
  if (jwks_uri === undefined) return step(name, false, "The provider publishes no keys (jwks_uri).");
  try {
    const reply = await fetch(jwks_uri, { headers: { accept: "application/json" } });
    const { keys } = (await reply.json()) as { readonly keys?: unknown };
    const usable = Array.isArray(keys) ? keys.filter((key: { kty?: unknown }) => key.kty !== "oct").length : 0;
    if (usable > 0) return step(name, true, `${usable} published.`);
    return step(
      name,
      false,
      "The provider publishes none, so that nobody can check its ID tokens. Give it a signing key (authentik: the provider's “Signing Key”).",
    );
  } catch (error) {
    return step(name, false, isFault(error) ? error.detail : `${jwks_uri} does not answer with a key set.`);
  }
}

function featureSteps(metadata: Metadata, { authMethod, scopes }: OidcSettings): Step[] {
  const algorithms = metadata["id_token_signing_alg_values_supported"];
  const onlySecret = Array.isArray(algorithms) && !algorithms.some((name) => !/^(HS\d+|none)$/.test(String(name)));
  const challenges = metadata.code_challenge_methods_supported;
  // RFC 8414, 2: left out it means client_secret_basic.
  const methods = metadata.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
  const unknown = scopes.split(" ").filter((scope) => metadata.scopes_supported?.includes(scope) === false);
  return [
    onlySecret
      ? step("ID token", false, "The provider signs with the client secret only (HS256). Give it a signing key.")
      : step("ID token", true, "Signed with a key that can be checked."),
    challenges !== undefined && !challenges.includes("S256")
      ? step("PKCE", false, "The provider does not take PKCE with S256, which is always sent.")
      : step("PKCE", true, "S256."),
    methods.includes(authMethod)
      ? step("Client authentication", true, `${authMethod}.`)
      : step("Client authentication", false, `The provider takes ${methods.join(", ")}, not ${authMethod}.`),
    unknown.length === 0
      ? step("Scopes", true, scopes)
      : step("Scopes", false, `The provider does not list ${unknown.join(", ")} among its scopes.`),
  ];
}

/** The request for signing in as a browser would send it: a provider refuses a client or a redirect URI it does not know. */
async function requestStep(provider: Provider, { settings }: ProviderCheck, redirectUri: string): Promise<Step> {
  const name = "Sign-in request";
  const options = { redirectUri, scopes: settings.scopes, fresh: false };
  try {
    const url = await authorizationUrl(provider, newTransaction(provider), options);
    const { status, headers } = await provider.fetch(url.href, { headers: { accept: "text/html" } });
    const target = headers.get("location");
    const error = target && URL.canParse(target, url.href) ? new URL(target, url.href).searchParams.get("error") : null;
    if (error !== null) return step(name, false, `The provider refuses it: ${error.slice(0, 100)}.`);
    if (status < 400) return step(name, true, "The provider takes it.");
    return step(
      name,
      false,
      `The provider refuses it (status ${status}): check the client id, and that exactly ${redirectUri} is registered there.`,
    );
  } catch (error) {
    return step(name, false, isFault(error) ? error.detail : "The authorization endpoint does not answer.");
  }
}

/** A code that cannot be right: a provider that complains about the code has accepted the secret (RFC 6749, 5.2). */
async function secretStep(provider: Provider, { redirectUri }: ProviderCheck): Promise<Step> {
  const { library, configuration } = provider;
  const name = "Client secret";
  const parameters = {
    code: "borgdeck-test",
    redirect_uri: redirectUri ?? "",
    code_verifier: library.randomPKCECodeVerifier(),
  };
  try {
    await library.genericGrantRequest(configuration, "authorization_code", parameters);
    return step(name, true, "Accepted.");
  } catch (error) {
    const refused = error instanceof library.WWWAuthenticateChallengeError ? "invalid_client" : codeOf(error);
    if (refused === "invalid_client" || refused === "unauthorized_client") {
      return step(name, false, `The provider refuses the client id and secret (${refused}).`);
    }
    if (refused === null) return step(name, false, "The token endpoint does not answer as it should.");
    return step(name, true, "The provider accepts it.");
  }
}

function codeOf(error: unknown): string | null {
  const { error: code } = (error ?? {}) as { readonly error?: unknown };
  return typeof code === "string" ? code : null;
}

function signOutStep({ end_session_endpoint }: Metadata): Step {
  return step(
    "Sign-out",
    true,
    end_session_endpoint === undefined
      ? "The provider offers no sign-out: signing out ends the session here only."
      : "Signing out ends the provider's session too.",
  );
}
