// Adds to package-lock.json the builds for other systems that npm leaves out when its source of packages lacks them.
// `npm ci` refuses a lock file without them, on every system. Run it after a change of dependencies.
import { readFileSync, writeFileSync } from "node:fs";
import { inRoot } from "./support/project.mjs";

const file = inRoot("package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8"));
const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
  Object.entries(entry.optionalDependencies ?? {})
    .filter(([name]) => !isLocked(path, name))
    .map(([name, version]) => [`node_modules/${name}`, entryFor(name, version, entry.dev === true)]),
);
const sorted = Object.entries(lock.packages).concat(missing);
lock.packages = Object.fromEntries(sorted.sort(([a], [b]) => a.localeCompare(b, "en")));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(missing.length === 0 ? "Nothing is missing." : missing.map(([path]) => path).join("\n"));

/** Whether the package that `from` would load by this name is in the lock file. */
function isLocked(from, name) {
  for (let at = from; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    if (`${at}/node_modules/${name}` in lock.packages) return true;
  }
  return `node_modules/${name}` in lock.packages;
}

/** Such packages say in their name what they are for, and pin their version. */
function entryFor(name, version, dev) {
  const [, os, cpu, , libc] =
    /-?(android|darwin|linux|win32|freebsd|openbsd|openharmony)-(\w+?)(-(\w+))?$/.exec(name) ?? [];
  if (!os || !cpu || !/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`${name}@${version}: for what system is it?`);
  const libcName = os === "linux" ? { libc: [libc?.startsWith("musl") ? "musl" : "glibc"] } : {};
  return { version, cpu: [cpu], ...(dev ? { dev } : {}), ...libcName, optional: true, os: [os] };
}
