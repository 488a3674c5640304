// Gives the builder ten million entries that no archive has to be made for, and prints what that took.
import { readFileSync } from "node:fs";
import { createRawEntry } from "../../src/archives/index/sources/entry.ts";
import { createIndexBuilder } from "../../src/archives/index/write/builder.ts";
import { createDurable } from "../../src/ports/large-files.ts";

const count = 10_000_000;
const filesEach = 200;
const [file = "/dev/null"] = process.argv.slice(2);
const [folderType, fileType] = ["d", "-"].map((letter) => letter.charCodeAt(0)) as [number, number];

const startedAt = performance.now();
const builder = createIndexBuilder({ archiveId: "ab".repeat(32) });
const entry = createRawEntry();
const path = Buffer.alloc(256);
entry.path = path;
entry.modifiedAtUs = 1_795_000_000_000_000;

for (let at = 0; at < count; at += 1) {
  const folder = Math.floor(at / filesEach);
  const parent = `share-${folder % 16}/year-${folder % 7}/folder ${folder}`;
  const isFolder = at % filesEach === 0;
  entry.type = isFolder ? folderType : fileType;
  entry.mode = isFolder ? 0o755 : 0o644;
  entry.sizeBytes = isFolder ? 0 : at % 100_000;
  entry.modifiedAtUs += 1_234_567;
  entry.pathEnd = path.write(isFolder ? parent : `${parent}/document of some length ${at % filesEach}.txt`);
  builder.add(entry);
}
const out = await createDurable(file);
let bytes = 0;
const { entries } = await builder.finish(async (chunk) => {
  bytes += chunk.length;
  await out.write(chunk);
});
await out.abort();
const tookMs = performance.now() - startedAt;
const peakBytes = Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024;
console.log(JSON.stringify({ tookMs, peakBytes, bytesEach: bytes / entries }));
