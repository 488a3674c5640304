// Signed tokens (JWT, RFC 7519) for API clients. The only importer of jsonwebtoken, which is loaded when first used.

/** Type in the header of our tokens; by it they are told from those of a proxy or provider. */
export const bearerType = "bdk+jwt";

/** What a token of ours says. */
export interface BearerClaims {
  readonly userId: string;
  /** Id of the session that it rests on, as a cookie would hold it. */
  readonly sessionId: string;
}

export interface BearerTokens {
  /** Signs a token. Times are milliseconds since the epoch. */
  sign(claims: BearerClaims, times: { readonly issuedAt: number; readonly expiresAt: number }): Promise<string>;
  /** What a token says; null where its signature, algorithm, issuer or time does not hold. */
  verify(token: string, nowMs: number): Promise<BearerClaims | null>;
}

const algorithm = "HS256";
const issuer = "borgdeck";

/** Creates it. `key` are 32 bytes that nothing else is signed with. */
export function createBearerTokens(key: () => Buffer): BearerTokens {
  const load = async () => (await import("jsonwebtoken")).default;
  return {
    async sign({ userId, sessionId }, { issuedAt, expiresAt }) {
      const payload = { iat: seconds(issuedAt), exp: seconds(expiresAt) };
      const header = { alg: algorithm, typ: bearerType };
      return (await load()).sign(payload, key(), { algorithm, issuer, subject: userId, jwtid: sessionId, header });
    },
    async verify(token, nowMs) {
      const jwt = await load();
      try {
        const claims = jwt.verify(token, key(), {
          algorithms: [algorithm],
          issuer,
          clockTimestamp: seconds(nowMs),
        });
        if (typeof claims === "string" || claims.exp === undefined) return null;
        return claims.sub && claims.jti ? { userId: claims.sub, sessionId: claims.jti } : null;
      } catch {
        return null; // which of the checks failed is nobody's business
      }
    },
  };
}

/** Whether a token says that it is one of ours; that it is one only the signature proves. */
export function looksLikeOurs(token: string): boolean {
  const [header = "", ...rest] = token.split(".");
  if (rest.length !== 2) return false;
  try {
    return JSON.parse(Buffer.from(header, "base64url").toString("utf8"))?.typ === bearerType;
  } catch {
    return false; // no JSON: whatever it is, it is not ours
  }
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
