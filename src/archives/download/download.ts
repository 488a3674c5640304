// One file out of an archive, as a stream.
import { Readable } from "node:stream";
import type { Borg, StreamedBorg } from "../../borg/borg.ts";
import { exportTarCommand } from "../../borg/commands/export-tar.ts";
import type { BorgResult } from "../../borg/result/result.ts";
import { exactly } from "../../borg/selector.ts";
import type { RepositoryTarget } from "../../borg/target.ts";
import { Fault, isFault } from "../../fault.ts";
import type { Download } from "../contract.ts";
import type { IndexedEntry } from "../index/archive-index.ts";
import { nameOf, toDisplayName } from "../paths.ts";
import { readTar, type TarEntry } from "../restore/tar.ts";

export interface Wanted {
  readonly target: RepositoryTarget;
  readonly archiveName: string;
  /** Inside notation. */
  readonly path: string;
  /** What its index shows for the path: tells which one is meant where an archive has the path twice. Null: not known. */
  readonly shown?: Shown | null;
}

/** As IndexedEntry has it. */
export type Shown = Pick<IndexedEntry, "type" | "hardlink" | "sizeBytes" | "modifiedAtUs">;

export interface OpenDownload extends Download {
  /** Resolves when borg is gone, however the stream ended. */
  readonly done: Promise<BorgResult>;
}

/**
 * Begins to read the file. borg is asked for a tar of it: that tells its length, and has the content of a hardlink's second name,
 * of which `borg extract --stdout` prints nothing. Of a path that the archive has twice it gives the later one, as whatever
 * extracts the archive does, where the index tells them apart. Throws Fault `not-found` or `invalid-input`, BorgFault, or the
 * signal's reason.
 */
export async function openDownload(
  borg: Pick<Borg, "stream">,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<OpenDownload> {
  const { shown } = wanted;
  if (shown?.type !== "-" || shown.hardlink) return openFirst(borg, wanted, signal, () => true);
  try {
    return await openFirst(borg, wanted, signal, (entry) => isAsShown(entry, shown));
  } catch (error) {
    if (!isFault(error, "not-found")) throw error;
    return openFirst(borg, wanted, signal, () => true); // the index knows of another one than borg
  }
}

/** Opens the first one of the path that is meant. */
async function openFirst(
  borg: Pick<Borg, "stream">,
  { target, archiveName, path }: Wanted,
  signal: AbortSignal,
  isMeant: (entry: TarEntry) => boolean,
): Promise<OpenDownload> {
  const command = exportTarCommand(target, { archiveName, selectors: [exactly(path)] });
  const { stdout, result, enough } = await borg.stream(command, { signal });
  try {
    const entries = readTar(stdout as AsyncIterable<Buffer>);
    let { value: entry } = await entries.next();
    while (entry && !isMeant(entry)) entry = (await entries.next()).value;
    if (!entry) throw new Fault("not-found", "The archive has no file of this name.");
    if (entry.type !== "file") throw noFile();
    return {
      stream: contentOf(entry, { stdout, enough }),
      fileName: toDisplayName(nameOf(path)),
      sizeBytes: entry.sizeBytes,
      done: result,
    };
  } catch (error) {
    enough();
    await result;
    signal.throwIfAborted();
    throw error;
  }
}

/** A tar has whole seconds. */
function isAsShown({ type, sizeBytes, modifiedAtSeconds }: TarEntry, shown: Shown): boolean {
  if (type !== "file" || sizeBytes !== shown.sizeBytes) return false;
  return Math.abs(modifiedAtSeconds - (shown.modifiedAtUs ?? 0) / 1e6) < 1;
}

/** Ends behind the file: an archive whose sources overlapped has it twice. */
function contentOf(entry: TarEntry, { stdout, enough }: Pick<StreamedBorg, "stdout" | "enough">): Readable {
  const stream = Readable.from(entry.content(), { objectMode: false });
  stream.once("close", () => (stream.readableEnded ? enough() : stdout.destroy())); // also where nobody ever began to read
  return stream;
}

function noFile(): Fault {
  return new Fault("invalid-input", "Only files can be downloaded as they are; folders as a tar or a zip.", {
    fields: { "?path": "is not a file" },
  });
}
