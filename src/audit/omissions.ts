// Denials that were too many to be recorded one by one: counted, and told of in one entry a minute.
import type { AuditEntry } from "../../schemas/audit.ts";
import { type Clock, isoTime, type StopTimer } from "../ports/clock.ts";
import type { DenialClass } from "./denial-limit.ts";

export interface Omissions {
  /** Notes one that was left out. */
  note(denial: AuditEntry, denialClass: DenialClass): void;
}

export interface OmissionsDependencies {
  readonly clock: Clock;
  /** Writes the entry that tells of them; never rejects. */
  tell(entry: AuditEntry): void;
}

const everyMs = 60_000;
/** Sources told apart; of more it is said that there were more. */
const maxSources = 1000;

/** Creates it. The timer runs only while there is something to tell. */
export function createOmissions({ clock, tell }: OmissionsDependencies): Omissions {
  const counts: Record<DenialClass, number> = { user: 0, guess: 0, junk: 0 };
  const sources = new Map<string, number>();
  let stop: StopTimer | null = null;

  const flush = () => {
    const total = counts.user + counts.guess + counts.junk;
    if (total === 0) {
      stop?.();
      stop = null;
      return;
    }
    const [most = "", ofMost = 0] = [...sources].sort(([, a], [, b]) => b - a)[0] ?? [];
    const from = sources.size === maxSources ? `${maxSources} or more` : sources.size;
    const detail = `Not recorded: ${total} denials (addresses: ${from}; most, ${ofMost}, from ${most}); ${counts.user} named a user, ${counts.guess} nobody, ${counts.junk} proved nothing`;
    Object.assign(counts, { user: 0, guess: 0, junk: 0 });
    sources.clear();
    const nobody = { actor: null, peer: null, address: null, userAgent: null, target: null };
    tell({ at: isoTime(clock.now()), event: "audit.omit", outcome: "denied", ...nobody, detail });
  };

  return {
    note({ address }, denialClass) {
      counts[denialClass] += 1;
      const source = address ?? "an unknown address";
      if (sources.has(source) || sources.size < maxSources) sources.set(source, (sources.get(source) ?? 0) + 1);
      stop ??= clock.every(everyMs, flush);
    },
  };
}
