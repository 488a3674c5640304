// The bundles of rollup.config.js, several at a time: rollup's own program makes one after another, on one core, each with a worker
// for terser that begins cold.
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { rollup } from "rollup";
import configurations from "../../rollup.config.js";
import { inRoot } from "./project.mjs";

const waiting = [...configurations];

/** From the end, where the largest is: begun last, it would go on alone. */
async function bundleOneByOne() {
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { output, ...input } = next;
    const bundle = await rollup({ ...input, logLevel: "silent" });
    await bundle.write(output);
    await bundle.close();
  }
}

// One more than there are cores: what is put together next does not wait for terser.
await Promise.all(Array.from({ length: availableParallelism() + 1 }, bundleOneByOne));

// What rollup.config.js keeps of terser's work, and no build has asked for in two weeks.
const memory = inRoot(".cache/minified");
const names = existsSync(memory) ? readdirSync(memory) : [];
for (const path of names.map((name) => `${memory}/${name}`)) {
  if (statSync(path).mtimeMs < Date.now() - 14 * 86_400_000) rmSync(path);
}
