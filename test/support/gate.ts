// Stands in for the systems that sign people in at a proxy: what each sends, as its documentation says.
import { createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** Signs assertions, and serves the public key as the system would. */
export interface Signer {
  readonly jwksUrl: string;
  sign(claims: Readonly<Record<string, unknown>>, change?: Partial<SignatureChange>): Promise<string>;
  stop(): Promise<void>;
}

interface SignatureChange {
  readonly issuer: string;
  readonly audience: string;
  readonly expiresInSeconds: number;
  /** Signed with a key that nobody has published, under the name of the one that is. */
  readonly otherKey: boolean;
}

/** Starts one for an issuer and an audience. */
export async function startSigner(alg: "RS256" | "ES256", issuer: string, audience: string): Promise<Signer> {
  const [published, other] = await Promise.all([generateKeyPair(alg), generateKeyPair(alg)]);
  const jwks = { keys: [{ ...(await exportJWK(published.publicKey)), kid: "one", alg, use: "sig" }] };
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(jwks));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    sign(claims, change = {}) {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ ...claims })
        .setProtectedHeader({ alg, kid: "one" })
        .setIssuer(change.issuer ?? issuer)
        .setAudience(change.audience ?? audience)
        .setIssuedAt(now - 1)
        .setExpirationTime(now + (change.expiresInSeconds ?? 300))
        .sign(change.otherKey ? other.privateKey : published.privateKey);
    },
    stop: () => close(server),
  };
}

export interface Gate {
  readonly port: number;
  stop(): Promise<void>;
}

/** The cookie of somebody who is signed on at the gate. */
export const gateCookie = (name: string) => `gate_session=${name}`;

/** Starts an authenticator that a proxy asks: whoever has its cookie gets what `identity` says. */
export async function startGate(
  paths: readonly string[],
  identity: (name: string) => OutgoingHttpHeaders | Promise<OutgoingHttpHeaders>,
): Promise<Gate> {
  const server = createServer(async (request, response) => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    const name = nameOf(request.headers);
    if (!paths.includes(path)) response.writeHead(404).end();
    else if (name === null) response.writeHead(401).end();
    else response.writeHead(200, await identity(name)).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, stop: () => close(server) };
}

function nameOf({ cookie = "" }: IncomingHttpHeaders): string | null {
  return /gate_session=([^;]+)/.exec(cookie)?.[1] ?? null;
}

function close(server: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
