// Service, authenticator and proxy, wired as an example's README says.
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { createInterface } from "node:readline";
import { type Authenticator, signedOn, startAuthenticator } from "../support/authenticator.ts";
import {
  ask,
  freePort,
  hostNames,
  open,
  type ProxyReply,
  type ProxyRequest,
  type ProxySetUp,
  type RunningProxy,
  readmeSettings,
} from "../support/proxy.ts";
import { startService, type TestService } from "../support/service.ts";

export type StartProxy = (setUp: ProxySetUp) => Promise<RunningProxy>;
export type Variant = Pick<ProxySetUp, "site" | "stripsPath" | "secret">;

export interface Stage {
  readonly site: { readonly host: string; readonly port: number };
  /** Of the service. */
  readonly settings: Readonly<Record<string, string>>;
  readonly service: TestService;
  readonly authenticator: Authenticator;
  ask(path: string, options?: ProxyRequest): Promise<ProxyReply>;
  /** As somebody who is signed on. */
  askAs(name: string, path: string, options?: ProxyRequest): Promise<ProxyReply>;
  /** Usernames that the service knows, with their roles, as the administrator sees them. */
  users(): Promise<Record<string, string>>;
  /** The live stream, as somebody who is signed on. */
  stream(name: string): Promise<LiveStream>;
  stop(): Promise<void>;
}

export interface LiveStream {
  /** The data of the next event of that name. */
  next(event: string): Promise<unknown>;
  close(): void;
}

/** Starts all three; what was started is stopped where one of them does not start. */
export async function setStage(
  example: "nginx" | "caddy",
  start: StartProxy,
  folder: string,
  variant: Variant,
): Promise<Stage> {
  const site = { host: hostNames[variant.site], port: await freePort() };
  const prefix = variant.site === "path" ? "/borg" : "";
  const { HOST: _host, PORT: _port, ...fromReadme } = readmeSettings(example);
  const settings = {
    ...fromReadme,
    PUBLIC_BASE_URL: `https://${site.host}:${site.port}${prefix}`,
    ...(variant.secret ? { PROXY_AUTH_SECRET: variant.secret } : {}),
  };
  const authenticator = await startAuthenticator();
  const service = await startService({ env: settings, initialPassword: null }).catch(async (error: unknown) => {
    await authenticator.stop();
    throw error;
  });
  const ports = { port: site.port, borgdeckPort: service.port, authenticatorPort: authenticator.port };
  const proxy = await start({ folder, ...ports, ...variant }).catch(async (error: unknown) => {
    await Promise.all([authenticator.stop(), service.remove()]);
    throw error;
  });

  const askAs: Stage["askAs"] = (name, path, options = {}) => ask(site, path, asSignedOn(name, options));
  return {
    site,
    settings,
    service,
    authenticator,
    ask: (path, options) => ask(site, path, options),
    askAs,
    async users() {
      const { body } = await askAs("alice", `${prefix}/api/users`);
      const items = body.items as { username: string; role: string }[];
      return Object.fromEntries(items.map(({ username, role }) => [username, role]));
    },
    async stream(name) {
      return readEvents(await open(site, `${prefix}/api/events`, asSignedOn(name, {})));
    },
    async stop() {
      await Promise.all([proxy.stop(), authenticator.stop(), service.remove()]);
    },
  };
}

function asSignedOn(name: string, options: ProxyRequest): ProxyRequest {
  const { cookie } = signedOn(name);
  return { ...options, headers: [...(options.headers ?? []), ["cookie", cookie]] };
}

function readEvents(response: IncomingMessage): LiveStream {
  const lines = createInterface({ input: response })[Symbol.asyncIterator]();
  return {
    async next(event) {
      for (let current = ""; ; ) {
        const { value, done } = await lines.next();
        if (done) throw new Error(`The stream ended (${response.statusCode}) before an event ${event}`);
        if (value.startsWith("event: ")) current = value.slice("event: ".length);
        if (value.startsWith("data: ") && current === event) return JSON.parse(value.slice("data: ".length));
      }
    },
    close: () => response.destroy(),
  };
}

/** Asks the service itself who is signed in, from an address of loopback. */
export async function askDirectly(
  port: number,
  localAddress: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: { code?: string } }> {
  const sent = request({ host: "127.0.0.1", port, path: "/api/session", localAddress, agent: false, headers });
  sent.end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += chunk;
  return { status: response.statusCode ?? 0, body: JSON.parse(text) };
}
