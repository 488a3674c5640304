// What the tests need from the system: installed where that is possible (root on Debian), else named as missing.
import { existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "../../scripts/support/processes.mjs";

/** Program → the Debian packages that bring it, and the suites that cannot run without it. */
export const tools = {
  borg: { packages: ["borgbackup"], suites: ["borg", "http", "faults", "proxies", "widgets"] },
  nginx: { packages: ["nginx-light"], suites: ["proxies"] },
  caddy: { packages: ["caddy"], suites: ["proxies"] },
  openssl: { packages: ["openssl"], suites: ["proxies"] },
  chromium: { packages: ["chromium", "fonts-liberation"], suites: ["widgets"] },
  git: { packages: ["git"], suites: ["contract"] },
};

/** The same of what a suite makes use of where it is there, and does without otherwise. */
const extras = {
  fusermount3: { packages: ["fuse3", "python3-pyfuse3"], suites: ["borg"], device: "/dev/fuse" },
  "firefox-esr": { packages: ["firefox-esr"], suites: ["widgets"] },
  mosquitto: { packages: ["mosquitto"], suites: ["http"] },
  borg2: { packages: ["borgbackup2"], suites: ["borg"] },
};

const systemFolders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
const policyFile = "/usr/sbin/policy-rc.d";

/** @returns {string[]} the names of the programs that are not on this machine */
export function missingTools(names = Object.keys(tools)) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...systemFolders];
  return names.filter((name) => !folders.some((folder) => isProgram(join(folder, name))));
}

/**
 * Installs what is missing for these suites, if it can.
 * @param {readonly string[]} suites
 * @returns {Promise<{ missing: string[], problem: string | null }>} what is still missing, and why
 */
export async function ensureTools(suites) {
  const wanted = Object.keys(tools).filter((name) => tools[name].suites.some((suite) => suites.includes(suite)));
  const missing = missingTools(wanted);
  await installExtras(suites);
  if (missing.length === 0) return { missing, problem: null };
  const packages = missing.flatMap((name) => tools[name].packages);
  if (!canInstall()) return { missing, problem: `install ${packages.join(", ")} (names of Debian's packages)` };
  console.log(`Installing from Debian: ${packages.join(" ")} ...`);
  const problem = await withoutStartingServices(() => aptInstall(packages));
  return { missing: missingTools(wanted), problem };
}

async function installExtras(suites) {
  const useful = Object.entries(extras).filter(
    ([, { suites: users, device }]) =>
      users.some((name) => suites.includes(name)) && (device === undefined || existsSync(device)),
  );
  const missing = missingTools(useful.map(([name]) => name));
  if (missing.length === 0 || !canInstall()) return;
  const problem = await withoutStartingServices(() => aptInstall(missing.flatMap((name) => extras[name].packages)));
  if (problem !== null) console.log(`Tests do without ${missing.join(", ")}: it could not be installed`);
}

function canInstall() {
  return process.getuid?.() === 0 && existsSync("/etc/debian_version") && missingTools(["apt-get"]).length === 0;
}

async function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) => run("apt-get", ["-q", ...args], { env, timeoutMs: 15 * 60_000 });
  await apt("update"); // without a network, what is already known may still do
  const { code, output } = await apt("install", "-y", "--no-install-recommends", ...packages);
  return code === 0 ? null : `apt-get install failed with exit code ${code}:\n${output.slice(-2000)}`;
}

/** Debian starts a daemon as it is installed, unless this file says no. */
async function withoutStartingServices(install) {
  const ours = !existsSync(policyFile);
  if (ours) writeFileSync(policyFile, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    return await install();
  } finally {
    if (ours) rmSync(policyFile, { force: true });
  }
}

function isProgram(path) {
  const info = statSync(path, { throwIfNoEntry: false });
  return info?.isFile() === true && (info.mode & 0o111) !== 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { missing, problem } = await ensureTools(Object.values(tools).flatMap((tool) => tool.suites));
  if (missing.length > 0) console.error(`Missing: ${missing.join(", ")}. ${problem ?? ""}`);
  process.exitCode = missing.length > 0 ? 1 : 0;
}
