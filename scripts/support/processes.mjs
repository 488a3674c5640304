// Child processes of the scripts: every one is remembered, gets our signals, and is gone when we are.
import { spawn } from "node:child_process";
import { root } from "./project.mjs";

const running = new Set();
const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
let forwarding = false;
/** The exit code that we owe since a signal asked us to end; null until then. */
let endingWith = null;

/**
 * Runs a program in a process group of its own, of which nothing is left when it has ended.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {object} [options]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {string} [options.cwd]
 * @param {boolean} [options.show] write its output through at once; else it is collected (the last megabyte)
 * @param {number} [options.timeoutMs] after which it is stopped
 * @param {() => boolean} [options.doneWhen] whether its work is done; from then on it has `lingerMs` to end
 * @param {number} [options.lingerMs]
 * @returns {Promise<{ code: number, output: string, timedOut: boolean, lingered: boolean, durationMs: number }>}
 *   never rejects; a program that cannot be started has code 127
 */
export function run(file, args, { env = process.env, cwd = root, show = false, timeoutMs, doneWhen, lingerMs } = {}) {
  forwardSignals();
  const startedAt = performance.now();
  const ended = { code: 127, output: "", timedOut: false, lingered: false, durationMs: 0 };
  const stdio = show ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"];
  const child = spawn(file, args, { cwd, env, stdio, detached: true });
  running.add(child);
  collectOutput(child, ended);
  const stopWatching = watch(child, ended, { timeoutMs, doneWhen, lingerMs });
  return new Promise((resolve) => {
    const end = (code) => {
      stopWatching();
      running.delete(child);
      if (endingWith !== null && running.size === 0) process.exit(endingWith);
      resolve({ ...ended, code, durationMs: performance.now() - startedAt });
    };
    child.once("error", (error) => {
      ended.output += `${file}: ${error.message}\n`;
      end(127);
    });
    child.once("exit", () => signalGroup(child, "SIGKILL")); // what is left of its group would hold the pipes
    child.once("close", (code) => end(code ?? 1));
  });
}

/** Runs a JavaScript file with this Node. */
export const runNode = (script, args, options) => run(process.execPath, [script, ...args], options);

function collectOutput(child, ended) {
  const collect = (chunk) => {
    ended.output = (ended.output + chunk).slice(-1_000_000);
  };
  child.stdout?.setEncoding("utf8").on("data", collect);
  child.stderr?.setEncoding("utf8").on("data", collect);
}

function watch(child, ended, { timeoutMs, doneWhen, lingerMs }) {
  const timers = [];
  const stopAs = (reason) => () => {
    ended[reason] = true;
    endGroup(child);
  };
  if (timeoutMs) timers.push(setTimeout(stopAs("timedOut"), timeoutMs));
  if (doneWhen) {
    const poll = setInterval(() => {
      if (!doneWhen()) return;
      clearInterval(poll);
      timers.push(setTimeout(stopAs("lingered"), lingerMs));
    }, 500);
    timers.push(poll);
  }
  return () => timers.forEach(clearTimeout);
}

function endGroup(child, patienceMs = 5000) {
  signalGroup(child, "SIGTERM");
  setTimeout(() => signalGroup(child, "SIGKILL"), patienceMs).unref();
}

function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // the group is gone
  }
}

function forwardSignals() {
  if (forwarding) return;
  forwarding = true;
  for (const signal of Object.keys(exitCodes)) process.on(signal, stopAll);
  process.on("exit", () => {
    for (const child of running) signalGroup(child, "SIGKILL");
  });
}

/** Less patient than who may be waiting for us: a script that another script runs must not be killed before its own. */
function stopAll(signal) {
  if (running.size === 0) process.exit(exitCodes[signal]);
  endingWith = exitCodes[signal];
  for (const child of running) endGroup(child, 2000);
}

/** Gives the signals back, for a program that is to run in this process. */
export function releaseSignals() {
  for (const signal of Object.keys(exitCodes)) process.off(signal, stopAll);
  forwarding = false;
}
