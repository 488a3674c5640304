// A program that stands in for borg and misbehaves as it is told: its first argument is a list of steps, as JSON.
import { spawn } from "node:child_process";
import { readSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const acts = {
  ignore: (signals) => {
    for (const signal of signals) process.on(signal, () => {});
  },
  log: (message) =>
    write(2, `${JSON.stringify({ type: "log_message", name: "borg.archiver", levelname: "INFO", ...message })}\n`),
  progress: (nfiles) =>
    write(2, `${JSON.stringify({ type: "archive_progress", nfiles, original_size: nfiles, path: "a" })}\n`),
  rc: (code) => acts.log({ name: "borg.output.show-rc", message: `terminating with some status, rc ${code}` }),
  stdout: (text) => write(1, text),
  stderr: (text) => write(2, text),
  stderrBase64: (text) => write(2, Buffer.from(text, "base64")),
  flood: ({ to, length, times }) => {
    const data = "x".repeat(length);
    for (let done = 0; done < times; done += 1) write(to, data);
  },
  sleep,
  /** Prompts and waits for an answer, as a program does that was not told otherwise. */
  ask: (prompt) => {
    write(2, prompt);
    const answer = Buffer.alloc(100);
    const length = readSync(0, answer);
    write(2, `\nanswer of ${length} bytes\n`);
  },
  /** Lines of a log that goes on for long. */
  warn: ({ times, length }) => {
    for (let at = 0; at < times; at += 1) {
      acts.log({ levelname: "WARNING", time: Date.now() + at, message: `${at} ${"x".repeat(length)}` });
    }
  },
  readSecret: () => {
    const secret = Buffer.alloc(4096);
    const length = readSync(3, secret);
    write(1, `secret of ${length} bytes`);
  },
  environment: () => write(1, JSON.stringify(process.env)),
  /** Leaves a child behind that holds standard output and error. */
  leaveChild: (ms) => {
    const child = spawn(process.execPath, ["-e", `setTimeout(() => {}, ${ms})`], { stdio: ["ignore", 1, 2] });
    write(1, `child ${child.pid}`);
    child.unref();
  },
  /** The same, in a session of its own: no signal to the group reaches it. */
  leaveStranger: (ms) => {
    const child = spawn(process.execPath, ["-e", `setTimeout(() => {}, ${ms})`], {
      stdio: ["ignore", 1, 2],
      detached: true,
    });
    write(1, `child ${child.pid}`);
    child.unref();
  },
  kill: (signal) => process.kill(process.pid, signal),
  exit: (code) => process.exit(code),
};

/** Pipes of Node's children do not block. */
function write(to, data) {
  const bytes = Buffer.from(data);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(to, bytes, at);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

for (const step of JSON.parse(process.argv[2])) {
  for (const [act, argument] of Object.entries(step)) await acts[act](argument);
}
