// node_modules: installed when package-lock.json asks for something else than what is there.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run, runNode } from "./processes.mjs";
import { inRoot } from "./project.mjs";

/** Installs with `npm ci` if needed. Returns whether it did; throws when npm fails. */
export async function ensureDependencies() {
  if (isInstalled()) return false;
  console.log("Installing dependencies (npm ci) ...");
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = npmScript();
  const { code } = npm ? await runNode(npm, args, { show: true }) : await run("npm", args, { show: true });
  if (code === 127) throw new Error("npm was not found. Install npm, which comes with Node, and try again.");
  if (code !== 0) throw new Error(`npm ci failed with exit code ${code}; its messages are above.`);
  return true;
}

/**
 * Whether what npm recorded in node_modules is what package-lock.json asks for. npm writes its record last, so an
 * installation that was cut off has none. Optional packages may be absent: they are for other systems.
 */
export function isInstalled() {
  const wanted = packagesOf(inRoot("package-lock.json"));
  const installed = packagesOf(inRoot("node_modules/.package-lock.json"));
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    const found = installed[path];
    return found ? found.version === entry.version && found.integrity === entry.integrity : entry.optional === true;
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return null; // absent or cut short: not installed
  }
}

function npmScript() {
  const started = process.env.npm_execpath; // set by npm itself
  if (started?.endsWith("npm-cli.js")) return started;
  const beside = join(dirname(process.execPath), "../lib/node_modules/npm/bin/npm-cli.js");
  try {
    readFileSync(beside);
    return beside;
  } catch {
    return null; // npm came from elsewhere; PATH has it
  }
}
