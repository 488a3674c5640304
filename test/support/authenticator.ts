// Stands in for Authelia: who has its cookie is let through and named, everybody else is sent to sign in.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Authenticator {
  readonly port: number;
  /** What the proxy said was asked for, in order. */
  readonly asked: string[];
  stop(): Promise<void>;
}

/** Where Authelia would show its sign-in. */
export const portal = "https://auth.example.com/";

/** A name whose sign-on is fine and for whom nothing is sent, as under a rule that lets everybody through. */
export const nameless = "nameless";

/** The cookie of somebody who is signed on. */
export const signedOn = (name: string) => ({ cookie: `authelia_session=${name}` });

/** Starts it. Like the real one it refuses to answer a proxy that does not say what was asked for. */
export async function startAuthenticator(): Promise<Authenticator> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const target = targetOf(request);
    if (target === null) return void response.writeHead(400).end();
    asked.push(target);
    const name = /authelia_session=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
    if (name === undefined) refuse(request, response, target);
    else response.writeHead(200, identityHeaders(name)).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The address asked for, as each of Authelia's two endpoints is told it; null where something is missing. */
function targetOf(request: IncomingMessage): string | null {
  const { headers } = request;
  if (endpointOf(request) === "/api/authz/auth-request") {
    const { "x-original-method": method, "x-original-url": target } = headers;
    return method && target ? `${method} ${target}` : null;
  }
  if (endpointOf(request) === "/api/authz/forward-auth") {
    const { "x-forwarded-method": method, "x-forwarded-proto": scheme, "x-forwarded-host": host } = headers;
    const uri = headers["x-forwarded-uri"];
    return method && scheme && host && uri ? `${method} ${scheme}://${host}${uri}` : null;
  }
  return null;
}

/** Caddy leaves the query of what was asked for at the end of it. */
function endpointOf({ url = "" }: IncomingMessage): string {
  return url.split("?")[0] ?? "";
}

function identityHeaders(name: string): Record<string, string> {
  if (name === nameless) return {};
  return { "remote-user": name, "remote-name": `${name} of the tests`, "remote-email": `${name}@example.com` };
}

/** forward_auth passes a redirect on; auth_request can only take a 401, with the address in a header. */
function refuse(request: IncomingMessage, response: ServerResponse, target: string): void {
  const location = `${portal}?rd=${encodeURIComponent(target.slice(target.indexOf(" ") + 1))}`;
  const isPage =
    endpointOf(request) === "/api/authz/forward-auth" && (request.headers.accept ?? "").includes("text/html");
  response.writeHead(isPage ? 302 : 401, { location }).end();
}
