// One file out of an archive, as a stream.
import { Readable } from "node:stream";
import type { Borg } from "../borg/borg.ts";
import { exportTarCommand } from "../borg/commands/export-tar.ts";
import type { BorgResult } from "../borg/result.ts";
import { exactly } from "../borg/selector.ts";
import type { RepositoryTarget } from "../borg/target.ts";
import { Fault } from "../fault.ts";
import type { Download } from "./contract.ts";
import { nameOf, toDisplayName } from "./paths.ts";
import { readTar, type TarEntry } from "./restore/tar.ts";

export interface Wanted {
  readonly target: RepositoryTarget;
  readonly archiveName: string;
  /** Inside notation. */
  readonly path: string;
}

export interface OpenDownload extends Download {
  /** Resolves when borg is gone, however the stream ended. */
  readonly done: Promise<BorgResult>;
}

/**
 * Begins to read the file. borg is asked for a tar of it: that tells its length, and has the content of a hardlink's second name,
 * of which `borg extract --stdout` prints nothing. Throws Fault `not-found` or `invalid-input`, BorgFault, or the signal's reason.
 */
export async function openDownload(
  borg: Pick<Borg, "stream">,
  { target, archiveName, path }: Wanted,
  signal: AbortSignal,
): Promise<OpenDownload> {
  const command = exportTarCommand(target, { archiveName, selectors: [exactly(path)] });
  const { stdout, result } = await borg.stream(command, { signal });
  try {
    const entries = readTar(stdout as AsyncIterable<Buffer>);
    const { value: entry } = await entries.next();
    if (!entry) throw new Fault("not-found", "The archive has no file of this name.");
    if (entry.type !== "file") throw noFile();
    return {
      stream: contentOf(entry, stdout),
      fileName: toDisplayName(nameOf(path)),
      sizeBytes: entry.sizeBytes,
      done: result,
    };
  } catch (error) {
    stdout.destroy();
    await result;
    signal.throwIfAborted();
    throw error;
  }
}

/** Ends behind the file: an archive whose sources overlapped has it twice. */
function contentOf(entry: TarEntry, stdout: Readable): Readable {
  const stream = Readable.from(entry.content(), { objectMode: false });
  stream.once("close", () => stdout.destroy()); // also where nobody ever began to read
  return stream;
}

function noFile(): Fault {
  return new Fault("invalid-input", "Only files can be downloaded as they are; folders as a tar or a zip.", {
    fields: { "?path": "is not a file" },
  });
}
