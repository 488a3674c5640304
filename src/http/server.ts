// The listening socket, which is held before anything is answered.
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo, Server, Socket } from "node:net";
import { Fault } from "../fault.ts";
import { canonicalPeer, createTrustedPeers, type TrustedPeers } from "../identity/peers.ts";
import { networkOf } from "../identity/throttle/network.ts";
import type { Log } from "../ports/log.ts";

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
/** Far more than browsers and dashboards open; without it one address could take all of them from everybody else. */
const maxOfOneAddress = 256;
const maxWarned = 100;
const silentMs = 180_000;

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  /** Proxies hold the connections of all their clients, and as many as they like. */
  readonly trustedProxies: readonly string[];
  readonly log: Pick<Log, "warn">;
}

/** Creates the server. Holding the port from the first keeps two services from taking up the same jobs. */
export function createHttpServer({ host, port, trustedProxies, log }: HttpServerOptions): HttpServer {
  let listener: RequestListener = notYet;
  const limits = { requestTimeout: 60_000, headersTimeout: 15_000 };
  const server = createServer(limits, (request, response) => listener(request, response));
  server.maxConnections = maxConnections;
  boundEachAddress(server, createTrustedPeers(trustedProxies), log);
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

/** Closes what one address (of IPv6: one /64) opens beyond its share; loopback is an address like any other. */
function boundEachAddress(server: Server, trusted: TrustedPeers, log: Pick<Log, "warn">): void {
  const open = new Map<string, number>();
  const warned = new Set<string>();
  server.on("connection", (socket: Socket) => {
    const peer = canonicalPeer(socket.remoteAddress);
    if (peer === null || trusted.trusts(peer)) return;
    const network = networkOf(peer);
    const count = open.get(network) ?? 0;
    if (count >= maxOfOneAddress) {
      socket.destroy();
      if (warned.has(network) || warned.size >= maxWarned) return;
      warned.add(network);
      log.warn("An address has too many connections open. If it is your proxy's, name it in TRUSTED_PROXIES", {
        peer,
        most: maxOfOneAddress,
      });
      return;
    }
    open.set(network, count + 1);
    socket.once("close", () => {
      const left = (open.get(network) ?? 1) - 1;
      if (left === 0) open.delete(network);
      else open.set(network, left);
    });
  });
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
