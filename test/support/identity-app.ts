// The application with the real identity over a real store, on a socket; and a client with a cookie jar that can come
// from any loopback address and say anything.
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHttp } from "../../src/http/app.ts";
import type { HttpConfig } from "../../src/http/config.ts";
import type { Services } from "../../src/http/services.ts";
import { systemClock } from "../../src/ports/clock.ts";
import type { Fetch } from "../../src/ports/fetch.ts";
import { systemFiles } from "../../src/ports/files.ts";
import { silentLog } from "../../src/ports/log.ts";
import { createAuthSettings } from "../../src/settings/auth-settings.ts";
import { createMqttSettings, openMqttGroups } from "../../src/settings/mqtt-settings.ts";
import { createOidcSettings } from "../../src/settings/oidc-settings.ts";
import { openStore } from "../../src/store/open.ts";
import { createTestServices } from "./http-services.ts";
import { openTestIdentity, openWithAdmin, password, type TestIdentityOptions } from "./identity.ts";

/** Loopback addresses: the first is the trusted proxy where header mode is on. */
export const proxyAddress = "127.0.0.2";
export const strangerAddress = "127.0.0.3";

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of a body by its assertions
  readonly json: any;
}

export interface Sent {
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: unknown;
  /** The address that it comes from; the client's unless told. */
  readonly from?: string;
}

export interface IdentityAppOptions {
  readonly proxyAuth?: TestIdentityOptions["proxyAuth"];
  readonly config?: Partial<HttpConfig>;
  readonly noAuthentication?: boolean;
  readonly trustedProxies?: readonly string[];
  readonly fetch?: Fetch;
  readonly startAt?: number;
  readonly returnOrigins?: readonly string[];
  /** Whether the local administrator is there (name `admin`, see `password`); yes, unless told. */
  readonly withAdmin?: boolean;
  /** The administrator's password has still to be changed. */
  readonly mustChange?: boolean;
  /** Listens there; any free port unless told. */
  readonly port?: number;
  /** Listens on a Unix socket of that path. */
  readonly socketPath?: string;
}

