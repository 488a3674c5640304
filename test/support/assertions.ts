// A proxy that signs: keys, tokens right and wrong, and the address of its keys, on loopback or without a socket.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, exportSPKI, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";
import { proxyPresets } from "../../schemas/proxy-presets.ts";
import { createAssertionMethod } from "../../src/identity/methods/assertion/assertion.ts";
import type { AssertionRules } from "../../src/identity/methods/assertion/claims.ts";
import type { Fetch } from "../../src/ports/fetch.ts";
import { createFakeClock } from "./fake-ports.ts";
import { authelia, faultOf } from "./identity.ts";

export const issuer = "https://team.cloudflareaccess.com";
export const audience = "32eafc7626e974616deaf0dc3ce63d7b";
export const jwksUrl = `${issuer}/cdn-cgi/access/certs`;

/** What PROXY_AUTH_PRESET with PROXY_AUTH_JWT_… makes of a preset that signs. */
export function rulesOf(
  preset: "authentik" | "oauth2-proxy" | "cloudflare" | "pomerium",
  url = jwksUrl,
): AssertionRules {
  const row = proxyPresets[preset].assertion;
  if (!row) throw new Error(`${preset} signs nothing`);
  const { used: _used, jwksPath: _jwksPath, ...rules } = row;
  return { ...rules, issuer, audience, jwksUrl: url };
}

export type Signer = Awaited<ReturnType<typeof createSigner>>;

/** A key that signs; its public part is `jwk`. */
export async function createSigner(kid = "key-1", alg: "RS256" | "ES256" = "RS256") {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid, alg, use: "sig" };
  return {
    jwk,
    publicPem: await exportSPKI(publicKey),
    /** Signs claims as they are. */
    sign: (claims: JWTPayload, header: Readonly<Record<string, unknown>> = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg, kid, typ: "JWT", ...header }).sign(privateKey),
  };
}

/** Claims of Cloudflare Access for alice at that moment, in milliseconds; `undefined` leaves one out. */
export function claimsAt(nowMs: number, change: Readonly<Record<string, unknown>> = {}): JWTPayload {
  const now = Math.floor(nowMs / 1000);
  const claims = {
    iss: issuer,
    aud: [audience],
    sub: "7335d417",
    email: "alice@example.com",
    type: "app",
    iat: now,
    nbf: now,
    exp: now + 300,
    ...change,
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

/** A fetch that answers with keys, and notes what it was asked for. */
export function createKeyFetch(...signers: Signer[]) {
  const state = {
    asked: [] as string[],
    answer: () => new Response(JSON.stringify({ keys: signers.map(({ jwk }) => jwk) })) as Response | Promise<Response>,
    publish(...others: Signer[]) {
      state.answer = () => new Response(JSON.stringify({ keys: others.map(({ jwk }) => jwk) }));
    },
    fetch: (async (url) => {
      state.asked.push(url);
      return state.answer();
    }) as Fetch,
  };
  return state;
}

/** The keys' address as a real server on loopback. */
export async function startKeyServer(...signers: Signer[]) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ keys: signers.map(({ jwk }) => jwk) }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export type AssertionOptions = Partial<Parameters<typeof createAssertionMethod>[0]>;

/** The method over keys without a socket, and a clock that the test owns; 10.0.0.2 is the trusted proxy. */
export function openAssertion(signers: Signer[], rules = rulesOf("cloudflare"), config: AssertionOptions = {}) {
  const clock = createFakeClock();
  const keys = createKeyFetch(...signers);
  const method = createAssertionMethod({ ...authelia, assertion: rules, ...config }, { fetch: keys.fetch, clock });
  const name = rules.header.toLowerCase();
  const asSent = (token: string) => (rules.scheme === null ? token : `${rules.scheme} ${token}`);
  return {
    clock,
    keys,
    method,
    claims: (change: Readonly<Record<string, unknown>> = {}) => claimsAt(clock.now(), change),
    /** Reads a request with that assertion and whatever other headers. */
    read: async (token: string | string[], { peer = "10.0.0.2", ...headers }: Record<string, string> = {}) => {
      const others = Object.entries(headers).map(([key, value]) => [key.toLowerCase(), [value]]);
      return method.read(peer, { ...Object.fromEntries(others), [name]: [token].flat().map(asSent) });
    },
  };
}

/** Code and detail of the fault that something throws. */
export async function refusalOf(work: () => Promise<unknown>): Promise<string> {
  const { code, detail } = await faultOf(work);
  return `${code}: ${detail}`;
}
