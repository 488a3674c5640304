// Two thousand open event streams: how soon each is told of a change, beside a bare Koa that sends the same bytes to as many.
import { mkdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { type Figure, goal, mebibytes, median, ms, p99 } from "./figures.ts";
import { seed } from "./seed.ts";
import { type RunningServer, residentBytes, startBareStreams, startService } from "./service.ts";

const count = 2000;
/** The service gives each user twenty. */
const users = 100;
const rounds = 20;
/** What the issue allows, in milliseconds. */
const lateGoal = 200;
/** Changes are told at most four times a second, so these come one by one. */
const betweenMs = 500;

/** Measures what 2,000 readers see, and the memory that they take. */
export async function measureStreams(scratch: string): Promise<Figure[]> {
  const dataDir = join(scratch, "streams");
  mkdirSync(dataDir);
  await seed(dataDir, { repositories: 20, plans: 10, jobs: 200 });
  const service = await startService({
    dataDir,
    sourceRoots: "/srv", // as the seeded plans have it
    env: { LOG_LEVEL: "error", PROXY_AUTH_DEFAULT_ALL_REPOSITORIES_ROLE: "viewer" },
  });
  const bare = await startBareStreams();
  try {
    const idle = residentBytes(service.pid);
    const ours = await openStreams(service, "/api/events?topics=status", (user) => ({
      "Remote-User": `reader-${user}`,
    }));
    const residentEach = (residentBytes(service.pid) - idle) / count;
    const theirs = await openStreams(bare, "/events", () => ({}));
    const { items } = await service.request<{ items: { id: string }[] }>("GET", "/api/plans");
    const [mine, beside]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      const name = `Marked ${round}.`;
      const rename = () => service.request("PATCH", `/api/plans/${items[0]?.id}`, { name });
      mine.push(...(await ours.timesUntil(name, rename)));
      const frame = ours.lastFrame();
      const send = () => fetch(bare.url, { method: "POST", body: frame }).then((reply) => reply.arrayBuffer());
      beside.push(...(await theirs.timesUntil(name, send)));
      await new Promise((done) => setTimeout(done, betweenMs));
    }
    ours.close();
    theirs.close();
    const name = `a change told to ${count} streams of ${users} users`;
    return [
      goal(`${name}, p50 (bare Koa ${ms(median(beside))})`, median(mine), lateGoal),
      goal(`${name}, p99 (bare Koa ${ms(p99(beside))})`, p99(mine), lateGoal),
      { name: `memory for ${count} streams`, ours: mebibytes(residentEach * count), theirs: "–", ratio: null },
    ];
  } finally {
    await Promise.all([service.stop(), bare.stop()]);
  }
}

interface Streams {
  /** Acts, and tells how long after that each stream got a frame with this text. Rejects where one ended. */
  timesUntil(text: string, act: () => Promise<unknown>): Promise<number[]>;
  /** Of the newest change, as it came. */
  lastFrame(): string;
  close(): void;
}

/** Plain sockets: what reads must not be what is measured. */
async function openStreams(
  { url }: RunningServer,
  path: string,
  headersOf: (user: number) => Record<string, string>,
): Promise<Streams> {
  const { port, host } = new URL(url);
  let told: (at: number, chunk: Buffer) => void = () => {};
  const sockets: Socket[] = [];
  for (let at = 0; at < count; at += 1) {
    const socket = connect(Number(port), "127.0.0.1");
    const headers = { Host: host, ...headersOf(at % users) };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`);
    await new Promise<void>((done, fail) => {
      socket.once("error", fail);
      socket.once("data", (chunk: Buffer) => {
        if (chunk.toString("latin1").startsWith("HTTP/1.1 200")) done();
        else fail(new Error(`Stream ${at}: ${chunk.toString("latin1").slice(0, 500)}`));
      });
    });
    socket.on("data", (chunk: Buffer) => told(at, chunk));
    sockets.push(socket);
  }
  await new Promise((done) => setTimeout(done, betweenMs)); // the last snapshots arrive
  let frame = "";
  return {
    async timesUntil(text, act) {
      const times = new Map<number, number>();
      const startedAt = performance.now();
      const all = new Promise<void>((done, fail) => {
        const limit = setTimeout(() => fail(new Error(`${count - times.size} streams were told nothing`)), 60_000);
        told = (at, chunk) => {
          if (times.has(at) || !chunk.includes(text)) return;
          times.set(at, performance.now() - startedAt);
          if (times.size === 1) frame = chunk.toString();
          if (times.size < count) return;
          clearTimeout(limit);
          done();
        };
      });
      await Promise.all([all, act()]);
      return [...times.values()];
    },
    lastFrame: () => frame,
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
