// Makes programs that stand in for borg and misbehave as told; see false-borg.mjs for what they can do.
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export type Step = Readonly<Record<string, unknown>>;

const program = fileURLToPath(new URL("./false-borg.mjs", import.meta.url));

/** Writes an executable into `folder` that takes the steps, whatever its arguments are. */
export async function createFalseBorg(folder: string, steps: readonly Step[]): Promise<string> {
  const path = join(folder, `borg-${Math.random().toString(36).slice(2)}`);
  const quoted = [process.execPath, program, JSON.stringify(steps)].map((part) => `'${part.replaceAll("'", "'\\''")}'`);
  await writeFile(path, `#!/bin/sh\nexec ${quoted.join(" ")}\n`);
  await chmod(path, 0o755);
  return path;
}
