// npm run build: TypeScript to dist/, and the bundles to dist/public, which is what the service serves.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { builtFingerprints, fingerprints, recordBuilt } from "./support/freshness.mjs";
import { runNode } from "./support/processes.mjs";
import { inRoot, programs, requireNode } from "./support/project.mjs";

requireNode();
process.exitCode = (await build()) ? 0 : 1;

async function build() {
  const [now, built] = [fingerprints(), builtFingerprints()];
  removeStaleOutput("src");
  removeStaleOutput("schemas");
  removeStaleOutput("widgets");
  const [service, widgets] = await Promise.all([
    now.service === built.service || buildService(),
    now.widgets === built.widgets || buildWidgets(),
  ]);
  recordBuilt({ service: service ? now.service : "", widgets: widgets ? now.widgets : "" });
  return service && widgets;
}

async function buildService() {
  const typed = await step("tsc (service)", programs.tsc, ["-p", "tsconfig.json"]);
  return typed && (await step("rollup (service)", inRoot("scripts/support/bundle-service.mjs"), []));
}

async function buildWidgets() {
  const typed = await step("tsc (widgets)", programs.tsc, ["-p", "widgets/tsconfig.json"]);
  const bundled = await step("rollup (widgets)", inRoot("scripts/support/bundle-widgets.mjs"), []);
  return typed && bundled;
}

async function step(name, program, args) {
  const { code, output, durationMs } = await runNode(program, args, { env: { ...process.env, NO_COLOR: "1" } });
  if (code !== 0) console.log(output.trimEnd());
  console.log(`${code === 0 ? "built " : "FAILED"} ${name} (${(durationMs / 1000).toFixed(1)} s)`);
  return code === 0;
}

/** Output whose source is gone would still be found by an import. */
function removeStaleOutput(folder) {
  if (!existsSync(inRoot("dist", folder))) return;
  for (const entry of readdirSync(inRoot("dist", folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (existsSync(inRoot(path))) removeStaleOutput(path);
      else rmSync(inRoot("dist", path), { recursive: true });
    } else if (!existsSync(inRoot(path.replace(/\.js(\.map)?$/, ".ts")))) {
      rmSync(inRoot("dist", path));
    }
  }
}
