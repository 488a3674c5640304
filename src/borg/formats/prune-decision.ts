// What `borg prune --list` says of one archive, with or without --dry-run. borg 1.x has these sentences and no JSON.
import type { BorgEvent } from "./log.ts";

export interface PruneDecision {
  /** borg's archive id, hex. */
  readonly archiveId: string;
  readonly keep: boolean;
  /** The rule that keeps it: last, hourly, daily, weekly, monthly, yearly; null where none does. */
  readonly rule: string | null;
  /** Its place within the rule, from 1. */
  readonly number: number | null;
}

const kept = /^Keeping (?:checkpoint )?archive(?: \(rule: ([a-z]+)(?:\[oldest\])? #(\d+)\))?:/;
const pruned = /^(?:Would prune|Pruning archive \(\d+\/\d+\)):/;
const archive = /\[([0-9a-f]{64})\]$/;

/** borg's name of --keep-last. */
const secondly = "secondly";

/** Reads one event; null for all others. An archive is told by its id: its name may hold anything, also such a sentence. */
export function pruneDecisionOf(event: BorgEvent): PruneDecision | null {
  if (event.type !== "message" || event.logger !== "borg.output.list") return null;
  const archiveId = archive.exec(event.message)?.[1];
  if (archiveId === undefined) return null;
  const keeps = kept.exec(event.message);
  if (!keeps) return pruned.test(event.message) ? { archiveId, keep: false, rule: null, number: null } : null;
  const [, rule, number] = keeps;
  return {
    archiveId,
    keep: true,
    rule: rule === undefined ? null : rule === secondly ? "last" : rule,
    number: number === undefined ? null : Number(number),
  };
}
