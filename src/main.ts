#!/usr/bin/env node
// Entry: argv to one command of cli/. The only reader of process.env, and the only one to exit.
import { fileURLToPath } from "node:url";
import { dispatch } from "./cli/dispatch.ts";
import { systemFiles } from "./ports/files.ts";
import { systemProcesses } from "./ports/processes.ts";

const endSignals = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

// Whoever read what is printed may have gone; a service goes on without.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

const exitCode = await dispatch(process.argv.slice(2), {
  env: process.env,
  files: systemFiles,
  processes: systemProcesses,
  program: [process.execPath, ...process.execArgv, fileURLToPath(import.meta.url)],
  installation: fileURLToPath(new URL("../..", import.meta.url)),
  userId: process.getuid?.() ?? -1,
  print: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
  untilAskedToEnd: () =>
    new Promise((resolve) => {
      for (const signal of endSignals) process.once(signal, () => resolve());
    }),
});
process.exit(exitCode);
