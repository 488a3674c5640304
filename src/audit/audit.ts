// audit/ keeps the record of security and administration events.
import type { Actor, AuditEntry, AuditEvent } from "../../schemas/audit.ts";
import { type Clock, isoTime } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import { classOf, createDenialLimit, journalBudgets, logBudgets } from "./denial-limit.ts";
import { auditLine } from "./log-line.ts";
import { createOmissions } from "./omissions.ts";
import { type AuditFilter, type AuditPage, type AuditSource, readAudit } from "./read.ts";

/** What a caller says about an event. Where the actor carries its connection, the rest may be left out. */
export interface AuditRecord {
  /** noun.verb, such as `session.sign-in`. */
  readonly event: AuditEvent;
  readonly outcome: AuditEntry["outcome"];
  readonly actor: (Pick<Actor, "userId" | "username"> & Partial<Actor>) | null;
  readonly peer?: string | null;
  readonly address?: string | null;
  readonly userAgent?: string | null;
  readonly target?: string | null;
  readonly detail?: string | null;
  /** Of a denial: nothing had been begun here that it could have ended, so that anybody causes it as often as they like. */
  readonly unasked?: boolean;
}

export interface Audit {
  /** Resolves when the entry is durable; rejects where it cannot be written, so that nothing goes unrecorded. */
  record(entry: AuditRecord): Promise<void>;
  /** What was recorded, newest first. */
  list(filter: AuditFilter): Promise<AuditPage>;
}

export interface AuditDependencies {
  readonly journal: AuditSource & { append(entry: AuditEntry): Promise<void> };
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Creates the audit record. Each entry is a line of the log, too (log-line). What strangers cause is bounded, in the log more
 * generously than in the journal, so that nobody fills the disk by being refused; what was left out is counted and told.
 */
export function createAudit({ journal, clock, log }: AuditDependencies): Audit {
  const [inJournal, inLog] = [createDenialLimit(clock, journalBudgets), createDenialLimit(clock, logBudgets)];
  // Before it is written: what the disk refuses is in the log at least.
  const say = (entry: AuditEntry) => log[entry.outcome === "ok" ? "info" : "warn"](auditLine(entry), { audit: entry });
  const omissions = createOmissions({
    clock,
    tell(entry) {
      say(entry);
      journal
        .append(entry)
        .catch((error: unknown) => log.warn("That denials were left out was not recorded", { error }));
    },
  });
  return {
    async record(record) {
      const entry = toEntry(record, isoTime(clock.now()));
      if (entry.outcome === "denied" || (entry.outcome === "failed" && entry.actor === null)) {
        const unasked = record.unasked ?? false;
        if (inLog.admits(entry, unasked)) say(entry);
        if (!inJournal.admits(entry, unasked)) return omissions.note(entry, classOf(entry, unasked));
      } else say(entry);
      await journal.append(entry);
    },
    list: (filter) => readAudit(journal, filter),
  };
}

function toEntry(record: AuditRecord, at: string): AuditEntry {
  const { actor } = record;
  return {
    at,
    event: record.event,
    outcome: record.outcome,
    actor: actor && { userId: actor.userId, username: clip(actor.username, 256) },
    peer: clipped(record.peer ?? actor?.peer, 64),
    address: clipped(record.address ?? actor?.address, 64),
    userAgent: clipped(record.userAgent ?? actor?.userAgent, 300),
    target: clipped(record.target, 300),
    detail: clipped(record.detail, 1000),
  };
}

function clipped(text: string | null | undefined, length: number): string | null {
  return text === null || text === undefined ? null : clip(text, length);
}

/** Control characters are replaced: a name or user agent must not be able to draw on the terminal of who reads it. */
function clip(text: string, length: number): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "\ufffd").slice(0, length);
}
