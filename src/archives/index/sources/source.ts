// The ways to read all of an archive's entries, best first: borg's dump of its items, its listing, its listing as JSON. All
// give the same entries in the same order, but for what JSON does not say of names that are not UTF-8.
import { listEntriesCommand } from "../../../borg/commands/list-files.ts";
import { listEntriesAsJsonCommand } from "../../../borg/commands/list-files-json.ts";
import { isFault } from "../../../fault.ts";
import { readDump } from "./dump.ts";
import type { TakeEntry } from "./entry.ts";
import { createJsonScanner } from "./json.ts";
import { createListingScanner } from "./nul.ts";
import { SourceError } from "./source-error.ts";
import type { SourceDependencies, SourceRequest } from "./source-request.ts";

export const sourceNames = ["dump", "nul", "json"] as const;
export type SourceName = (typeof sourceNames)[number];

/**
 * Reads the archive and hands over each entry but `.`. Rejects with SourceError where the source is not as it should be and
 * another may do better, with BorgFault where borg fails, with the signal's reason where it is aborted.
 */
export async function readEntries(
  source: SourceName,
  dependencies: SourceDependencies,
  request: SourceRequest,
  take: TakeEntry,
): Promise<void> {
  try {
    if (source === "dump") await readDump(dependencies, request, take);
    else await readListing(source, dependencies, request, take);
  } catch (error) {
    request.signal.throwIfAborted();
    throw source === "dump" && !isFinal(error) ? unusable(error) : error;
  }
}

/** What a listing would meet as well. Anything else that keeps borg from dumping may be the dump's own. */
function isFinal(error: unknown): boolean {
  return isFault(error, "repository-locked") || isFault(error, "not-found") || isFault(error, "borg-missing");
}

function unusable(error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  const why = isFault(error) ? error.detail : "What it wrote could not be read.";
  return new SourceError(`borg's dump of the archive's items failed. ${why}`, { cause: error });
}

const listings = {
  nul: [listEntriesCommand, createListingScanner],
  json: [listEntriesAsJsonCommand, createJsonScanner],
} as const;

async function readListing(
  source: keyof typeof listings,
  { borg }: SourceDependencies,
  { target, archiveName, lockWaitSeconds, jobId, signal }: SourceRequest,
  take: TakeEntry,
): Promise<void> {
  const [commandFor, createScanner] = listings[source];
  const scanner = createScanner(take);
  const { stdout, result } = await borg.stream(commandFor(target, archiveName, lockWaitSeconds), { jobId, signal });
  try {
    for await (const piece of stdout) scanner.push(piece as Buffer);
    scanner.end();
  } finally {
    await result; // borg is gone then, also where it was left early
  }
}
