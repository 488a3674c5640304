// Damage in the files of a repository, as a failing disk does it.
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** The path of the file with the data of the repository there, which is the largest. */
export async function largestSegment(location: string): Promise<string> {
  const folder = join(location, "data/0");
  const segments = await Promise.all(
    (await readdir(folder)).map(async (name) => ({ name, size: (await stat(join(folder, name))).size })),
  );
  return join(folder, segments.sort((a, b) => b.size - a.size)[0]?.name ?? "");
}

/** Writes these bytes over those at `offset`; the file's size stays. */
export async function overwrite(path: string, offset: number, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "r+");
  await file.write(bytes, 0, bytes.length, offset).finally(() => file.close());
}
