// The committed proxy configurations, run for real: only ports, addresses and paths are put in.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { request } from "node:https";
import { createConnection, createServer } from "node:net";
import { join, resolve } from "node:path";

const examples = resolve(import.meta.dirname, "../../examples/proxy");

export interface ProxySetUp {
  /** An empty folder of its own. */
  readonly folder: string;
  /** Loopback port to serve on. */
  readonly port: number;
  readonly borgdeckPort: number;
  readonly authenticatorPort: number;
  /** Below its own name, or below /borg of another's. */
  readonly site: "name" | "path";
  /** As the README says it is done. */
  readonly stripsPath?: boolean;
  /** What the README says to put into the secret file. */
  readonly secret?: string;
  /** One of the example's presets/ in place of Authelia. */
  readonly preset?: string;
}

export interface RunningProxy {
  /** What it printed. */
  readonly output: () => string;
  stop(): Promise<void>;
}

/** The names that both examples use. */
export const hostNames = { name: "borgdeck.example.com", path: "home.example.com" } as const;

/**
 * A loopback port that nobody listens on, and below those that the system gives to whoever asks for any: between here
 * and the proxy's start it could give one of those to another suite.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = randomInt(20_000, 32_000);
    const server = createServer().listen(port, "127.0.0.1");
    const isFree = await once(server, "listening").then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, "close");
    return port;
  }
  throw new Error("No free port was found");
}

/** The settings that an example's README tells to make. */
export function readmeSettings(example: "nginx" | "caddy"): Record<string, string> {
  const text = readFileSync(join(examples, example, "README.md"), "utf8");
  return Object.fromEntries(
    [...text.matchAll(/^ {3}([A-Z_]+)=(.*)$/gm)].map((match) => [match[1] ?? "", match[2] ?? ""]),
  );
}

/** nginx over the folders of examples/proxy/nginx, laid out as in /etc/nginx. */
export async function startNginx(setUp: ProxySetUp): Promise<RunningProxy> {
  const { folder, port, site } = setUp;
  const certificate = makeCertificate(folder);
  for (const name of ["conf.d", "snippets"])
    cpSync(join(examples, "nginx", name), join(folder, name), { recursive: true });
  if (setUp.preset)
    cpSync(join(examples, "nginx/presets", setUp.preset), join(folder, "snippets"), { recursive: true });
  edit(join(folder, "conf.d/borgdeck.conf"), [
    ["server 127.0.0.1:8081;", `server 127.0.0.1:${setUp.borgdeckPort};`],
    ["server 127.0.0.1:9091;", `server 127.0.0.1:${setUp.authenticatorPort};`],
  ]);
  const siteFile = site === "name" ? "borgdeck.conf" : "borgdeck-path.conf";
  mkdirSync(join(folder, "sites-enabled"));
  cpSync(join(examples, "nginx/sites-available", siteFile), join(folder, "sites-enabled", siteFile));
  const [otherPort, plainPort, otherPlainPort] = [await freePort(), await freePort(), await freePort()];
  edit(join(folder, "sites-enabled", siteFile), [
    ["listen 443 ", `listen 127.0.0.1:${port} `],
    ["listen [::]:443 ", `listen 127.0.0.1:${otherPort} `],
    ["/etc/ssl/borgdeck/fullchain.pem", certificate.certificate],
    ["/etc/ssl/borgdeck/privkey.pem", certificate.key],
    ...(site === "path"
      ? []
      : ([
          ["listen 80;", `listen 127.0.0.1:${plainPort};`],
          ["listen [::]:80;", `listen 127.0.0.1:${otherPlainPort};`],
        ] as const)),
    ...(setUp.stripsPath
      ? ([
          ["proxy_pass http://borgdeck;", "proxy_pass http://borgdeck/;", "proxy_pass http://borgdeck/widgets/;"],
        ] as const)
      : []),
  ]);
  if (setUp.secret) {
    const line = `proxy_set_header X-Borgdeck-Proxy-Secret "${setUp.secret}";\n`;
    writeFileSync(join(folder, "snippets/borgdeck-secret.conf"), line);
  }
  writeFileSync(join(folder, "nginx.conf"), nginxMain(folder));
  return run("nginx", ["-e", "stderr", "-p", folder, "-c", join(folder, "nginx.conf")], setUp);
}

/** What stands in for Debian's nginx.conf: it includes the same folders, and keeps its files in ours. */
function nginxMain(folder: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  return [
    "daemon off;",
    "worker_processes 1;",
    `pid ${folder}/nginx.pid;`,
    "error_log stderr warn;",
    "events { worker_connections 128; }",
    "http {",
    "access_log off;",
    ...temporary,
    "include /etc/nginx/mime.types;",
    "include conf.d/*.conf;",
    "include sites-enabled/*;",
    "}",
    "",
  ].join("\n");
}

