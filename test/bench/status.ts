// GET /api/status over a large installation, beside a bare Koa route that answers with the same bytes.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Figure, mebibytes, median, ms } from "./figures.ts";
import { seed } from "./seed.ts";
import { adminHeaders, type RunningServer, residentBytes, root, startBareKoa, startService } from "./service.ts";

const size = { repositories: 200, plans: 50, jobs: 10_000 };

/** Measures latency, rate, start and memory. */
export async function measureStatus(scratch: string): Promise<Figure[]> {
  const dataDir = join(scratch, "many");
  mkdirSync(dataDir);
  await seed(dataDir, size);
  const service = await startService({ dataDir, sourceRoots: scratch });
  const first = await settledStatus(service);
  const body = join(scratch, "status.json");
  writeFileSync(body, Buffer.from(await first.arrayBuffer()));
  const bare = await startBareKoa(body);
  try {
    const etag = first.headers.get("ETag");
    if (first.status !== 200 || !etag) throw new Error(`GET /api/status: ${first.status}, ETag ${etag}`);
    return [await latency(service, bare), ...rates(service, bare, etag), started(service, bare), memory(service, bare)];
  } finally {
    await Promise.all([service.stop(), bare.stop()]);
  }
}

/** The status once it holds still: right after the start the next fire time of each plan comes in. */
async function settledStatus(service: RunningServer): Promise<Response> {
  let reply = await fetch(`${service.url}/api/status`, { headers: adminHeaders });
  for (;;) {
    await new Promise((done) => setTimeout(done, 2000));
    const next = await fetch(`${service.url}/api/status`, { headers: adminHeaders });
    if (next.headers.get("ETag") === reply.headers.get("ETag")) return next;
    await next.arrayBuffer();
    reply = next;
  }
}

async function latency(service: RunningServer, bare: RunningServer): Promise<Figure> {
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let at = 0; at < 300; at += 1) {
    ours.push(await timed(`${service.url}/api/status`));
    theirs.push(await timed(bare.url));
  }
  const [a, b] = [median(ours.slice(50)), median(theirs.slice(50))];
  const name = `GET /api/status, ${size.repositories} repositories, ${size.plans} plans, ${size.jobs} jobs, median`;
  return { name, ours: ms(a), theirs: ms(b), ratio: a / b };
}

async function timed(url: string): Promise<number> {
  const startedAt = performance.now();
  await (await fetch(url, { headers: adminHeaders })).arrayBuffer();
  return performance.now() - startedAt;
}

/** In turns, three times each; the bare route always sends its bytes, ours says 304 to who has them. */
function rates(service: RunningServer, bare: RunningServer, etag: string): Figure[] {
  const [matching, whole, beside]: [number[], number[], number[]] = [[], [], []];
  for (let at = 0; at < 3; at += 1) {
    matching.push(requestsPerSecond(`${service.url}/api/status`, { ...adminHeaders, "If-None-Match": etag }));
    whole.push(requestsPerSecond(`${service.url}/api/status`, adminHeaders));
    beside.push(requestsPerSecond(bare.url, adminHeaders));
  }
  const theirs = median(beside);
  const figure = (name: string, rate: number) => ({
    name,
    ours: `${rate.toFixed(0)} req/s`,
    theirs: `${theirs.toFixed(0)} req/s`,
    ratio: rate / theirs,
  });
  return [
    figure("status with the ETag at hand (304), beside the same bytes by bare Koa", median(matching)),
    figure("status in full (200), beside the same bytes by bare Koa", median(whole)),
  ];
}

function requestsPerSecond(url: string, headers: Record<string, string>): number {
  const named = Object.entries(headers).flatMap(([name, value]) => ["--headers", `${name}=${value}`]);
  const program = join(root, "node_modules/autocannon/autocannon.js");
  const args = [program, "--json", "--duration", "5", "--connections", "10", ...named, url];
  const report = JSON.parse(
    execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
  ) as {
    errors: number;
    "4xx": number;
    "5xx": number;
    requests: { average: number };
  };
  if (report.errors + report["4xx"] + report["5xx"] > 0) throw new Error(`${url}: ${JSON.stringify(report)}`);
  return report.requests.average;
}

function started(service: RunningServer, bare: RunningServer): Figure {
  const name = "start with that history → first answer";
  return { name, ours: ms(service.startMs), theirs: ms(bare.startMs), ratio: service.startMs / bare.startMs };
}

function memory(service: RunningServer, bare: RunningServer): Figure {
  const [ours, theirs] = [residentBytes(service.pid), residentBytes(bare.pid)];
  return {
    name: "memory after all that (RSS)",
    ours: mebibytes(ours),
    theirs: mebibytes(theirs),
    ratio: ours / theirs,
  };
}
