// What differs in the content of chosen paths, block by block, as borg finds out.
import type { ContentDifferenceReply } from "../../../schemas/archives.ts";
import type { Borg } from "../../borg/borg.ts";
import { diffCommand } from "../../borg/commands/diff.ts";
import { borgFault } from "../../borg/result/result.ts";
import { exactly } from "../../borg/selector.ts";
import type { RepositoryTarget } from "../../borg/target.ts";
import { toPublicPath } from "../paths.ts";

export interface ContentDifferenceRequest {
  readonly target: RepositoryTarget;
  readonly archiveName: string;
  readonly otherName: string;
  /** Inside notation, at least one. */
  readonly paths: readonly string[];
  readonly signal: AbortSignal;
}

type Item = ContentDifferenceReply["items"][number];

/** Each path is one line of a few hundred bytes, names apart. */
const mostOutputBytes = 8 * 1024 * 1024;
/** It reads the metadata of both archives: half a minute for a million files. */
const timeLimitMs = 10 * 60_000;

/** Asks borg. Throws BorgFault, or the signal's reason. Paths that do not differ, or are in neither, are not among the items. */
export async function contentDifference(
  borg: Pick<Borg, "run">,
  { target, archiveName, otherName, paths, signal }: ContentDifferenceRequest,
): Promise<ContentDifferenceReply> {
  const command = diffCommand(target, { archiveName, otherName, selectors: paths.map(exactly) });
  const result = await borg.run(command, { signal, maxOutputBytes: mostOutputBytes, timeLimitMs });
  signal.throwIfAborted();
  const told = result.state === "ok" || result.state === "warning"; // a warning: a path is in neither
  if (!told && !result.stdoutTruncated) throw borgFault(result);
  return { items: result.stdout.split("\n").flatMap(itemOf), truncated: result.stdoutTruncated };
}

function itemOf(line: string): Item[] {
  const { path, changes } = (parse(line) ?? {}) as { path?: unknown; changes?: unknown };
  if (typeof path !== "string" || !Array.isArray(changes)) return [];
  return [{ path: toPublicPath(path), changes: changes.filter(isChange).filter(tellsMore).map(toChange) }];
}

interface Change {
  readonly type: string;
  readonly added?: unknown;
  readonly removed?: unknown;
  readonly size?: unknown;
}

function isChange(change: unknown): change is Change {
  return typeof change === "object" && change !== null && typeof (change as { type?: unknown }).type === "string";
}

/** Times of change of the entry itself say nothing that people could use. */
function tellsMore({ type }: Change): boolean {
  return type !== "ctime";
}

function toChange({ type, added, removed, size }: Change): Item["changes"][number] {
  return {
    type,
    addedBytes: bytes(type === "added" ? size : added),
    removedBytes: bytes(type === "removed" ? size : removed),
  };
}

function bytes(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null; // the empty line at the end, or one that was cut off
  }
}
