// The service of the demo: a process of its own, and a client that uses its HTTP interface as the pages do.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { inRoot } from "../support/project.mjs";

/** Starts the built service and waits until it listens. Fails with what it printed where it does not start. */
export async function startService(env) {
  const child = spawn(process.execPath, [inRoot("dist/service/main.js"), "serve"], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => (output = (output + chunk).slice(-20_000)));
  const port = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const found = /http:\/\/localhost:(\d+)/.exec(line);
      if (found) resolve(Number(found[1]));
    });
    child.once("exit", (code) => reject(new Error(`The service ended with ${code}:\n${output}`)));
  });
  return { port, pid: child.pid, stop: () => stop(child) };
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), 60_000);
  await ended;
  clearTimeout(force);
}

/** A client of the service at `url`, with a cookie jar. It gives up with the signal. */
export function createClient(url, signal) {
  const jar = new Map();
  const request = async (method, path, body, headers = {}) => {
    const reply = await fetch(`${url}${path}`, {
      method,
      signal,
      redirect: "manual",
      headers: {
        accept: "application/json",
        origin: url,
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; "),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const cookie of reply.headers.getSetCookie()) {
      const [pair] = cookie.split(";");
      jar.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  return {
    get: (path, headers) => request("GET", path, undefined, headers),
    post: (path, body) => request("POST", path, body),
    put: (path, body) => request("PUT", path, body),
    patch: (path, body) => request("PATCH", path, body),
  };
}

/** Asks again until the answer satisfies; gives up after three minutes. */
export async function until(ask, satisfies) {
  const giveUpAt = Date.now() + 180_000;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (Date.now() > giveUpAt) throw new Error(`This did not end: ${JSON.stringify(answer).slice(0, 2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
