// The dump of an archive's items: borg writes them into a folder, file by file, and says the name of each before it writes
// it. A file is read and removed as soon as the next is named, so that only a few are ever there. While we are slow, borg
// waits: what it says is not read, and its pipe is full after some hundred names (1,100 at the most were seen, of 150 KB each).
import { join } from "node:path";
import { dumpItemsCommand } from "../../../borg/commands/dump-items.ts";
import { createLineSplitter } from "../../../borg/process/lines.ts";
import type { Files } from "../../../ports/files.ts";
import type { TakeEntry } from "./entry.ts";
import { createItemScanner, type ItemScanner } from "./item-scanner.ts";
import { SourceError } from "./source-error.ts";
import type { SourceDependencies, SourceRequest } from "./source-request.ts";

const named = /^Dumping ((\d{6,})_[0-9a-f]{64}\.items)$/;
const done = "Done.";
const longestLine = 1024;

/** See readEntries. */
export async function readDump(
  { borg, files }: SourceDependencies,
  { target, archiveName, dumpDir, lockWaitSeconds, jobId, signal }: SourceRequest,
  take: TakeEntry,
): Promise<void> {
  if (dumpDir === null) throw new SourceError("There is too little room for a dump of the archive's items.");
  const command = dumpItemsCommand(target, { archiveName, folder: dumpDir, lockWaitSeconds });
  const scanner = createItemScanner(take);
  const pieces = createPieces(files, dumpDir, scanner);
  const { stdout, result } = await borg.stream(command, { jobId, signal });
  let lines: string[] = [];
  const splitter = createLineSplitter((line) => lines.push(line), longestLine);
  try {
    for await (const chunk of stdout) {
      splitter.push(chunk as Buffer);
      for (const line of lines) await pieces.next(line);
      lines = [];
    }
  } finally {
    await result; // borg is gone then, also where it was left early
  }
  if (!pieces.complete()) throw new SourceError("The dump of the archive's items did not come to its end.");
  scanner.end();
}

interface Pieces {
  /** Takes a line of borg's: the file that it named before is whole now. */
  next(line: string): Promise<void>;
  complete(): boolean;
}

/** Reads one file ahead: while one is scanned, the next is on its way. */
function createPieces(files: Pick<Files, "take">, folder: string, scanner: ItemScanner): Pieces {
  let growing: string | null = null;
  let ahead: Promise<Buffer> | null = null;
  let count = 0;
  let complete = false;

  const advance = async () => {
    const arrived = ahead;
    ahead = growing === null ? null : files.take(join(folder, growing));
    ahead?.catch(() => {}); // awaited with the next line, if that comes
    growing = null;
    if (arrived) scanner.push(await arrived);
  };

  return {
    async next(line) {
      const [, name, number] = named.exec(line) ?? [];
      if (complete || (name === undefined ? line !== done : Number(number) !== count)) {
        throw new SourceError("borg's dump says something that Borgdeck does not know.");
      }
      await advance();
      if (name === undefined) {
        await advance();
        complete = true;
      } else {
        growing = name;
        count += 1;
      }
    },
    complete: () => complete,
  };
}