/** Starts it. In header mode `proxyAddress` is the trusted proxy, unless the options name others. */
export async function startIdentityApp(options: IdentityAppOptions = {}) {
  const { proxyAuth = null, config, withAdmin = true, mustChange = false, socketPath, port = 0 } = options;
  const dataDir = await mkdtemp(join(tmpdir(), "borgdeck-identity-"));
  const store = await openStore({ dataDir, ports: { files: systemFiles, clock: systemClock, log: silentLog } });
  const opened = await (withAdmin ? openWithAdmin : openTestIdentity)({
    proxyAuth: proxyAuth && { trustedProxies: [`${proxyAddress}/32`], ...proxyAuth },
    publicBaseUrl: config?.publicBaseUrl ?? null,
    ...(options.noAuthentication && { noAuthentication: true }),
    ...(options.trustedProxies && { trustedProxies: options.trustedProxies }),
    ...(options.fetch && { fetch: options.fetch }),
    ...(options.startAt !== undefined && { startAt: options.startAt }),
    ...(options.returnOrigins && { returnOrigins: options.returnOrigins }),
    basePath: config?.basePath ?? "",
    store,
  });
  const { identity, clock, events, users, sessions } = opened;
  const adminId = identity.accounts.byDoor("local", "admin")?.id ?? "";
  if (mustChange) await users.update(adminId, (user) => ({ ...user, mustChangePassword: true }));
  const made = createTestServices({ clock });
  const authSettings = createAuthSettings({ group: opened.settings.auth, audit: opened.audit, events });
  const oidcSettings = createOidcSettings({
    group: opened.settings.oidc,
    vault: opened.vault,
    rules: identity.oidc.settingsRules,
    audit: opened.audit,
    events,
  });
  const mqttSettings = createMqttSettings({
    ...openMqttGroups(store.settings),
    vault: opened.vault,
    repositories: made.repositories,
    mqtt: {
      changed() {},
      connection: () => ({ state: "off", since: null, problem: null, leftCount: 0 }),
      tryOut: async () => ({ ok: true, steps: [] }),
    },
    audit: opened.audit,
  });
  const http = createHttp({
    config: { basePath: "", publicBaseUrl: null, dashboardOrigins: [], allowedHosts: [], ...config },
    services: {
      ...made.services,
      identity,
      authSettings,
      oidcSettings,
      mqttSettings,
      events,
      audit: opened.audit,
    } as Services & {
      identity: typeof identity;
    },
    ports: { clock, files: systemFiles, log: silentLog },
    publicDir: "/nonexistent",
    version: "1.2.3",
  });
  const server = createServer(http.callback);
  server.listen(socketPath === undefined ? { port, host: "127.0.0.1" } : { path: socketPath });
  await once(server, "listening");
  const address = server.address();
  const target =
    typeof address === "string" ? { socketPath: address } : { host: "127.0.0.1", port: (address as AddressInfo).port };

  return {
    ...opened,
    ...made,
    events,
    adminId,
    store,
    users,
    sessions,
    origin: `http://localhost:${(address as AddressInfo).port}`,
    client: (from?: string) => createClient(target, from),
    /** Sends bytes as they are and gives all that comes back until the connection is closed. */
    async raw(text: string, from?: string): Promise<string> {
      const { port } = address as AddressInfo;
      const socket = connect({ host: "127.0.0.1", port, ...(from === undefined ? {} : { localAddress: from }) });
      socket.write(text);
      let answer = "";
      for await (const chunk of socket) answer += chunk;
      return answer;
    },
    async close() {
      http.close();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export type IdentityApp = Awaited<ReturnType<typeof startIdentityApp>>;
export type Client = ReturnType<typeof createClient>;

type Target = { readonly host: string; readonly port: number } | { readonly socketPath: string };

function createClient(target: Target, from?: string) {
  const jar = new Map<string, string>();
  let setCookies: string[] = [];

  const open = (method: string, path: string, { headers = {}, body, from: other }: Sent = {}) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const bytes = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
      const localAddress = other ?? from;
      const sent = httpRequest({
        ...target,
        ...(localAddress === undefined ? {} : { localAddress }),
        agent: false,
        method,
        path,
        headers: {
          ...("port" in target ? { host: `localhost:${target.port}` } : { host: "localhost" }),
          ...(jar.size === 0 ? {} : { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") }),
          ...(method === "GET" ? {} : { "sec-fetch-site": "same-origin" }),
          ...(bytes === undefined
            ? {}
            : { "content-type": "application/json", "content-length": Buffer.byteLength(bytes) }),
          ...headers,
        },
      });
      sent.once("response", resolve).once("error", reject).end(bytes);
    });

  const send = async (method: string, path: string, sent: Sent = {}): Promise<Reply> => {
    const reply = await open(method, path, sent);
    setCookies = reply.headers["set-cookie"] ?? [];
    for (const [name, value, expired] of setCookies.map(readCookie)) {
      if (expired) jar.delete(name);
      else jar.set(name, value);
    }
    let text = "";
    for await (const chunk of reply) text += chunk;
    const isJson = /json/.test(reply.headers["content-type"] ?? "") && text !== "";
    return { status: reply.statusCode ?? 0, headers: reply.headers, text, json: isJson ? JSON.parse(text) : null };
  };

  return {
    jar,
    /** The Set-Cookie headers of the last answer. */
    setCookies: () => setCookies,
    open,
    send,
    get: (path: string, sent?: Sent) => send("GET", path, sent),
    post: (path: string, body: unknown, sent?: Sent) => send("POST", path, { ...sent, body }),
    signIn: (username = "admin", word = password, sent?: Sent) =>
      send("POST", "/api/session", { ...sent, body: { username, password: word } }),
  };
}

function readCookie(header: string): [name: string, value: string, expired: boolean] {
  const [pair = ""] = header.split(";");
  const at = pair.indexOf("=");
  return [pair.slice(0, at), pair.slice(at + 1), /expires=Thu, 01 Jan 1970/i.test(header)];
}
