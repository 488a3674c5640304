// Child processes of the scripts: every one is remembered, gets our signals, and is gone when we are.
import { spawn } from "node:child_process";
import { root } from "./project.mjs";

const running = new Set();
let forwarding = false;

/**
 * Runs a program in a process group of its own.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, show?: boolean, timeoutMs?: number, cwd?: string }} [options]
 *   `show`: write its output through at once; else it is collected.
 * @returns {Promise<{ code: number, output: string, timedOut: boolean, durationMs: number }>} never rejects
 */
export function run(file, args, { env = process.env, show = false, timeoutMs, cwd = root } = {}) {
  forwardSignals();
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const stdio = show ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"];
    const child = spawn(file, args, { cwd, env, stdio, detached: true });
    running.add(child);
    let output = "";
    let timedOut = false;
    const collect = (chunk) => {
      output = (output + chunk).slice(-1_000_000);
    };
    child.stdout?.setEncoding("utf8").on("data", collect);
    child.stderr?.setEncoding("utf8").on("data", collect);
    const timer =
      timeoutMs &&
      setTimeout(() => {
        timedOut = true;
        endGroup(child);
      }, timeoutMs);
    const end = (code) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code, output, timedOut, durationMs: performance.now() - startedAt });
    };
    child.once("error", (error) => {
      output += `${file}: ${error.message}\n`;
      end(127);
    });
    // "close" waits for the pipes, which a stray grandchild may hold: give it a moment, then end its group.
    child.once("exit", (code) => {
      const stray = setTimeout(() => signalGroup(child, "SIGKILL"), 3000);
      child.once("close", () => {
        clearTimeout(stray);
        signalGroup(child, "SIGKILL"); // whatever is left of its group
        end(code ?? 1);
      });
    });
  });
}

/** Runs a JavaScript file with this Node. */
export const runNode = (script, args, options) => run(process.execPath, [script, ...args], options);

function endGroup(child) {
  signalGroup(child, "SIGTERM");
  setTimeout(() => signalGroup(child, "SIGKILL"), 5000).unref();
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
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stopAll);
  process.on("exit", () => {
    for (const child of running) signalGroup(child, "SIGKILL");
  });
}

function stopAll(signal) {
  if (running.size === 0) process.exit(128 + (signal === "SIGINT" ? 2 : 15));
  for (const child of running) endGroup(child);
  process.exitCode = 130;
  setTimeout(() => process.exit(130), 8000);
}

/** Gives the signals back, for a program that is to run in this process. */
export function releaseSignals() {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.off(signal, stopAll);
  forwarding = false;
}
