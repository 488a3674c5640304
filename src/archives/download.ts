// One file out of an archive, as a stream.
import { Readable } from "node:stream";
import type { Borg } from "../borg/borg.ts";
import { extractToStdoutCommand } from "../borg/commands/extract.ts";
import type { ListedEntry } from "../borg/listing.ts";
import type { BorgResult } from "../borg/result.ts";
import { exactly, resembling } from "../borg/selector.ts";
import type { RepositoryTarget } from "../borg/target.ts";
import { Fault } from "../fault.ts";
import { eachEntry } from "./browse.ts";
import type { Download } from "./contract.ts";
import { isHardlink } from "./entry.ts";
import { nameOf, toDisplayName } from "./paths.ts";

export interface Wanted {
  readonly target: RepositoryTarget;
  readonly archiveName: string;
  readonly path: string;
}

export interface OpenDownload extends Download {
  /** Resolves when borg is gone, however the stream ended. */
  readonly done: Promise<BorgResult>;
}

/** Finds the file and begins to read it. Throws Fault `not-found` or `invalid-input`, BorgFault, or the signal's reason. */
export async function openDownload(
  borg: Pick<Borg, "stream">,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<OpenDownload> {
  const named = await find(borg, wanted, exactly(wanted.path), signal);
  const entry = named[0];
  if (!entry) throw new Fault("not-found", "The archive has no file of this name.");
  if (entry.type !== "-")
    throw new Fault("invalid-input", "Only files can be downloaded.", { fields: { "/path": "is not a file" } });
  const content = isHardlink(entry) ? await contentOf(borg, wanted, entry, signal) : { entry, copies: named.length };

  const selectors = [exactly(content.entry.path)];
  const command = extractToStdoutCommand(wanted.target, { archiveName: wanted.archiveName, selectors });
  const { stdout, result } = await borg.stream(command, { signal });
  const { sizeBytes } = content.entry;
  return {
    stream: content.copies > 1 ? firstBytes(stdout, sizeBytes) : stdout,
    fileName: toDisplayName(nameOf(wanted.path)),
    sizeBytes,
    done: result,
  };
}

/** The entry that has a hardlink's content. borg prints where it is with `?` for what is no text, which may fit several. */
async function contentOf(borg: Pick<Borg, "stream">, wanted: Wanted, { source }: ListedEntry, signal: AbortSignal) {
  const similar = (await find(borg, wanted, resembling(source), signal)).filter(
    (entry) => entry.type === "-" && !isHardlink(entry),
  );
  const paths = new Set(similar.map(({ path }) => path));
  const chosen = similar.find(({ path }) => path === source) ?? (paths.size === 1 ? similar[0] : undefined);
  if (!chosen)
    throw new Fault("not-found", "The content of this file is stored under another name, which cannot be told.");
  return { entry: chosen, copies: similar.filter(({ path }) => path === chosen.path).length };
}

async function find(
  borg: Pick<Borg, "stream">,
  wanted: Wanted,
  selector: string,
  signal: AbortSignal,
): Promise<ListedEntry[]> {
  const found: ListedEntry[] = [];
  await eachEntry(borg, wanted, { selectors: [selector], signal }, (entry) => {
    if (found.length < 100) found.push(entry);
  });
  return found;
}

/** An archive whose sources overlapped has a file twice, and borg prints both. */
function firstBytes(stdout: Readable, sizeBytes: number): Readable {
  async function* take(): AsyncGenerator<Buffer> {
    let left = sizeBytes;
    for await (const chunk of stdout as AsyncIterable<Buffer>) {
      yield chunk.subarray(0, left);
      left -= chunk.length;
      if (left <= 0) return; // leaving the loop destroys the stream, which stops borg
    }
  }
  return Readable.from(take(), { objectMode: false });
}
