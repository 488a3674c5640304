// A files port that a test can make fail or wait.
import type { AppendFile, Files } from "../../src/ports/files.ts";
import { systemFiles } from "../../src/ports/files.ts";

export interface FailingFiles extends Files {
  /** How writes fail from now on: not at all, before anything happens, half-way, or after the file was replaced. */
  failWrites(how: "never" | "at-once" | "half-way" | "after-replacing", code?: string): void;
  /** Paths written so far, in order. */
  readonly written: string[];
}

export function createFailingFiles(): FailingFiles {
  let how: Parameters<FailingFiles["failWrites"]>[0] = "never";
  let error = systemError("ENOSPC");
  const written: string[] = [];

  const failingAppend = (file: AppendFile, path: string): AppendFile => ({
    async append(data) {
      if (how === "at-once") throw error;
      if (how === "half-way") {
        await file.append(data.slice(0, Math.ceil(data.length / 2)));
        throw error;
      }
      await file.append(data);
      written.push(path);
      if (how === "after-replacing") throw error;
    },
    truncate: (sizeBytes) => file.truncate(sizeBytes),
    close: () => file.close(),
  });

  return {
    ...systemFiles,
    written,
    failWrites(next, code = "ENOSPC") {
      how = next;
      error = systemError(code);
    },
    async writeDurable(path, data, mode) {
      if (how === "at-once" || how === "half-way") throw error;
      await systemFiles.writeDurable(path, data, mode);
      written.push(path);
      if (how === "after-replacing") throw error;
    },
    openAppend: async (path, mode) => failingAppend(await systemFiles.openAppend(path, mode), path),
  };
}

function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: made to fail`), { code });
}
