// A fresh installation: how soon it answers, what memory it holds doing nothing, and what a page loads for a widget.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Figure, mebibytes, median, ms } from "./figures.ts";
import { type RunningServer, residentBytes, root, startBareKoa, startService } from "./service.ts";

const settleMs = 5000;

/** Measures start and memory five times in turns, and the size of one bundle. */
export async function measureIdle(scratch: string): Promise<Figure[]> {
  const dataDir = join(scratch, "fresh");
  mkdirSync(dataDir);
  writeFileSync(join(scratch, "bytes"), "{}");
  const [ours, theirs]: [Sample[], Sample[]] = [[], []];
  for (let at = 0; at < 5; at += 1) {
    ours.push(await sample(() => startService({ dataDir, sourceRoots: scratch })));
    theirs.push(await sample(() => startBareKoa(join(scratch, "bytes"))));
  }
  const middle = (samples: Sample[], key: keyof Sample) => median(samples.map((each) => each[key]));
  const [startA, startB] = [middle(ours, "startMs"), middle(theirs, "startMs")];
  const [bytesA, bytesB] = [middle(ours, "bytes"), middle(theirs, "bytes")];
  return [
    { name: "start → first answer, median of 5", ours: ms(startA), theirs: ms(startB), ratio: startA / startB },
    {
      name: "idle memory (RSS), median of 5",
      ours: mebibytes(bytesA),
      theirs: mebibytes(bytesB),
      ratio: bytesA / bytesB,
    },
    bundle(),
  ];
}

interface Sample {
  readonly startMs: number;
  readonly bytes: number;
}

async function sample(start: () => Promise<RunningServer>): Promise<Sample> {
  const server = await start();
  await new Promise((done) => setTimeout(done, settleMs));
  const bytes = residentBytes(server.pid);
  await server.stop();
  return { startMs: server.startMs, bytes };
}

function bundle(): Figure {
  const bytes = gzipSync(readFileSync(join(root, "dist/public/widgets/borg-status.js")), { level: 9 }).length;
  return { name: "<borg-status> with Lit, gzip", ours: `${(bytes / 1000).toFixed(2)} kB`, theirs: "–", ratio: null };
}
