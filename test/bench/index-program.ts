// Runs index-process in a process of its own.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { nodeFlags } from "../support/node-flags.ts";

/** Of the synthetic archive, where no other is named. */
export const syntheticId = "ab".repeat(32);

/** What it prints. */
export async function runIndexProgram<T>(args: readonly (string | number)[]): Promise<T> {
  const program = fileURLToPath(new URL("index-process.ts", import.meta.url));
  const node = [...nodeFlags, "--import", import.meta.resolve("tsx"), program];
  const child = spawn(process.execPath, [...node, ...args.map(String)], { stdio: ["ignore", "pipe", "inherit"] });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise((done) => child.once("close", done));
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}`);
  return JSON.parse(Buffer.concat(chunks).toString()) as T;
}
