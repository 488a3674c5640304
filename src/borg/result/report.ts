// What a command produced: from its JSON report, or from messages where borg 1.x has no other way to tell.
import type { CommandName } from "../command.ts";
import type { MessageEvent } from "../formats/log.ts";
import type { BorgReport } from "./result.ts";

const kept = /^Keeping (?:checkpoint )?archive\b/;
const pruned =
  /^Pruning archive \(\d+\/\d+\):\s+(.*?)\s+[A-Z][a-z]{2}, \d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?: [+-]\d{4})? \[[0-9a-f]{64}\]$/s;
const freed = /^compaction freed about (-?[\d.]+) ([kMGTPEZY]?)B repository space\.$/;
const deleted =
  /^Deleting archive: (.*?) +[A-Z][a-z]{2}, \d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?: [+-]\d{4})? \[[0-9a-f]{64}\] \(\d+\/\d+\)$/s;
const deletedSizes = /^Deleted data:(?:\s+-?[\d.]+ [kMGTPEZY]?B){2}\s+(-?[\d.]+) ([kMGTPEZY]?)B$/;
const units = ["", "k", "M", "G", "T", "P", "E", "Z", "Y"];
const mostNames = 50;

/** What prune, compact, delete and check say they did. */
export interface SpokenReport {
  prune: { keptCount: number; deletedCount: number; deletedNames: string[] };
  freedBytes: number | null;
  deleted: { count: number; names: string[]; freedBytes: number | null };
  /** Errors that check found in repository and archives, and whether its time was over before it had seen all. */
  check: { problemsCount: number; partial: boolean };
}

/** Takes from a message what prune, compact, delete and check did: borg 1.x says it in these sentences only. */
export function noteReport(spoken: SpokenReport, event: MessageEvent): void {
  const { logger, message } = event;
  noteChecked(spoken.check, event);
  if (logger === "borg.output.list") notePruned(spoken.prune, message);
  if (logger === "borg.output.list") noteDeleted(spoken.deleted, message);
  if (logger === "borg.output.stats") noteDeletedSize(spoken.deleted, message);
  if (logger === "borg.repository") spoken.freedBytes = freedBytes(message) ?? spoken.freedBytes;
}

function notePruned(prune: SpokenReport["prune"], message: string): void {
  if (kept.test(message)) prune.keptCount += 1;
  const name = pruned.exec(message)?.[1];
  if (name === undefined) return;
  prune.deletedCount += 1;
  if (prune.deletedNames.length < mostNames) prune.deletedNames.push(name.slice(0, 255));
}

/** Findings have no name; errors that have one, such as LockTimeout, are of the command itself. borg 1.x. */
function noteChecked(report: SpokenReport["check"], { logger, level, message, messageId }: MessageEvent): void {
  if (logger !== "borg.repository" && logger !== "borg.archive") return;
  if (level === "error" && messageId === null) report.problemsCount += 1;
  if (message.startsWith("finished partial segment check")) report.partial = true;
}

function noteDeleted(report: SpokenReport["deleted"], message: string): void {
  const name = deleted.exec(message)?.[1];
  if (name === undefined) return;
  report.count += 1;
  if (report.names.length < mostNames) report.names.push(name.slice(0, 255));
}

/** Rounded to three digits, as borg prints it; negative, since it is a change. */
function noteDeletedSize(report: SpokenReport["deleted"], message: string): void {
  const match = deletedSizes.exec(message);
  if (match) report.freedBytes = Math.max(0, -bytesOf(match));
}

function freedBytes(message: string): number | null {
  const match = freed.exec(message);
  if (!match) return null;
  return Math.max(0, bytesOf(match));
}

function bytesOf([, number, unit = ""]: RegExpExecArray): number {
  return Math.round(Number(number) * 1000 ** units.indexOf(unit));
}

/** The report of a command that ended well. Parts that borg did not tell are missing. */
export function reportOf(command: CommandName, stdout: string, spoken: SpokenReport): BorgReport {
  if (command === "prune") return { prune: structuredClone(spoken.prune) };
  if (command === "delete") return { deleted: structuredClone(spoken.deleted) };
  if (command === "check") return { checked: { ...spoken.check } };
  if (command === "compact") return { compact: { freedBytes: spoken.freedBytes } };
  if (command === "create" || command === "info") return jsonReport(parse(stdout));
  return {};
}

interface CreateJson {
  archive?: {
    name?: unknown;
    id?: unknown;
    duration?: unknown;
    stats?: { original_size?: unknown; compressed_size?: unknown; deduplicated_size?: unknown; nfiles?: unknown };
  };
  cache?: { stats?: { unique_csize?: unknown } };
}

function jsonReport({ archive, cache }: CreateJson): BorgReport {
  const sizeBytes = cache?.stats?.unique_csize;
  return {
    ...(archive?.stats === undefined ? {} : { archive: archiveReport(archive) }),
    ...(sizeBytes === undefined ? {} : { repository: { sizeBytes: whole(sizeBytes), archivesCount: null } }),
  };
}

function archiveReport({
  name,
  id,
  duration,
  stats,
}: NonNullable<CreateJson["archive"]>): NonNullable<BorgReport["archive"]> {
  return {
    name: String(name),
    id: String(id),
    files: whole(stats?.nfiles),
    originalSizeBytes: whole(stats?.original_size),
    compressedSizeBytes: whole(stats?.compressed_size),
    deduplicatedSizeBytes: whole(stats?.deduplicated_size),
    durationMs: whole(Number(duration) * 1000),
  };
}

/** borg's own counters can dip below zero when an archive only removes duplicates; a schema cannot. */
function whole(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? Math.max(0, Math.round(value)) : 0;
}

function parse(stdout: string): CreateJson {
  try {
    const value: unknown = JSON.parse(stdout);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {}; // ended before it printed its report
  }
}
