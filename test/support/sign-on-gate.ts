// Stands in for a sign-on proxy in front of the service, as a browser meets it: a cookie, a login page, and what it answers
// to whoever has none. The session is asked for at each request and never again while its answer goes on.
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The domain of all: its names are one site, and a cookie of it travels to each. */
export const homeDomain = "home.localhost";

/** What somebody who is signed out gets; each is a real proxy's way, or a setting of it. */
export const refusals = [
  /** Sent on to the login page: Authentik, Cloudflare Access, Authelia for HTML. */
  "redirect",
  /** The same, with the headers of CORS on the way. */
  "redirect-with-cors",
  /** A login page that no other origin may fetch. */
  "redirect-to-guarded-page",
  /** oauth2-proxy, Pomerium and Authelia, asked for JSON. */
  "401",
  "401-with-cors",
  /** oauth2-proxy's own sign-in page. */
  "403-page",
  /** The login page in place of the answer. */
  "200-page",
] as const;
export type Refusal = (typeof refusals)[number];

export interface GateScript {
  refusal: Refusal;
  /** Paths that everybody may have. */
  exempt: RegExp;
  /** The service behind it does not answer: who may pass gets the proxy's own page with 502. */
  isDown: boolean;
}

export interface SignOnGate {
  /** Where the service is, as the browser sees it. */
  readonly origin: string;
  readonly script: GateScript;
  /** What arrived for the service, in order; static files are left out. */
  readonly asked: { readonly method: string; readonly path: string; readonly signedIn: boolean }[];
  /** Ends every session. What is being answered goes on. */
  expire(): void;
  close(): Promise<void>;
}

/** A prefix of paths → the origin behind it, which gets the path without the prefix. */
export type Upstreams = Readonly<Record<string, string>>;

/** Starts one at `host`, a name under homeDomain. */
export async function startSignOnGate(host: string, upstreams: Upstreams): Promise<SignOnGate> {
  const script: GateScript = { refusal: "redirect", exempt: /^\/widgets\//, isDown: false };
  const sessions = new Set<string>();
  const asked: SignOnGate["asked"] = [];
  const server = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? "/", "http://gate");
    if (incoming.headers.host?.startsWith("login.")) return login(url, sessions, script, response);
    const signedIn = sessions.has(/gate=([^;]+)/.exec(incoming.headers.cookie ?? "")?.[1] ?? "");
    const { pathname } = url;
    if (!/\/widgets\/[^/]+\.js$|favicon/.test(pathname))
      asked.push({ method: incoming.method ?? "", path: pathname, signedIn });
    if (!signedIn && !script.exempt.test(pathname)) return refuse(script, incoming, loginAt(incoming), response);
    if (script.isDown) return void response.writeHead(502, { "Content-Type": "text/html" }).end("Bad gateway");
    forward(incoming, response, upstreams);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const loginAt = ({ url }: IncomingMessage) =>
    `http://login.${homeDomain}:${port}/?rd=${encodeURIComponent(`http://${host}:${port}${url}`)}`;
  return {
    origin: `http://${host}:${port}`,
    script,
    asked,
    expire: () => sessions.clear(),
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function login({ pathname, searchParams }: URL, sessions: Set<string>, script: GateScript, response: ServerResponse) {
  const target = searchParams.get("rd") ?? "";
  if (pathname === "/in") {
    const session = randomUUID();
    sessions.add(session);
    const cookie = `gate=${session}; Domain=${homeDomain}; Path=/; HttpOnly; SameSite=Lax`;
    return void response.writeHead(302, { "Set-Cookie": cookie, Location: target }).end();
  }
  const guard = script.refusal === "redirect-to-guarded-page" ? { "Cross-Origin-Resource-Policy": "same-origin" } : {};
  response
    .writeHead(200, { "Content-Type": "text/html", "X-Frame-Options": "DENY", ...guard })
    .end(`<!doctype html><title>Login</title><a href="/in?rd=${encodeURIComponent(target)}">Enter</a>`);
}

function refuse({ refusal }: GateScript, incoming: IncomingMessage, loginUrl: string, response: ServerResponse): void {
  const { origin } = incoming.headers;
  const cors = /-with-cors$/.test(refusal) && origin ? corsOf(origin) : {};
  const page = `<!doctype html><title>Login</title><a href="${loginUrl}">Go to the login</a>`;
  // A person who goes there is led to the login whatever a script is told.
  const isPerson =
    incoming.headers["sec-fetch-mode"] === "navigate" && incoming.headers["sec-fetch-dest"] === "document";
  if (isPerson || refusal.startsWith("redirect")) {
    response.writeHead(302, { Location: loginUrl, ...cors }).end();
  } else if (refusal.startsWith("401")) {
    response.writeHead(401, { "Content-Type": "application/json", ...cors }).end("{}");
  } else {
    response.writeHead(refusal === "403-page" ? 403 : 200, { "Content-Type": "text/html" }).end(page);
  }
}

const corsOf = (origin: string) => ({
  "Access-Control-Allow-Origin": origin,
  "Access-Control-Allow-Credentials": "true",
});

function forward(incoming: IncomingMessage, response: ServerResponse, upstreams: Upstreams): void {
  const path = incoming.url ?? "/";
  const prefix = Object.keys(upstreams)
    .filter((each) => path.startsWith(each))
    .sort((a, b) => b.length - a.length)[0];
  if (prefix === undefined) return void response.writeHead(404).end();
  const { method, headers } = incoming;
  const { port } = new URL(upstreams[prefix] ?? "");
  const options = { host: "127.0.0.1", port, path: `/${path.slice(prefix.length)}`, method, headers };
  const passed = request(options, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    answer.pipe(response);
    answer.on("error", () => response.destroy());
  });
  passed.on("error", () => response.destroy());
  response.on("close", () => passed.destroy());
  incoming.pipe(passed);
}
