// The real service as a child process, and a client that speaks to it as a browser would.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { eagerBorg } from "./borg.ts";
import { makeFirstAdmin } from "./first-admin.ts";
import { nodeFlags } from "./node-flags.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const main = join(root, "dist/service/main.js");

export interface ServiceSetUp {
  readonly env?: Readonly<Record<string, string>>;
  /** A data folder of an earlier service; a fresh one unless given. */
  readonly home?: string;
  /** `initialPassword` unless told; null leaves the password to the service. */
  readonly initialPassword?: string | null;
  /** Whether `admin` has come and chosen `adminPassword` before: for whom signing in is not the story. No, unless told. */
  readonly withAdmin?: boolean;
}

export interface TestService {
  readonly url: string;
  readonly port: number;
  /** Holds `data` (DATA_DIR), `source` (the only SOURCE_ROOT) and `repositories`. */
  readonly home: string;
  readonly dataDir: string;
  readonly sourceDir: string;
  readonly pid: number;
  /** Standard output so far. */
  readonly printed: () => string;
  /** Standard error so far: the log. */
  readonly logged: () => string;
  /** A client of its own, not signed in. */
  client(): TestClient;
  /** SIGTERM, and waits for its end. */
  stop(): Promise<void>;
  /** SIGKILL, and waits for its end. */
  kill(): Promise<void>;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

export interface TestReply<T = never> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
  readonly text: string;
}

export interface TestClient {
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of a body by its assertions
  request<T = any>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<TestReply<T>>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  get<T = any>(path: string, headers?: Record<string, string>): Promise<TestReply<T>>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  post<T = any>(path: string, body?: unknown, headers?: Record<string, string>): Promise<TestReply<T>>;
  /** Signs in as the administrator that `withAdmin` makes. */
  signInAsAdmin(): Promise<void>;
  signIn(username: string, password: string): Promise<TestReply>;
  cookie(): string;
}

export const initialPassword = "a first password for tests";
export const adminPassword = "the changed password for tests";

/** Starts the built service on a free port of loopback. Fails with what it printed where it does not start. */
export async function startService(setUp: ServiceSetUp = {}): Promise<TestService> {
  if (!existsSync(main)) throw new Error("Build first: npm run build");
  const home = setUp.home ?? (await mkdtemp(join(tmpdir(), "borgdeck-test-")));
  const dataDir = join(home, "data");
  const sourceDir = join(home, "source");
  for (const folder of [sourceDir, join(home, "repositories")]) await mkdir(folder, { recursive: true });
  if (setUp.withAdmin && !existsSync(dataDir)) await makeFirstAdmin(dataDir, adminPassword);
  const password = setUp.initialPassword === undefined ? initialPassword : setUp.initialPassword;
  const child = spawn(process.execPath, [...nodeFlags, main, "serve"], {
    env: {
      PATH: process.env["PATH"],
      HOME: home,
      DATA_DIR: dataDir,
      SOURCE_ROOTS: home,
      HOST: "127.0.0.1",
      PORT: "0",
      TZ: "UTC",
      BORG_PATH: eagerBorg,
      ...(password === null ? {} : { INITIAL_ADMIN_PASSWORD: password }),
      ...setUp.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = collect(child);
  const url = await address(child, output);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, "exit");
  };
  return {
    url,
    port: Number(new URL(url).port),
    home,
    dataDir,
    sourceDir,
    pid: child.pid ?? 0,
    printed: () => output.stdout,
    logged: () => output.stderr,
    client: () => createClient(url),
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    async remove() {
      await end("SIGTERM");
      await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

interface Output {
  stdout: string;
  stderr: string;
}

function collect(child: ChildProcess): Output {
  const output: Output = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk) => (output.stdout += chunk));
  child.stderr?.on("data", (chunk) => (output.stderr += chunk));
  return output;
}

/** The address that the service prints once it listens. */
function address(child: ChildProcess, output: Output): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    lines.on("line", (line) => {
      const found = /http:\/\/localhost:\d+/.exec(line);
      if (found) resolve(found[0]);
    });
    child.once("exit", (code) => reject(new Error(`The service ended with ${code}: ${output.stdout}${output.stderr}`)));
  });
}

/** A client with a cookie jar of one origin. */
export function createClient(url: string): TestClient {
  const jar = new Map<string, string>();
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");

  const request: TestClient["request"] = async (method, path, body, headers = {}) => {
    const reply = await fetch(`${url}${path}`, {
      method,
      redirect: "manual",
      headers: {
        accept: "application/json",
        ...(jar.size > 0 ? { cookie: cookie() } : {}),
        ...(method === "GET" ? {} : { "sec-fetch-site": "same-origin" }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const set of reply.headers.getSetCookie()) {
      const [pair = ""] = set.split(";");
      const at = pair.indexOf("=");
      jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const text = await reply.text();
    const isJson = /json/.test(reply.headers.get("content-type") ?? "");
    return { status: reply.status, headers: reply.headers, text, body: isJson && text ? JSON.parse(text) : null };
  };

  const client: TestClient = {
    request,
    get: (path, headers) => request("GET", path, undefined, headers),
    post: (path, body, headers) => request("POST", path, body, headers),
    signIn: (username, password) => request("POST", "/api/session", { username, password }),
    async signInAsAdmin() {
      expectStatus(await client.signIn("admin", adminPassword), 200);
    },
    cookie,
  };
  return client;
}

/** Throws with the reply's text where its status is none of those expected. */
export function expectStatus<T>(reply: TestReply<T>, ...statuses: number[]): TestReply<T> {
  if (!statuses.includes(reply.status))
    throw new Error(`Expected ${statuses.join(" or ")}, got ${reply.status}: ${reply.text}`);
  return reply;
}

/** Asks again until `done` says so; gives up after `timeoutMs` with the last answer. */
export async function eventually<T>(
  ask: () => Promise<T>,
  done: (answer: T) => boolean,
  timeoutMs = 60_000,
): Promise<T> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (done(answer)) return answer;
    if (Date.now() > until) throw new Error(`It did not come: ${JSON.stringify(answer)?.slice(0, 2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
