// The listening socket, which is held before anything is answered.
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { Fault } from "../fault.ts";

export interface HttpServer {
  /** Takes the port and returns its number. Until `answer` is called, everything gets 503. Fault `invalid-configuration`. */
  listen(): Promise<number>;
  /** Answers from now on. */
  answer(listener: RequestListener): void;
  /** Takes no more connections. */
  close(): void;
}

/** Well over the live streams, and under what a service may usually open. */
const maxConnections = 4000;
const silentMs = 180_000;

/** Creates the server. Holding the port from the first keeps two services from taking up the same jobs. */
export function createHttpServer({ host, port }: { readonly host: string; readonly port: number }): HttpServer {
  let listener: RequestListener = notYet;
  const limits = { requestTimeout: 60_000, headersTimeout: 15_000 };
  const server = createServer(limits, (request, response) => listener(request, response));
  server.maxConnections = maxConnections;
  server.setTimeout(silentMs); // of a connection on which nothing moves; live streams beat each 15 s
  return {
    listen: () =>
      new Promise((resolve, reject) => {
        server.once("error", (cause: NodeJS.ErrnoException) => reject(cannotListen(host, port, cause)));
        server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
      }),
    answer(next) {
      listener = next;
    },
    close() {
      server.close();
      server.closeIdleConnections();
    },
  };
}

const notYet: RequestListener = (_request, response) => {
  response.writeHead(503, { "retry-after": "1", "cache-control": "no-store" }).end();
};

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "is taken by another program",
  EACCES: "needs a privilege that this user does not have",
};

function cannotListen(host: string, port: number, cause: NodeJS.ErrnoException): Fault {
  const setting = cause.code === "EADDRNOTAVAIL" || cause.code === "ENOTFOUND" ? "HOST" : "PORT";
  const why = `${host}:${port} ${reasons[cause.code ?? ""] ?? `cannot be used (${cause.code ?? "error"})`}; set another ${setting}`;
  return new Fault("invalid-configuration", `${setting} ${why}`, { fields: { [setting]: why }, cause });
}