/** Caddy over a Caddyfile of examples/proxy/caddy. */
export async function startCaddy(setUp: ProxySetUp): Promise<RunningProxy> {
  const { folder, port, site } = setUp;
  const certificate = makeCertificate(folder);
  const file = join(folder, "Caddyfile");
  const committed = setUp.preset
    ? `presets/${setUp.preset}/Caddyfile`
    : site === "name"
      ? "Caddyfile"
      : "Caddyfile.path";
  cpSync(join(examples, "caddy", committed), file);
  const tls = `tls ${certificate.certificate} ${certificate.key}`;
  edit(file, [
    [`\n${hostNames[site]} {`, `\nhttps://${hostNames[site]}:${port} {\n\tbind 127.0.0.1\n\t${tls}`],
    ["127.0.0.1:8081", `127.0.0.1:${setUp.borgdeckPort}`],
    ...(asksNobody.has(setUp.preset ?? "")
      ? []
      : ([["127.0.0.1:9091", `127.0.0.1:${setUp.authenticatorPort}`]] as const)),
    ...(setUp.stripsPath ? ([["# uri strip_prefix", "uri strip_prefix"]] as const) : []),
  ]);
  const globals = `{\n\tadmin off\n\tauto_https disable_redirects\n\tstorage file_system ${folder}/data\n}\n`;
  writeFileSync(file, globals + readFileSync(file, "utf8"));
  if (setUp.secret) {
    writeFileSync(join(folder, "borgdeck-secret.caddy"), `request_header X-Borgdeck-Proxy-Secret "${setUp.secret}"\n`);
  }
  return run("caddy", ["run", "--config", file], setUp);
}

/** Presets whose system signs people in before a request comes to this proxy. */
const asksNobody: ReadonlySet<string> = new Set(["cloudflare", "pomerium", "tailscale"]);

/** Each text is replaced wherever it stands, in turn by the texts given; one that is not there fails. */
function edit(file: string, replacements: readonly (readonly [string, ...string[]])[]): void {
  let text = readFileSync(file, "utf8");
  for (const [from, ...to] of replacements) {
    if (!text.includes(from)) throw new Error(`${file} has no "${from}"`);
    let count = 0;
    text = text.replaceAll(from, () => to[Math.min(count++, to.length - 1)] ?? "");
  }
  writeFileSync(file, text);
}

function makeCertificate(folder: string): { certificate: string; key: string } {
  const [certificate, key] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  const names = Object.values(hostNames).map((name) => `DNS:${name}`);
  const made = spawnSync("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
    ...["-subj", "/CN=borgdeck tests", "-addext", `subjectAltName=${names.join(",")}`],
    ...["-keyout", key, "-out", certificate],
  ]);
  if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`);
  return { certificate, key };
}

async function run(program: string, args: readonly string[], { folder, port }: ProxySetUp): Promise<RunningProxy> {
  const env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
  const child = spawn(program, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const stop = () => end(child);
  try {
    await listening(port, child);
  } catch (error) {
    await stop();
    throw new Error(`${program} does not listen: ${output}`, { cause: error });
  }
  return { output: () => output, stop };
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200 && child.exitCode === null; attempt += 1) {
    const socket = createConnection(port, "127.0.0.1");
    const connected = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("nobody accepts a connection");
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

export interface ProxyReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of a body by its assertions
  readonly body: any;
}

export interface ProxyRequest {
  readonly method?: string;
  /** Names and values, so that a name can come twice. */
  readonly headers?: readonly (readonly [string, string])[];
  readonly json?: unknown;
}

/** Asks through the proxy as a browser would that resolves the site's name to it. */
export async function ask(
  site: { port: number; host: string },
  path: string,
  options: ProxyRequest = {},
): Promise<ProxyReply> {
  const response = await open(site, path, options);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const isJson = /json/.test(response.headers["content-type"] ?? "") && text !== "";
  return { status: response.statusCode ?? 0, headers: response.headers, text, body: isJson ? JSON.parse(text) : null };
}

/** The same, with the answer still to be read. */
export async function open(
  { port, host }: { port: number; host: string },
  path: string,
  { method = "GET", headers = [], json }: ProxyRequest = {},
): Promise<IncomingMessage> {
  const names = headers.map(([name]) => name.toLowerCase());
  const usual: [string, string][] = [
    ["host", `${host}:${port}`],
    ["accept", "application/json"],
    ["connection", "close"],
  ];
  const body = json === undefined ? undefined : JSON.stringify(json);
  if (body !== undefined)
    usual.push(["content-type", "application/json"], ["content-length", `${Buffer.byteLength(body)}`]);
  const flat = [...usual.filter(([name]) => !names.includes(name)), ...headers].flat();
  const options = { method, path, headers: flat, host: "127.0.0.1", port, servername: host, rejectUnauthorized: false };
  const sent = request({ ...options, agent: false });
  sent.end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return response;
}
