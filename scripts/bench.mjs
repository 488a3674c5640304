// npm run bench: Borgdeck beside what it is held against, measured in one run. `npm run bench -- status` runs one part.
import { ensureDependencies } from "./support/dependencies.mjs";
import { runNode } from "./support/processes.mjs";
import { inRoot, requireNode } from "./support/project.mjs";

requireNode();
await ensureDependencies();
const { code } = await runNode(inRoot("scripts/build.mjs"), [], { show: true });
if (code !== 0) process.exit(code);
const { register } = await import("tsx/esm/api");
register();
const { bench } = await import("../test/bench/bench.ts");
await bench(process.argv.slice(2));
