// The trip to the provider and back: PKCE, state and nonce always, and an ID token whose signature was checked.
import type { IDToken } from "openid-client";
import { Fault } from "../../../fault.ts";
import { isSafeUrl } from "../bounded-fetch.ts";
import { asFault, type Provider } from "./provider.ts";

/** What ties an answer of the provider to the question of this browser. */
export interface Transaction {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Who signed in at the provider. */
export interface ProviderSignIn {
  readonly issuer: string;
  readonly subject: string;
  /** The provider's session, for back-channel logout; null where it names none. */
  readonly sid: string | null;
  /** When the user last proved to be there, to the provider; milliseconds since the epoch, null where it does not say. */
  readonly authenticatedAtMs: number | null;
  readonly idToken: string;
  /** Of the ID token and of UserInfo; where both have one, the signed one counts. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The provider's answer was an error of its own (RFC 6749, 4.1.2.1), such as that the user said no. */
export interface ProviderRefusal {
  readonly refused: "access-denied" | "other";
  readonly reason: string;
}

/** A fresh transaction: 256 random bits each. */
export function newTransaction({ library }: Provider): Transaction {
  return {
    state: library.randomState(),
    nonce: library.randomNonce(),
    verifier: library.randomPKCECodeVerifier(),
  };
}

/** Where the browser has to go. `fresh`: the provider must ask the user to sign in even where that was done before. */
export async function authorizationUrl(
  { library, configuration }: Provider,
  transaction: Transaction,
  { redirectUri, scopes, fresh }: { readonly redirectUri: string; readonly scopes: string; readonly fresh: boolean },
): Promise<URL> {
  const parameters = {
    redirect_uri: redirectUri,
    scope: scopes,
    state: transaction.state,
    nonce: transaction.nonce,
    code_challenge: await library.calculatePKCECodeChallenge(transaction.verifier),
    code_challenge_method: "S256",
    ...(fresh ? { prompt: "login", max_age: "0" } : {}),
  };
  const url = addressOf(() => library.buildAuthorizationUrl(configuration, parameters));
  if (!isSafeUrl(url)) {
    throw new Fault("provider-failed", `The provider's authorization endpoint ${url.origin} must be https.`);
  }
  return url;
}

function addressOf(build: () => URL): URL {
  try {
    return build();
  } catch (error) {
    throw asFault(error, "The provider's metadata name no address to sign in at");
  }
}

/**
 * Takes the provider's answer, which is in the query of `callback`: its state, the code's exchange, then the ID token's
 * signature, issuer, audience, lifetime and nonce, then UserInfo, whose subject must be the same. `callback` is made of the redirect URI that
 * was sent, never of what the request calls itself. Throws Fault `provider-failed`.
 */
export async function exchangeCode(
  provider: Provider,
  transaction: Transaction,
  callback: URL,
): Promise<ProviderSignIn | ProviderRefusal> {
  const { library, configuration, issuer } = provider;
  let tokens: Awaited<ReturnType<typeof library.authorizationCodeGrant>>;
  try {
    tokens = await library.authorizationCodeGrant(configuration, callback, {
      expectedState: transaction.state,
      expectedNonce: transaction.nonce,
      pkceCodeVerifier: transaction.verifier,
      idTokenExpected: true,
    });
  } catch (error) {
    if (error instanceof library.AuthorizationResponseError) return refusalOf(error.error, error.error_description);
    throw asFault(error, "The provider's answer was not accepted");
  }
  const idClaims = tokens.claims();
  if (!idClaims || !tokens.id_token) throw new Fault("provider-failed", "The provider sent no ID token.");
  requireOurs(idClaims, provider);
  const userInfo = await readUserInfo(provider, tokens.access_token, idClaims.sub);
  return {
    issuer,
    subject: idClaims.sub,
    sid: typeof idClaims["sid"] === "string" && idClaims["sid"].length <= 512 ? idClaims["sid"] : null,
    authenticatedAtMs: idClaims.auth_time === undefined ? null : idClaims.auth_time * 1000,
    idToken: tokens.id_token,
    claims: { ...userInfo, ...idClaims },
  };
}

/** What the library leaves to who calls: a token made for another party (OpenID Connect Core 1.0, 3.1.3.7, 5), and lengths. */
function requireOurs(claims: IDToken, { clientId }: Provider): void {
  if (claims.azp !== undefined && claims.azp !== clientId) {
    throw new Fault("provider-failed", "The ID token was made for another party (azp).");
  }
  if (claims.sub === "" || claims.sub.length > 255) {
    throw new Fault("provider-failed", "The provider's subject is empty or longer than 255 characters.");
  }
}

async function readUserInfo(
  provider: Provider,
  accessToken: string,
  subject: string,
): Promise<Record<string, unknown>> {
  const { library, configuration } = provider;
  if (configuration.serverMetadata().userinfo_endpoint === undefined) return {};
  try {
    return await library.fetchUserInfo(configuration, accessToken, subject);
  } catch (error) {
    // Going on without would take roles away, or give those for who has none, because an endpoint was down.
    throw asFault(error, "The provider's UserInfo was not accepted");
  }
}

function refusalOf(error: string, description: string | undefined): ProviderRefusal {
  return {
    refused: error === "access_denied" ? "access-denied" : "other",
    reason: `the provider answered ${error.slice(0, 100)}${description ? `: ${description.slice(0, 300)}` : ""}`,
  };
}
