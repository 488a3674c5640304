// The folders of DATA_DIR, closed to other users.
import { Fault } from "../fault.ts";
import type { Ports } from "../ports/ports.ts";
import { storeLayout } from "./layout.ts";

/** Makes DATA_DIR and the store's folders (0700) and takes other users' access to files in them away. */
export async function prepareFolders(dataDir: string, { files, log }: Pick<Ports, "files" | "log">): Promise<void> {
  const { store, journal, snapshots } = storeLayout(dataDir);
  try {
    for (const folder of [dataDir, store, journal, snapshots]) await files.makeDirectory(folder, 0o700);
    for (const folder of [store, journal]) await closeFiles(folder, files, log);
  } catch (error) {
    throw unusableDataDir(error);
  }
}

/** The fault of a DATA_DIR that cannot be made, read or written. */
export function unusableDataDir(cause: unknown): Fault {
  const { code } = cause as NodeJS.ErrnoException;
  const why = `cannot be used (${code ?? "error"}). Write a folder that the service's user owns and can write, on a disk with free space`;
  return new Fault("invalid-configuration", "The data folder cannot be used", { fields: { DATA_DIR: why }, cause });
}

async function closeFiles(folder: string, files: Ports["files"], log: Ports["log"]): Promise<void> {
  for (const { name, kind } of await files.list(folder)) {
    const path = `${folder}/${name}`;
    if (name.endsWith(".tmp")) await files.remove(path); // of a write that a crash cut short
    const mode = kind === "file" ? ((await files.linkInfo(path))?.mode ?? 0) : 0;
    if ((mode & 0o077) === 0) continue;
    log.warn("Other users could read a data file; that was taken away", { file: name });
    await files.setMode(path, mode & 0o700);
  }
}
