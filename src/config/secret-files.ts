// Files that hold secrets: NAME_FILE.
import type { Files } from "../ports/files.ts";
import { isWithin } from "../ports/paths.ts";
import type { Problems } from "./problems.ts";
import type { RawEnvironment } from "./raw-environment.ts";
import { settings } from "./setting-notes.ts";

/** Refuses those inside DATA_DIR that others can read. Outside it they may be open: Docker mounts its secrets so. */
export async function refuseOpenSecretFiles(
  env: RawEnvironment,
  dataDir: string,
  files: Files,
  problems: Problems,
): Promise<void> {
  for (const { name } of settings.filter(({ secret }) => secret)) {
    const path = env[`${name}_FILE`];
    if (!path || !isWithin(path, dataDir)) continue;
    const mode = (await files.info(path).catch(() => null))?.mode ?? 0;
    if ((mode & 0o077) !== 0) problems.add(`${name}_FILE`, `can be read by other users. Run: chmod 600 ${path}`);
  }
}
