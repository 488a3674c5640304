// A process of its own that builds a synthetic index or serves from one, and prints what that took as JSON.
//   build FILE ARCHIVE_ID FILES FILES_EACH STATE · list FILE ARCHIVE_ID FOLDERS · search FILE ARCHIVE_ID · compare FILE ARCHIVE_ID OTHER
import { readFileSync } from "node:fs";
import type { ArchiveIndex } from "../../src/archives/index/archive-index.ts";
import { summarizeDifferences } from "../../src/archives/index/compare/compare.ts";
import { openIndex } from "../../src/archives/index/open-index.ts";
import { parseNameQuery } from "../../src/archives/index/search/name-query.ts";
import { createSlices } from "../../src/archives/index/slices.ts";
import { createIndexBuilder } from "../../src/archives/index/write/builder.ts";
import { createDurable, openRandom } from "../../src/ports/large-files.ts";
import { addSynthetic, folderPath } from "./synthetic-entries.ts";

const [what = "", file = "", archiveId = "", ...rest] = process.argv.slice(2);
const slice = createSlices();

const memory = (field: string) =>
  Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024;

async function open(path: string): Promise<ArchiveIndex> {
  const access = await openRandom(path);
  if (!access) throw new Error(`${path} is not there`);
  return openIndex(access, { archiveId }, { slices: slice });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function build() {
  const [files = 0, filesEach = 1, state = 1] = rest.map(Number);
  const builder = createIndexBuilder({ archiveId });
  const addMs = await timed(async () => addSynthetic(builder, { files, filesEach, state }));
  const out = await createDurable(file);
  let bytes = 0;
  let entries = 0;
  const finishMs = await timed(async () => {
    const totals = await builder.finish(async (chunk) => {
      bytes += chunk.length;
      await out.write(chunk);
    });
    entries = totals.entries;
  });
  await out.commit();
  return { addMs, finishMs, entries, bytesEach: bytes / entries, peakBytes: memory("VmHWM") };
}

/** Folders at random, a page of a hundred each, as JSON. */
async function list() {
  const [folders = 1] = rest.map(Number);
  const index = await open(file);
  const idle = memory("VmRSS");
  const times: number[] = [];
  for (let at = 0; at < 5000; at += 1) {
    const folder = (at * 2654435761) % folders;
    const { total = 0 } = (await index.list(folderPath(folder), { from: 0, limit: 1 })) ?? {};
    const from = total > 100 ? (at * 7919) % (total - 100) : 0;
    const path = folderPath((folder * 31) % folders);
    times.push(await timed(async () => JSON.stringify(await index.list(path, { from, limit: 100 }))));
  }
  return { times, residentBytes: memory("VmRSS") - idle };
}

const queries = [
  "e",
  "document",
  "zzzzz",
  "1999",
  "-77.txt",
  "*.pdf",
  "*9?77*.txt",
  "????",
  "components/doc*7",
  "xx/doc",
  "ü",
];

/** First pages of a hundred. */
async function search() {
  const index = await open(file);
  const idle = memory("VmRSS");
  const times: Record<string, number[]> = {};
  for (let round = 0; round < 5; round += 1) {
    for (const text of queries) {
      const look = () => index.search(parseNameQuery(text), { after: null, limit: 100, slice });
      times[text] = [...(times[text] ?? []), await timed(look)];
    }
  }
  return { times, residentBytes: memory("VmRSS") - idle };
}

/** While it compares, something else wants a turn of the event loop each millisecond. */
async function compare() {
  const [index, other] = [await open(file), await open(rest[0] ?? "")];
  const idle = memory("VmRSS");
  const times: number[] = [];
  let [latestMs, dueAt] = [0, performance.now() + 1];
  const timer = setInterval(() => {
    latestMs = Math.max(latestMs, performance.now() - dueAt);
    dueAt = performance.now() + 1;
  }, 1);
  for (let round = 0; round < 3; round += 1) {
    times.push(await timed(() => summarizeDifferences(index, other, { path: "", slice })));
  }
  clearInterval(timer);
  return { times, latestMs, residentBytes: memory("VmRSS") - idle };
}

const commands: Readonly<Record<string, () => Promise<unknown>>> = { build, list, search, compare };
const command = commands[what];
if (!command) throw new Error(`There is no ${what}`);
console.log(JSON.stringify(await command()));
