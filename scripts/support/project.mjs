// Where things are in this checkout, and what Node it needs.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the checkout. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A path inside the checkout. */
export const inRoot = (...parts) => join(root, ...parts);

/** Programs of node_modules, as files for node itself: no shell and no PATH between us and them. */
export const programs = {
  biome: inRoot("node_modules/@biomejs/biome/bin/biome"),
  depcruise: inRoot("node_modules/dependency-cruiser/bin/dependency-cruise.mjs"),
  knip: inRoot("node_modules/knip/bin/knip.js"),
  mocha: inRoot("node_modules/mocha/bin/mocha.js"),
  tsc: inRoot("node_modules/typescript/bin/tsc"),
};

/** The oldest Node that works, as in package.json's `engines`. */
export const oldestNode = [20, 19];

/** Whether a version such as "20.19.0" is new enough. */
export function isSupportedNode(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor, oldestMinor] = oldestNode;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/** Ends the process with a plain message where Node is too old. */
export function requireNode() {
  const { node } = process.versions;
  if (isSupportedNode(node)) return;
  console.error(`Borgdeck needs Node ${oldestNode.join(".")} or newer; this is Node ${node}.`);
  console.error("Install a newer one from https://nodejs.org, or with your system's packages.");
  process.exit(1);
}
