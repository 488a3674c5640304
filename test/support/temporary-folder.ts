// Folders that a test makes and that are gone after it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Call in a `describe`: gives a function that makes an empty folder, removed when the suite has ended. */
export function temporaryFolders(): () => string {
  const made: string[] = [];
  after(() => {
    for (const folder of made) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });
  return () => {
    const folder = mkdtempSync(join(tmpdir(), "bd-"));
    made.push(folder);
    return folder;
  };
}
