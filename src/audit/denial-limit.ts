// Bounds how many denials are written down: a refused stranger must not be able to fill the disk, nor to hide others.
import type { AuditEntry } from "../../schemas/audit.ts";
import type { Clock } from "../ports/clock.ts";

/**
 * What denials are counted by. `user`: names a user, as the actor or as who was meant; `guess`: a sign-in that names
 * nobody here; `junk`: costs whoever causes it nothing, such as a token that was made up.
 */
export type DenialClass = "user" | "guess" | "junk";

/** How many are written down, a minute and an hour. */
export type DenialBudgets = Readonly<Record<DenialClass, { readonly aMinute: number; readonly anHour: number }>> & {
  /** Of one event from one address. */
  readonly ofSource: { readonly aMinute: number };
  /** Of one user: whoever floods one must not hide what is tried on another. */
  readonly ofUser: { readonly aMinute: number; readonly anHour: number };
};

/** In the journal, which is kept: a flood without end is half a gigabyte a month. */
export const journalBudgets: DenialBudgets = {
  user: { aMinute: 200, anHour: 1000 },
  guess: { aMinute: 60, anHour: 300 },
  junk: { aMinute: 40, anHour: 200 },
  ofSource: { aMinute: 10 },
  ofUser: { aMinute: 40, anHour: 200 },
};

/** In the log, which is rotated, and by which fail2ban has to see each address that guesses. */
export const logBudgets: DenialBudgets = {
  user: { aMinute: 2000, anHour: 20_000 },
  guess: { aMinute: 600, anHour: 6000 },
  junk: { aMinute: 120, anHour: 1200 },
  ofSource: { aMinute: 20 },
  ofUser: { aMinute: 1000, anHour: 10_000 },
};

export interface DenialLimit {
  /** Whether this one is written down. */
  admits(denial: AuditEntry, unasked: boolean): boolean;
}

/** Creates it. Only what is admitted is remembered, so that the memory is bounded by the budgets. */
export function createDenialLimit(clock: Clock, budgets: DenialBudgets): DenialLimit {
  const minute = createWindow(clock, 60_000);
  const hour = createWindow(clock, 3_600_000);
  return {
    admits(denial, unasked) {
      const denialClass = classOf(denial, unasked);
      const { aMinute, anHour } = budgets[denialClass];
      const source = `source ${denial.event} ${denial.peer} ${denial.address}`;
      const user = denialClass === "user" ? `user ${denial.actor?.userId ?? denial.target}` : null;
      const counts = [
        [minute, denialClass, aMinute],
        [hour, denialClass, anHour],
        [minute, source, budgets.ofSource.aMinute],
        ...(user === null
          ? []
          : ([
              [minute, user, budgets.ofUser.aMinute],
              [hour, user, budgets.ofUser.anHour],
            ] as const)),
      ] as const;
      if (counts.some(([window, key, most]) => window.count(key) >= most)) return false;
      for (const [window, key] of counts) window.add(key);
      return true;
    },
  };
}

const junkEvents: ReadonlySet<string> = new Set([
  "token.refuse",
  "invitation.accept",
  "identity.refuse",
  "request.refuse",
  "session.provider-sign-out",
]);

/** What a denial is counted by. `unasked`: nothing had been begun here that it could have ended. */
export function classOf({ event, actor, target }: AuditEntry, unasked: boolean): DenialClass {
  if (actor !== null) return "user";
  // The target of a request that was refused is its route.
  if (target !== null && event !== "request.refuse") return "user";
  return unasked || junkEvents.has(event) ? "junk" : "guess";
}

/** Counts from the beginning of one stretch of time to its end. */
function createWindow(clock: Clock, lengthMs: number) {
  let counts = new Map<string, number>();
  let startedAt = clock.now();
  const current = () => {
    const age = clock.now() - startedAt;
    // A clock that was set back begins anew rather than to stand still for as long.
    if (age >= 0 && age < lengthMs) return counts;
    counts = new Map();
    startedAt = clock.now();
    return counts;
  };
  return {
    count: (key: string) => current().get(key) ?? 0,
    add: (key: string) => void current().set(key, (counts.get(key) ?? 0) + 1),
  };
}
