// npm test: everything, from a fresh clone. `npm test -- unit http` runs those suites only, `--grep` those tests.
import { parseArgs } from "node:util";
import { ensureTools, tools } from "../test/support/install.mjs";
import { checkRows, runCheck } from "./support/checks.mjs";
import { ensureDependencies } from "./support/dependencies.mjs";
import { requireNode } from "./support/project.mjs";
import { runSuite, suiteLanes, suiteNames, suites } from "./support/suites.mjs";

requireNode();
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { grep: { type: "string", short: "g" } },
});
const unknown = positionals.filter((name) => name !== "checks" && !suiteNames.includes(name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(", ")}. There are: checks, ${suiteNames.join(", ")}.`);
  process.exit(2);
}

const chosen = (name) => positionals.length === 0 || positionals.includes(name);
const total = { passed: 0, failures: [], skipped: [] };

try {
  await ensureDependencies();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const { missing, problem } = await ensureTools(suiteNames.filter(chosen));
if (missing.length > 0) console.log(`Missing on this machine: ${missing.join(", ")}: ${problem}`);

await runChecks();
await runSuites();
report();

async function runChecks() {
  for (const row of checkRows) {
    const wanted = chosen("checks") ? row : row.filter((check) => check.name.startsWith("build"));
    await Promise.all(wanted.map(async (check) => addCheck(check.name, await runCheck(check))));
  }
}

async function runSuites() {
  const possible = suiteNames.filter(chosen).filter(isPossible);
  const waiting = suites.filter(({ name }) => possible.includes(name));
  const lane = async () => {
    for (let suite = waiting.shift(); suite; suite = waiting.shift()) {
      addSuite(suite, await runSuite(suite, values.grep));
    }
  };
  await Promise.all(Array.from({ length: suiteLanes }, lane));
}

function isPossible(suite) {
  const lacking = missing.filter((name) => tools[name].suites.includes(suite));
  if (lacking.length > 0) total.skipped.push(`${suite}: the whole suite, for want of ${lacking.join(", ")}`);
  return lacking.length === 0;
}

function addCheck(name, { ok, output, durationMs }) {
  console.log(`${ok ? "ok    " : "FAILED"} ${name} (${seconds(durationMs)})`);
  if (ok) total.passed += 1;
  else total.failures.push({ title: name, message: output.slice(-8000) });
}

function addSuite({ name, files = "" }, { passed, failures, skipped, output, durationMs }) {
  console.log(`\n── ${name} ${files} (${seconds(durationMs)})`);
  console.log(output.trimEnd());
  total.passed += passed;
  total.failures.push(...failures.map((failure) => ({ ...failure, title: `${name}: ${failure.title}` })));
  total.skipped.push(...skipped.map((title) => `${name}: ${title}`));
}

function report() {
  if (total.skipped.length > 0) console.log(`\nSkipped:\n${total.skipped.map((title) => `- ${title}`).join("\n")}`);
  for (const { title, message } of total.failures) console.log(`\nFAILED ${title}\n${message}`);
  const counts = [`${total.passed} passed`, `${total.failures.length} failed`];
  if (total.skipped.length > 0) counts.push(`${total.skipped.length} skipped`);
  console.log(`\n${counts.join(", ")}`);
  process.exitCode = total.failures.length > 0 ? 1 : 0;
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
