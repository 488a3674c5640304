// npm run bench: everything, or the parts named (idle, status, backup, index-build, index-serving, archives,
// streams, widgets).
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureArchives } from "./archives.ts";
import { measureBackups } from "./backup.ts";
import { asTable } from "./figures.ts";
import { measureIdle } from "./idle.ts";
import { measureIndexBuilds } from "./index-build.ts";
import { measureIndexServing } from "./index-serving.ts";
import { measureStatus } from "./status.ts";
import { measureStreams } from "./streams.ts";
import { measureWidgets } from "./widgets.ts";

const parts = {
  idle: measureIdle,
  status: measureStatus,
  backup: (scratch: string) => measureBackups(scratch, 20_000, 5),
  "index-build": measureIndexBuilds,
  "index-serving": measureIndexServing,
  archives: measureArchives,
  streams: measureStreams,
  widgets: measureWidgets,
};

/** Measures the named parts, or all, and prints one table. */
export async function bench(names: readonly string[]): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    for (const [name, measure] of Object.entries(parts)) {
      if (names.length > 0 && !names.includes(name)) continue;
      console.log(`${name} ...`);
      console.log(`${asTable(await measure(scratch))}\n`);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
