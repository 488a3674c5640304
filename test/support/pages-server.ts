// A stand-in for the service, as the pages see it: the shell under its strict policy, the built script, and scripted answers.
import { createReadStream, existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join, resolve } from "node:path";
import type { Status } from "../../schemas/status.ts";

const builtFolder = resolve(import.meta.dirname, "../../dist/public/app");

/** The policy of the real shell; a page that needs more than this is broken. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export interface ScriptedRequest {
  readonly method: string;
  /** Without the base path and the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

export interface ScriptedReply {
  readonly status?: number;
  readonly body?: unknown;
  /** Waits for this before it answers. */
  readonly after?: Promise<unknown>;
  /** Closes the connection instead of answering. */
  readonly drop?: true;
}

type Answer = ScriptedReply | ((request: ScriptedRequest) => ScriptedReply);

export interface PagesServer {
  /** Origin and base path. */
  readonly url: string;
  /** All requests of the API, in the order of arrival. */
  readonly requests: ScriptedRequest[];
  /** Says how `METHOD /path` is answered from now on. A path ending in `*` covers what begins so; the longest match wins. */
  on(route: string, answer: Answer): void;
  /** What GET /api/status and new streams tell; told to open streams too. Null: nobody is signed in. */
  setStatus(status: Status | null): void;
  /** Sends an event to every open stream. */
  send(name: string, payload: unknown): void;
  close(): Promise<void>;
}

export interface PagesServerOptions {
  readonly basePath?: string;
  /** Folder with app.js; the built one unless given. */
  readonly scripts?: string;
}

/** An error as the service sends it. */
export function problem(status: number, code: string, detail: string, fields?: Record<string, string>): ScriptedReply {
  return {
    status,
    body: { type: `about:blank#${code}`, title: code, status, code, detail, ...(fields ? { fields } : {}) },
  };
}

/** Starts one on a free port of loopback. */
export async function startPagesServer({
  basePath = "",
  scripts = builtFolder,
}: PagesServerOptions = {}): Promise<PagesServer> {
  const answers = new Map<string, Answer>();
  const requests: ScriptedRequest[] = [];
  const streams = new Set<ServerResponse>();
  let status: Status | null = null;

  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(incoming.url ?? "/", "http://x");
    const path = pathname.startsWith(basePath) ? pathname.slice(basePath.length) : pathname;
    if (path.startsWith("/app/")) return sendFile(join(scripts, basename(path)), response);
    if (path === "/favicon.ico") return void response.writeHead(204).end();
    if (!path.startsWith("/api/")) return sendShell(basePath, response);
    if (path === "/api/events") return stream(response);
    const request = {
      method: incoming.method ?? "",
      path,
      query: searchParams,
      headers: incoming.headers,
      body: await bodyOf(incoming),
    };
    requests.push(request);
    await send(response, replyTo(request));
  };
  const replyTo = (request: ScriptedRequest): ScriptedReply => {
    const key = `${request.method} ${request.path}`;
    const found = [...answers.keys()]
      .filter((route) => route === key || (route.endsWith("*") && key.startsWith(route.slice(0, -1))))
      .sort((a, b) => b.length - a.length)[0];
    const answer = found === undefined ? undefined : answers.get(found);
    if (answer) return typeof answer === "function" ? answer(request) : answer;
    if (key === "GET /api/status" && status) return { body: status };
    return problem(404, "not-found", "There is no such thing.");
  };
  const stream = (response: ServerResponse) => {
    if (!status) return void response.writeHead(401, { "Content-Type": "application/problem+json" }).end("{}");
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write(event("snapshot", status));
    streams.add(response);
    response.on("close", () => streams.delete(response));
  };

  const server = createServer((incoming, response) => void handle(incoming, response));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}${basePath}`,
    requests,
    on: (route, answer) => void answers.set(route, answer),
    setStatus(next) {
      status = next;
      for (const open of streams) next ? open.write(event("snapshot", next)) : open.destroy();
    },
    send(name, payload) {
      for (const open of streams) open.write(event(name, payload));
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

const event = (name: string, payload: unknown) => `event: ${name}\ndata: ${JSON.stringify(payload)}\n\n`;

function sendFile(file: string, response: ServerResponse): void {
  if (!existsSync(file)) return void response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": "text/javascript", "Cache-Control": "no-store" });
  createReadStream(file).pipe(response);
}

function sendShell(basePath: string, response: ServerResponse): void {
  response.writeHead(200, {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": policy,
    "Cache-Control": "no-store",
  });
  response.end(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Borgdeck</title>
    <meta name="viewport" content="width=device-width"><meta name="borgdeck-base" content="${basePath}">
    <meta name="color-scheme" content="light dark"><script type="module" src="${basePath}/app/app.js"></script></head>
    <body><borgdeck-app></borgdeck-app></body></html>`);
}

async function bodyOf(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === "" ? undefined : JSON.parse(text);
}

async function send(response: ServerResponse, { status = 200, body, after, drop }: ScriptedReply): Promise<void> {
  await after;
  if (drop) return void response.destroy();
  if (body === undefined) return void response.writeHead(status === 200 ? 204 : status).end();
  const type = status >= 400 ? "application/problem+json" : "application/json";
  response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store" }).end(JSON.stringify(body));
}
