// The built service as a process of its own, behind a pretended proxy: requests name their user in a header.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { nodeFlags } from "../support/node-flags.ts";

export const root = resolve(import.meta.dirname, "../..");

export interface RunningServer {
  readonly url: string;
  readonly pid: number;
  /** From the start of the process until it answered. */
  readonly startMs: number;
  /** Sends JSON and reads JSON. Rejects when the answer is not a success. */
  request<T>(method: string, path: string, body?: unknown): Promise<T>;
  stop(): Promise<void>;
}

/** What a pretended proxy sends for the administrator. */
export const adminHeaders = { "Remote-User": "bench" };

export interface ServiceOptions {
  readonly dataDir: string;
  /** Folders that may be backed up, and where repositories are. */
  readonly sourceRoots: string;
  /** More settings. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts `borgdeck serve` on a free port. */
export function startService({ dataDir, sourceRoots, env = {} }: ServiceOptions): Promise<RunningServer> {
  const entry = join(root, "dist/service/main.js");
  if (!existsSync(entry)) throw new Error("Build first: npm run build");
  return startServer([...nodeFlags, entry, "serve"], "/healthz", {
    DATA_DIR: dataDir,
    SOURCE_ROOTS: sourceRoots,
    PORT: "0",
    LOG_LEVEL: "warn",
    STOP_JOBS_ON_EXIT: "true",
    PROXY_AUTH_PRESET: "authelia",
    TRUSTED_PROXIES: "127.0.0.1",
    PROXY_AUTH_INITIAL_ADMIN: "bench",
    ...env,
  });
}

/** Starts a bare Koa that answers every request with the bytes of a file. */
export function startBareKoa(file: string): Promise<RunningServer> {
  return startServer([join(root, "test/bench/bare-koa.mjs"), file], "/", {});
}

/** Starts a bare Koa with event streams at /events; what is sent to it by POST goes to each. */
export function startBareStreams(): Promise<RunningServer> {
  return startServer([join(root, "test/bench/bare-streams.mjs")], "/", {});
}

async function startServer(args: readonly string[], path: string, env: Record<string, string>): Promise<RunningServer> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { PATH: process.env["PATH"], HOME: env["DATA_DIR"], TZ: "UTC", NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await announcedUrl(child);
  await (await fetch(`${url}${path}`)).arrayBuffer();
  return {
    url,
    pid: child.pid as number,
    startMs: performance.now() - startedAt,
    request: (method, at, body) => request(`${url}${at}`, method, body),
    stop: () => stop(child),
  };
}

async function announcedUrl(child: ChildProcess): Promise<string> {
  let seen = "";
  return await new Promise((done, fail) => {
    child.once("exit", (code) => fail(new Error(`It ended with exit code ${code}:\n${seen}`)));
    child.stdout?.on("data", (chunk: Buffer) => {
      seen = (seen + chunk.toString()).slice(-20_000);
      const port = /http:\/\/(?:localhost|127\.0\.0\.1):(\d+)/.exec(seen)?.[1];
      if (port) done(`http://127.0.0.1:${port}`);
    });
  });
}

async function request<T>(url: string, method: string, body: unknown): Promise<T> {
  const headers = { ...adminHeaders, "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin" };
  const reply = await fetch(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${url}: ${reply.status} ${text}`);
  return JSON.parse(text) as T;
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  await ended;
}

/** Resident memory of a process, in bytes. */
export function residentBytes(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(line?.[1]) * 1024;
}
