// npm start: installs and builds what is missing or old, then runs `borgdeck start` in this process.
import { pathToFileURL } from "node:url";
import { ensureDependencies } from "./support/dependencies.mjs";
import { isFresh } from "./support/freshness.mjs";
import { releaseSignals, runNode } from "./support/processes.mjs";
import { inRoot, requireNode } from "./support/project.mjs";

requireNode();
try {
  await ensureDependencies();
  await ensureBuilt();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
releaseSignals();
const entry = inRoot("dist/service/main.js");
process.argv = [process.execPath, entry, "start", ...process.argv.slice(2)];
await import(pathToFileURL(entry).href);

async function ensureBuilt() {
  if (isFresh()) return;
  console.log("Building ...");
  const { code } = await runNode(inRoot("scripts/build.mjs"), [], { show: true });
  if (code !== 0) throw new Error("The build failed; its messages are above.");
}
