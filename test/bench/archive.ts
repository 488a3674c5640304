// Archives of small files in a repository of the benchmark's own.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const passphrase = "only for the benchmark, of no worth";

/** borg's environment, with everything that it keeps below a folder. */
export function borgEnvironment(baseDir: string): NodeJS.ProcessEnv {
  return { PATH: "/usr/bin:/bin", BORG_BASE_DIR: baseDir, BORG_PASSPHRASE: passphrase, TZ: "UTC", LC_ALL: "C.UTF-8" };
}

/** What it printed. Throws where it did not end well. */
export function borg(env: NodeJS.ProcessEnv, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync("borg", args, { env, stdio: ["ignore", "pipe", "pipe"] });
  if (status !== 0) throw new Error(`borg ${args[0]}: ${stderr.toString()}`);
  return stdout.toString();
}

export interface ArchiveSize {
  readonly folders: number;
  readonly filesEach: number;
}

/** Writes the files to `tree`, archives them as `name`, and removes them. */
export function makeArchive(
  env: NodeJS.ProcessEnv,
  location: string,
  name: string,
  tree: string,
  { folders, filesEach }: ArchiveSize,
): void {
  for (let at = 0; at < folders; at += 1) {
    const folder = join(tree, `share-${at % 16}`, `year-${at % 7}`, `folder ${at}`);
    mkdirSync(folder, { recursive: true });
    for (let file = 0; file < filesEach; file += 1) {
      writeFileSync(join(folder, `document of some length ${file}.txt`), String((at * filesEach + file) % 1000));
    }
  }
  borg(env, ["create", "--files-cache=disabled", `${location}::${name}`, tree]);
  rmSync(tree, { recursive: true });
}
