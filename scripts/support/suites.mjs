// The mocha suites: one process for each part, with a folder for its scratch files by which whatever it leaves behind is found.
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runNode } from "./processes.mjs";
import { inRoot, programs } from "./project.mjs";

const minute = 60_000;

/**
 * The order in which they begin: two that are soon over and say the most, then the longest ones first, so that no lane is left with a
 * long one at the end. `files` are those of the folder `test/<name>` that a part has, all where there is no such thing.
 */
export const suites = [
  { name: "unit", timeoutMs: 6 * minute },
  { name: "contract", timeoutMs: 6 * minute },
  { name: "widgets", files: "[p-z]*.test.ts", timeoutMs: 18 * minute },
  { name: "widgets", files: "[a-o]*.test.ts", timeoutMs: 18 * minute },
  { name: "http", timeoutMs: 18 * minute },
  { name: "borg", timeoutMs: 18 * minute },
  { name: "faults", files: "[n-z]*.test.ts", timeoutMs: 18 * minute },
  { name: "faults", files: "[a-m]*.test.ts", timeoutMs: 18 * minute },
  { name: "proxies", timeoutMs: 6 * minute },
];

/** How many run at the same time: one more than two cores can serve, as much of it is waiting (for borg's locks, for a browser). */
export const suiteLanes = 3;

/** Their names, in this order. */
export const suiteNames = [...new Set(suites.map(({ name }) => name))];

/** What a suite that has printed its result may still take to end by itself. */
const lingerMs = 10_000;

/**
 * Runs one suite.
 * @returns {Promise<{ passed: number, failures: { title: string, message: string }[], skipped: string[], output: string, durationMs: number }>}
 */
export async function runSuite({ name, files = "**/*.test.ts", timeoutMs }, grep) {
  const scratch = mkdtempSync(join(tmpdir(), "bd-"));
  chmodSync(scratch, 0o711); // a test that goes on as a user without rights still finds its own folder
  const resultFile = join(scratch, "result.json");
  const args = [
    "--reporter",
    inRoot("scripts/support/mocha-reporter.mjs"),
    "--reporter-option",
    `output=${resultFile}`,
  ];
  if (grep) args.push("--grep", grep);
  try {
    const env = { ...testEnvironment(), TMPDIR: scratch, NO_COLOR: "1" };
    const ended = await runNode(programs.mocha, [...args, `test/${name}/${files}`], {
      env,
      timeoutMs,
      doneWhen: () => existsSync(resultFile),
      lingerMs,
    });
    return { ...resultOf(resultFile, ended, grep), output: ended.output, durationMs: ended.durationMs };
  } finally {
    for (const left of endLeftovers(scratch)) console.log(`${name} left a process behind, now ended: ${left}`);
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

function resultOf(resultFile, ended, grep) {
  if (!existsSync(resultFile)) {
    const message = ended.timedOut ? "It did not end in time and was stopped." : `Exit code ${ended.code}.`;
    return {
      passed: 0,
      failures: [{ title: "the suite as a whole", message: `${message}\n${ended.output.slice(-4000)}` }],
      skipped: [],
    };
  }
  const result = JSON.parse(readFileSync(resultFile, "utf8"));
  const nothing = result.passed + result.failures.length + result.skipped.length === 0;
  if (nothing && !grep) result.failures.push({ title: "the suite as a whole", message: "It has no tests." });
  if (ended.lingered) {
    result.failures.push({
      title: "the suite as a whole",
      message: "It did not end by itself: a test left something open.",
    });
  }
  return result;
}

/**
 * The settings of somebody's own borg or Borgdeck must not reach a test. Without a locale Chromium would not write the
 * name of a downloaded file as it is.
 */
function testEnvironment() {
  const keep =
    /^(PATH|HOME|LANG|LC_|TZ$|USER$|LOGNAME$|TERM$|CI$|NODE_|HTTPS?_PROXY|https?_proxy|NO_PROXY|no_proxy|BORGDECK_TEST)/;
  return { LANG: "C.UTF-8", ...Object.fromEntries(Object.entries(process.env).filter(([name]) => keep.test(name))) };
}

/** Ends processes that were started for this scratch folder and outlived the suite. */
function endLeftovers(scratch) {
  if (!existsSync("/proc/self/cmdline")) return [];
  const found = readdirSync("/proc").filter(
    (entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid && mentions(entry, scratch),
  );
  return found.map((pid) => {
    const command = readProc(pid, "cmdline").replaceAll("\0", " ").slice(0, 200);
    try {
      process.kill(Number(pid), "SIGKILL");
    } catch {
      // it ended meanwhile
    }
    return `${pid} ${command}`;
  });
}

function mentions(pid, scratch) {
  return readProc(pid, "cmdline").includes(scratch) || readProc(pid, "environ").includes(scratch);
}

function readProc(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return ""; // it ended, or is not ours
  }
}
