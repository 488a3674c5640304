// A provider made by hand that lies as a test tells it to.
import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { clientId, clientSecret } from "./identity-provider.ts";

type Claims = Readonly<Record<string, unknown>>;

/** How it lies; what is left out is right. */
export interface Lies {
  /** Changes the metadata; an answer of another kind is sent as it is. */
  readonly document?: (document: Claims) => Claims | ((response: ServerResponse) => void);
  readonly idToken?: Claims;
  readonly header?: Claims;
  readonly signedWith?: "another key" | "the client secret" | "the public key" | "nothing";
  readonly userInfo?: Claims;
  readonly token?: (response: ServerResponse) => void;
}

export type HostileProvider = Awaited<ReturnType<typeof startHostileProvider>>;

/** Starts it. */
export async function startHostileProvider() {
  const right = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const state = {
    lies: {} as Lies,
    nonce: "",
    /** Paths, in order. */
    asked: [] as string[],
    tokenRequests: [] as URLSearchParams[],
    /** Authorization headers of the token requests. */
    authorizations: [] as (string | undefined)[],
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const metadata = (): Claims => ({
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/me`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ["code"],
    id_token_signing_alg_values_supported: ["RS256", "HS256", "none"],
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
  });

  const idToken = (): string => {
    const now = Math.floor(Date.now() / 1000);
    const { signedWith, header, idToken: change } = state.lies;
    const alg = { "the client secret": "HS256", "the public key": "HS256", nothing: "none" }[signedWith as string];
    const claims = { iss: issuer, sub: "u-1", aud: clientId, iat: now, exp: now + 300, nonce: state.nonce, ...change };
    const parts = [{ alg: alg ?? "RS256", kid: "k1", ...header }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString("base64url"),
    );
    const signed = parts.join(".");
    return `${signed}.${signature(signed, signedWith, right.privateKey, other.privateKey)}`;
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", issuer);
    state.asked.push(url.pathname);
    const json = (body: unknown) => response.setHeader("content-type", "application/json").end(JSON.stringify(body));
    switch (url.pathname) {
      case "/.well-known/openid-configuration": {
        const document = state.lies.document?.(metadata()) ?? metadata();
        return typeof document === "function" ? document(response) : void json(document);
      }
      case "/jwks":
        return void json({
          keys: [{ ...right.publicKey.export({ format: "jwk" }), kid: "k1", alg: "RS256", use: "sig" }],
        });
      case "/no-keys":
        return void json({});
      case "/token": {
        let body = "";
        for await (const part of request) body += part;
        state.tokenRequests.push(new URLSearchParams(body));
        state.authorizations.push(request.headers.authorization);
        if (state.lies.token) return state.lies.token(response);
        return void json({ access_token: "at", token_type: "Bearer", expires_in: 60, id_token: idToken() });
      }
      case "/me":
        return void json({ sub: "u-1", preferred_username: "mallory", ...state.lies.userInfo });
      default:
        response.writeHead(404).end();
    }
  }

  return {
    issuer,
    state,
    /** What the provider would send a browser back with. */
    callback(left: URL, change: Readonly<Record<string, string>> = {}): URL {
      state.nonce = left.searchParams.get("nonce") ?? "";
      const callback = new URL(left.searchParams.get("redirect_uri") ?? "");
      const answered = { code: "c0de", state: left.searchParams.get("state") ?? "", ...change };
      for (const [name, value] of Object.entries(answered)) callback.searchParams.set(name, value);
      return callback;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function signature(text: string, signedWith: Lies["signedWith"], right: KeyObject, other: KeyObject): string {
  if (signedWith === "nothing") return "";
  const hmac = (key: string) => createHmac("sha256", key).update(text).digest("base64url");
  if (signedWith === "the client secret") return hmac(clientSecret);
  if (signedWith === "the public key") {
    return hmac(createPublicKey(right).export({ type: "spki", format: "pem" }) as string);
  }
  return sign("sha256", Buffer.from(text), signedWith === "another key" ? other : right).toString("base64url");
}
