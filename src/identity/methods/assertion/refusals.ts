// Why an assertion does not hold, in words that help to set a proxy up. Nothing of the token itself is repeated.

/** What of jose's errors is looked at: codes and names of claims, never messages. */
interface JoseError {
  readonly code?: unknown;
  readonly claim?: unknown;
}

const byCode: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: "it has expired (or the clocks differ)",
  ERR_JOSE_ALG_NOT_ALLOWED:
    "its algorithm is not one of those that are taken; with authentik, choose a signing key for the provider",
  ERR_JWKS_NO_MATCHING_KEY: "it is signed with a key that is not in PROXY_AUTH_JWT_JWKS_URL",
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: "it does not say which of the keys of PROXY_AUTH_JWT_JWKS_URL it is signed with",
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: "its signature is wrong",
  ERR_JWS_INVALID: "it is not a signed token (JWT)",
  ERR_JWT_INVALID: "it is not a signed token (JWT)",
};

const byClaim: Readonly<Record<string, string>> = {
  iss: "it was not issued by PROXY_AUTH_JWT_ISSUER",
  aud: "it was made for another than PROXY_AUTH_JWT_AUDIENCE",
  nbf: "it is not valid yet (or the clocks differ)",
  exp: "it does not say when it expires",
  iat: "it does not say when it was issued",
  sub: "it does not say whom it is about",
};

/** Completes "The assertion is refused: …". */
export function whyRefused(error: unknown): string {
  const { code, claim } = (error ?? {}) as JoseError;
  if (code === "ERR_JWT_CLAIM_VALIDATION_FAILED" && typeof claim === "string") {
    return byClaim[claim] ?? "one of its claims is not what it must be";
  }
  return (typeof code === "string" && byCode[code]) || "it cannot be checked";
}
