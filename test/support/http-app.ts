// The application over services in memory, on a socket, and a client that can say anything.
import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { createHttp } from "../../src/http/app.ts";
import type { HttpConfig } from "../../src/http/config.ts";
import type { Services } from "../../src/http/services.ts";
import type { IdentityService } from "../../src/identity/open-identity.ts";
import { systemFiles } from "../../src/ports/files.ts";
import { type Log, silentLog } from "../../src/ports/log.ts";
import { createFakeClock, type FakeClock } from "./fake-ports.ts";
import { createTestServices } from "./http-services.ts";

export interface HttpReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of a body by its assertions
  readonly json: any;
}

export interface RequestOptions {
  /** Who is signed in (see http-services). */
  readonly as?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** Sent as JSON, unless it is a string or bytes. */
  readonly body?: unknown;
}

export interface TestApp extends ReturnType<typeof createTestServices> {
  readonly clock: FakeClock;
  readonly port: number;
  /** Sends one request; unsafe methods say that they come from the same origin. */
  request(method: string, path: string, options?: RequestOptions): Promise<HttpReply>;
  get(path: string, options?: RequestOptions): Promise<HttpReply>;
  /** Begins a request and gives the answer as it comes. */
  open(path: string, options?: RequestOptions): Promise<IncomingMessage>;
  close(): Promise<void>;
}

export interface TestAppOptions {
  readonly config?: Partial<HttpConfig>;
  readonly publicDir?: string;
  readonly log?: Log;
}

/** Starts it on a free port of loopback. */
export async function startApp({
  config,
  publicDir = "/nonexistent",
  log = silentLog,
}: TestAppOptions = {}): Promise<TestApp> {
  const clock = createFakeClock();
  const made = createTestServices({ clock });
  const http = createHttp({
    config: { basePath: "", publicBaseUrl: null, dashboardOrigins: [], allowedHosts: [], ...config },
    services: made.services as Services & { identity: IdentityService },
    ports: { clock, files: systemFiles, log },
    publicDir,
    version: "1.2.3",
  });
  const server = createServer(http.callback);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  const open = (method: string, path: string, { as, headers = {}, body }: RequestOptions) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const bytes =
        body === undefined || typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
      const safe = method === "GET" || method === "HEAD" || method === "OPTIONS";
      const sent = httpRequest({
        host: "127.0.0.1",
        port,
        method,
        path,
        headers: {
          ...(as === undefined ? {} : { "x-test-user": as }),
          ...(safe ? {} : { "sec-fetch-site": "same-origin" }),
          ...(bytes === undefined
            ? {}
            : { "content-type": "application/json", "content-length": Buffer.byteLength(bytes) }),
          ...headers,
        },
      });
      sent.once("response", resolve).once("error", reject).end(bytes);
    });
  const request: TestApp["request"] = async (method, path, options = {}) => {
    const reply = await open(method, path, options);
    const chunks: Buffer[] = [];
    for await (const chunk of reply) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const isJson = /json/.test(reply.headers["content-type"] ?? "") && text !== "";
    return { status: reply.statusCode ?? 0, headers: reply.headers, text, json: isJson ? JSON.parse(text) : null };
  };

  return {
    ...made,
    clock,
    port,
    request,
    get: (path, options) => request("GET", path, options),
    open: (path, options = {}) => open("GET", path, options),
    async close() {
      http.close();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
