// Whether what was built is of these sources: a hash over path, size and modification time, kept beside the output.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { inRoot } from "./project.mjs";

const stampFile = inRoot("dist/.build.json");

/** What each part of the build is made of. */
const inputs = {
  service: [
    "src",
    "schemas",
    "tsconfig.json",
    "package-lock.json",
    "scripts/build.mjs",
    "scripts/support/bundle-service.mjs",
  ],
  widgets: [
    "widgets",
    "schemas",
    "rollup.config.js",
    "tsconfig.json",
    "package-lock.json",
    "scripts/build.mjs",
    "scripts/support/bundle-widgets.mjs",
  ],
};

/** @returns {{ service: string, widgets: string }} one hash for each part, as the sources are now */
export function fingerprints() {
  return Object.fromEntries(Object.entries(inputs).map(([part, paths]) => [part, fingerprint(paths)]));
}

/** The hashes at the last successful build; empty where there was none. */
export function builtFingerprints() {
  try {
    return JSON.parse(readFileSync(stampFile, "utf8"));
  } catch {
    return {}; // no build yet, or one that was cut off
  }
}

/** Records a successful build. */
export function recordBuilt(hashes) {
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(`${stampFile}.tmp`, JSON.stringify(hashes));
  renameSync(`${stampFile}.tmp`, stampFile);
}

/** Whether nothing has to be built. */
export function isFresh() {
  const [now, built] = [fingerprints(), builtFingerprints()];
  return Object.keys(now).every((part) => now[part] === built[part]);
}

function fingerprint(paths) {
  const hash = createHash("sha256");
  for (const path of paths) addPath(hash, path);
  return hash.digest("hex");
}

function addPath(hash, path) {
  const info = statSync(inRoot(path), { throwIfNoEntry: false });
  if (!info) return;
  if (info.isDirectory()) {
    for (const name of readdirSync(inRoot(path)).sort()) addPath(hash, `${path}/${name}`);
  } else if (!path.endsWith("custom-elements.json")) {
    hash.update(`${path}\0${info.size}\0${info.mtimeMs}\n`);
  }
}
