// A stand-in for the service, as a widget sees it: the built scripts, a scripted status and its stream, and a sign-on gate.
import { createReadStream, existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import type { Status } from "../../schemas/status.ts";
import type { WidgetHistory } from "../../schemas/widgets.ts";

const publicFolder = resolve(import.meta.dirname, "../../dist/public/widgets");
const corsOf = (origin: string) => ({
  "Access-Control-Allow-Origin": origin,
  "Access-Control-Allow-Credentials": "true",
  Vary: "Origin",
});

/** What the service does next; a test changes it at will. */
export interface Script {
  /** Null: no status yet, the request waits. */
  status: Status | null;
  /** What happened day by day; null: the route is not there. */
  history: WidgetHistory | null;
  /** `redirect`: a sign-on proxy; `401`: the service's own gate. */
  gate: "open" | "redirect" | "401" | "forbidden" | "bad-gateway" | "html";
  /** Origins that may read. */
  origins: string[];
  /** `off`: the stream answers 502, as through a proxy that cannot. `mute`: it opens and never speaks. */
  stream: "on" | "off" | "mute";
  /** The one page that may have the scripts, with cookies; null: any, without. */
  scriptOrigin: string | null;
  /** HTML of GET /, the page. */
  page: string;
  /** Headers of the page. */
  pageHeaders: Record<string, string>;
}

export interface WidgetServer {
  readonly origin: string;
  readonly script: Script;
  /** Method, path and what a preflight would need, in the order of arrival; static files are left out. */
  readonly requests: { method: string; path: string; headers: IncomingMessage["headers"] }[];
  /** Streams open now. */
  readonly streams: () => number;
  /** Sends an event to every open stream. */
  send(name: string, payload: unknown): void;
  /** Cuts every stream. */
  cut(): void;
  close(): Promise<void>;
}

/** Starts one on a free port of `host`; names under localhost lead to the same machine and count as one site. */
export async function startWidgetServer(host = "localhost"): Promise<WidgetServer> {
  const script: Script = {
    status: null,
    history: null,
    gate: "open",
    origins: [],
    stream: "on",
    scriptOrigin: null,
    page: "",
    pageHeaders: {},
  };
  const requests: WidgetServer["requests"] = [];
  const streams = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://x");
    if (pathname.startsWith("/widgets/")) return sendFile(pathname, script, response);
    if (pathname === "/") return sendPage(script, response);
    if (pathname === "/favicon.ico") return void response.writeHead(204).end();
    requests.push({ method: request.method ?? "", path: pathname, headers: request.headers });
    answer(script, streams, pathname, request, response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://${host}:${port}`,
    script,
    requests,
    streams: () => streams.size,
    send(name, payload) {
      for (const stream of streams) stream.write(`event: ${name}\ndata: ${JSON.stringify(payload)}\n\n`);
    },
    cut() {
      for (const stream of streams) stream.destroy();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function sendFile(pathname: string, { scriptOrigin }: Script, response: ServerResponse): void {
  const file = join(publicFolder, pathname.slice("/widgets/".length));
  if (!existsSync(file)) return void response.writeHead(404).end();
  response.writeHead(200, {
    "Content-Type": "text/javascript",
    ...(scriptOrigin ? corsOf(scriptOrigin) : { "Access-Control-Allow-Origin": "*" }),
    "Cross-Origin-Resource-Policy": "cross-origin",
  });
  createReadStream(file).pipe(response);
}

function sendPage({ page, pageHeaders }: Script, response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", ...pageHeaders }).end(page);
}

function answer(
  script: Script,
  streams: Set<ServerResponse>,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const origin = request.headers.origin ?? "";
  const cors = script.origins.includes(origin) ? corsOf(origin) : {};
  if (path === "/login") return void response.writeHead(200, { "Content-Type": "text/html" }).end("<h1>Sign in</h1>");
  if (script.gate !== "open") return refuse(script.gate, cors, response);
  if (path === "/auth/return") return void response.writeHead(200, { "Content-Type": "text/html" }).end("Signed in");
  if (path === "/api/widgets/ping.svg") return sendPing(response);
  if (path === "/api/events") return stream(script, streams, cors, response);
  if (/\/(cancel|run)$/.test(path))
    return void response.writeHead(200, { "Content-Type": "application/json" }).end("{}");
  const known = { "/api/status": script.status, "/api/widgets/history": script.history }[path];
  if (known === undefined || (known === null && path !== "/api/status"))
    return problem(404, "not-found", cors, response);
  if (!known) return; // never answered: what the page shows meanwhile is the point
  const body = JSON.stringify(known);
  response
    .writeHead(200, { "Content-Type": "application/json", "Cache-Control": "private, no-cache", ...cors })
    .end(body);
}

function refuse(gate: Script["gate"], cors: object, response: ServerResponse): void {
  switch (gate) {
    case "redirect":
      return void response.writeHead(302, { Location: "/login" }).end();
    case "401":
      return problem(401, "not-signed-in", cors, response);
    case "forbidden":
      return problem(403, "not-allowed", cors, response);
    case "html":
      return void response.writeHead(200, { "Content-Type": "text/html", ...cors }).end("<h1>Sign in</h1>");
    default:
      return void response.writeHead(502, { "Content-Type": "text/html", ...cors }).end("Bad gateway");
  }
}

function problem(status: number, code: string, cors: object, response: ServerResponse): void {
  const body = { type: `about:blank#${code}`, title: code, status, code, detail: `Refused: ${code}` };
  response.writeHead(status, { "Content-Type": "application/problem+json", ...cors }).end(JSON.stringify(body));
}

function sendPing(response: ServerResponse): void {
  response
    .writeHead(200, { "Content-Type": "image/svg+xml", "Cross-Origin-Resource-Policy": "cross-origin" })
    .end('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>');
}

function stream(script: Script, streams: Set<ServerResponse>, cors: object, response: ServerResponse): void {
  if (script.stream === "off") return void response.writeHead(502, { "Content-Type": "text/html", ...cors }).end();
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store", ...cors });
  response.write("retry: 100\n\n");
  if (script.stream === "on") response.write(`event: snapshot\ndata: ${JSON.stringify(script.status)}\n\n`);
  streams.add(response);
  response.on("close", () => streams.delete(response));
}
