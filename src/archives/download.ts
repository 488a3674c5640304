// One file out of an archive, as a stream.
import { Readable } from "node:stream";
import type { FileEntry } from "../../schemas/archives.ts";
import type { Borg } from "../borg/borg.ts";
import { extractToStdoutCommand } from "../borg/commands/extract.ts";
import type { ListedEntry } from "../borg/listing.ts";
import type { BorgResult } from "../borg/result.ts";
import { exactly, resembling } from "../borg/selector.ts";
import type { RepositoryTarget } from "../borg/target.ts";
import { Fault } from "../fault.ts";
import type { Download } from "./contract.ts";
import { eachEntry } from "./each-entry.ts";
import { isHardlink } from "./entry.ts";
import { nameOf, toDisplayName } from "./paths.ts";

/** Names that one lossy name may stand for. */
const mostCandidates = 100;

export interface Wanted {
  readonly target: RepositoryTarget;
  readonly archiveName: string;
  readonly path: string;
}

export interface OpenDownload extends Download {
  /** Resolves when borg is gone, however the stream ended. */
  readonly done: Promise<BorgResult>;
}

/**
 * Finds the file, unless what a listing said of it is given, and begins to read it. Throws Fault `not-found` or
 * `invalid-input`, BorgFault, or the signal's reason.
 */
export async function openDownload(
  borg: Pick<Borg, "stream">,
  wanted: Wanted,
  known: FileEntry | null,
  signal: AbortSignal,
): Promise<OpenDownload> {
  const { path, sizeBytes } = await locate(borg, wanted, known, signal);
  const command = extractToStdoutCommand(wanted.target, {
    archiveName: wanted.archiveName,
    selectors: [exactly(path)],
  });
  const { stdout, result } = await borg.stream(command, { signal });
  return {
    stream: firstBytes(stdout, sizeBytes),
    fileName: toDisplayName(nameOf(wanted.path)),
    sizeBytes,
    done: result,
  };
}

type Content = Pick<ListedEntry, "path" | "sizeBytes">;

async function locate(
  borg: Pick<Borg, "stream">,
  wanted: Wanted,
  known: FileEntry | null,
  signal: AbortSignal,
): Promise<Content> {
  if (known?.type === "file") return { path: wanted.path, sizeBytes: known.sizeBytes };
  const [entry] = await find(borg, wanted, exactly(wanted.path), signal);
  if (!entry) throw new Fault("not-found", "The archive has no file of this name.");
  if (entry.type !== "-") {
    throw new Fault("invalid-input", "Only files can be downloaded.", { fields: { "/path": "is not a file" } });
  }
  return isHardlink(entry) ? contentOf(borg, wanted, entry, signal) : entry;
}

/** The entry that has a hardlink's content. borg prints where it is with `?` for what is no text, which may fit several. */
async function contentOf(
  borg: Pick<Borg, "stream">,
  wanted: Wanted,
  { source }: ListedEntry,
  signal: AbortSignal,
): Promise<Content> {
  const similar = (await find(borg, wanted, resembling(source), signal)).filter(
    (entry) => entry.type === "-" && !isHardlink(entry),
  );
  const chosen = similar.find(({ path }) => path === source) ?? similar[0];
  const others = new Set(similar.map(({ path }) => path));
  if (!chosen || (chosen.path !== source && others.size > 1)) {
    throw new Fault("not-found", "The content of this file is stored under another name, which cannot be told.");
  }
  return chosen;
}

async function find(
  borg: Pick<Borg, "stream">,
  wanted: Wanted,
  selector: string,
  signal: AbortSignal,
): Promise<ListedEntry[]> {
  const found: ListedEntry[] = [];
  await eachEntry(borg, wanted, { selectors: [selector], signal }, (entry) => {
    if (found.length < mostCandidates) found.push(entry);
  });
  return found;
}

/** Ends behind the file: an archive whose sources overlapped has it twice, and borg prints both. */
function firstBytes(stdout: Readable, sizeBytes: number): Readable {
  async function* take(): AsyncGenerator<Buffer> {
    let left = sizeBytes;
    for await (const chunk of stdout as AsyncIterable<Buffer>) {
      if (left === 0) return; // leaving the loop destroys the stream, which stops borg
      const wanted = chunk.subarray(0, left);
      left -= wanted.length;
      yield wanted;
      if (wanted.length < chunk.length) return;
    }
    if (left > 0) throw new Fault("borg-failed", "The file in the archive is shorter than its entry says.");
  }
  const stream = Readable.from(take(), { objectMode: false });
  stream.once("close", () => stdout.destroy()); // also where nobody ever began to read
  return stream;
}
