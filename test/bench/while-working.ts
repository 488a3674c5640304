// How late other requests are while the service works, beside a bare Koa that is asked at the same times.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { type Figure, goal, ms, p99 } from "./figures.ts";
import { type RunningServer, root } from "./service.ts";

/** What the issue allows anything to hold the event loop. */
const goalMs = 50;

interface Asked {
  readonly times: readonly number[];
  readonly failed: number;
}

/** Asks both all the while, and tells the latest answer and the hundredth part's. */
export async function latestWhile(
  name: string,
  [service, bare]: readonly [RunningServer, RunningServer],
  work: () => Promise<unknown>,
): Promise<Figure> {
  const [ours, theirs] = await askingWhile([`${service.url}/api/status`, bare.url], work);
  if (!ours || !theirs || ours.failed > 0) throw new Error(`Requests failed while ${name}`);
  const [latest, beside] = [Math.max(...ours.times), Math.max(...theirs.times)];
  const details = `p99 ${ms(p99(ours.times))}; bare Koa ${ms(beside)}, p99 ${ms(p99(theirs.times))}`;
  return goal(`while ${name}: latest of ${ours.times.length} other answers (${details})`, latest, goalMs);
}

async function askingWhile(urls: readonly string[], work: () => Promise<unknown>): Promise<Asked[]> {
  const child = spawn(process.execPath, [join(root, "test/bench/late-requests.mjs"), ...urls], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  let printed = "";
  const ready = new Promise<void>((done) => child.stdout.once("data", () => done()));
  child.stdout.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const ended = new Promise((done) => child.once("close", done));
  await ready;
  try {
    await work();
  } finally {
    child.stdin.end();
    await ended;
  }
  return JSON.parse(printed.slice(printed.indexOf("\n"))) as Asked[];
}
