// The real borg behind a gate: it waits where it is about to open a certain file, for as long as the test wants, so that a
// test that needs a backup in its middle does not depend on how fast the machine is.
import { existsSync } from "node:fs";
import { chmod, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eagerBorg } from "./borg.ts";
import { eventually } from "./service.ts";

export interface GatedBorg {
  /** For BORG_PATH. */
  readonly path: string;
  /** From now on borg waits at the file; only the borg with this command, where one is told. */
  close(command?: string): Promise<void>;
  /** Resolves when a borg waits at the closed gate. */
  reached(): Promise<void>;
  open(): Promise<void>;
}

/**
 * Writes the program into `folder`. borg waits before it opens a file whose name is `fileName`, or matches it whole; with
 * `command` only where that word, such as `prune`, or one of those is among its arguments. A repository's `config` is opened under
 * its lock; its folders are opened where they are removed.
 */
export async function createGatedBorg(
  folder: string,
  fileName: string | RegExp,
  command: string | readonly string[] = [],
  borg = eagerBorg,
): Promise<GatedBorg> {
  const gate = join(folder, "gate");
  const [closed, reached, path] = [join(gate, "closed"), join(gate, "reached"), join(gate, "borg")];
  await mkdir(gate, { recursive: true });
  const pattern = typeof fileName === "string" ? fileName.replace(/[^A-Za-z0-9_]/g, "\\$&") : fileName.source;
  await writeFile(path, script({ closed, reached, pattern, commands: [command].flat(), borg }));
  await chmod(path, 0o755);
  return {
    path,
    async close(only = "") {
      await rm(reached, { force: true });
      await writeFile(`${closed}.new`, only);
      await rename(`${closed}.new`, closed);
    },
    reached: async () => {
      await eventually(
        async () => existsSync(reached),
        (is) => is,
        60_000,
      );
    },
    open: () => rm(closed, { force: true }),
  };
}

/** Python tells a hook of every file that it opens (PEP 578); all the rest is borg's own program. */
function script(
  names: Readonly<Record<"closed" | "reached" | "pattern" | "borg", string>> & { readonly commands: readonly string[] },
): string {
  return `#!/usr/bin/python3
import os, re, runpy, sys, time

names = ${JSON.stringify(names)}

def is_closed():
    try:
        with open(names["closed"]) as file:
            only = file.read()
    except FileNotFoundError:
        return False
    return not only or only in sys.argv

def hook(event, arguments):
    if event != "open" or not isinstance(arguments[0], (str, bytes)):
        return
    if names["commands"] and not any(command in sys.argv for command in names["commands"]):
        return
    if not re.fullmatch(names["pattern"], os.path.basename(os.fsdecode(arguments[0]))):
        return
    while is_closed():
        os.close(os.open(names["reached"], os.O_CREAT | os.O_WRONLY, 0o600))
        time.sleep(0.02)

sys.addaudithook(hook)
sys.argv[0] = names["borg"]
runpy.run_path(names["borg"], run_name="__main__")
`;
}
