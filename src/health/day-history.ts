// What became of plans and repositories day by day, for the timeline and the storage widget: read back from the journal
// once, then kept up by what ends.
import type { JobJournalEntry, JobRecord, RunRecord } from "../../schemas/jobs.ts";
import type { PlanRecord } from "../../schemas/plans.ts";
import type { MediumReply, RepositoryRecord } from "../../schemas/repositories.ts";
import type { DayState, WidgetHistory } from "../../schemas/widgets.ts";
import type { EventBus } from "../events/bus.ts";
import { type Clock, isoTime } from "../ports/clock.ts";
import { createDayOf, daysUntil } from "./calendar.ts";
import type { Viewer } from "./view.ts";

export interface DayHistory {
  /**
   * The last `days` days (at most 90) of what the viewer sees; fewer while older ones are still being read back: of those nothing is
   * known, not that nothing ran. The first call reads the journal.
   */
  read(viewer: Pick<Viewer, "sees">, days: number): Promise<WidgetHistory>;
}

export interface DayHistoryDependencies {
  readonly journal: { readBackwards(): AsyncIterable<JobJournalEntry> };
  readonly events: Pick<EventBus, "on">;
  readonly plans: { list(): readonly PlanRecord[]; get(id: string): PlanRecord | undefined };
  readonly repositories: { list(): readonly RepositoryRecord[] };
  /** The size as last measured. */
  readonly facts: (repositoryId: string) => { readonly sizeBytes: number | null };
  /** How much room there is; rejects where the repository is gone. */
  readonly medium: (repositoryId: string) => Promise<Pick<MediumReply, "freeBytes" | "totalBytes">>;
  /** When a plan fires next after a time, by its present schedule, in milliseconds since the epoch. */
  readonly nextFire: (plan: PlanRecord, afterMs: number) => number | null;
  readonly clock: Clock;
  readonly timeZone: string;
  /** Lines of the journal that the first call waits for; what is before them is read back meanwhile. */
  readonly waitedLines?: number;
}

type Medium = Pick<MediumReply, "freeBytes" | "totalBytes">;

/** Days that are remembered: those that can be asked for, and one, since the newest of them has only begun. */
const keptDays = 91;
/** Between two looks at what else is to be done. */
const linesAtOnce = 100;
/** The room on a medium is asked for anew after this many milliseconds. */
const mediumForMs = 60_000;
/** A plan that fires on a day does so at the same hours as on any other, so that steps of a quarter of a day meet each. */
const stepMs = 6 * 3_600_000;

/** Creates it. Nothing is read before the first question. */
export function createDayHistory(dependencies: DayHistoryDependencies): DayHistory {
  const { journal, events, plans, repositories, clock, timeZone, waitedLines = 200_000 } = dependencies;
  const dayOf = createDayOf(timeZone);
  const states = new Map<string, Map<string, DayState>>();
  const sizes = new Map<string, Map<string, { readonly at: string; readonly sizeBytes: number }>>();
  const mediums = new Map<string, { readonly askedAt: number; readonly answer: Promise<Medium> }>();
  let reading: Promise<void> | null = null;
  /** The day that has been read back in part; null when all days have been. */
  let partlyRead: string | null = null;

  const note = (planId: string, atMs: number, state: DayState) => {
    const days = within(states, planId);
    const day = dayOf(atMs);
    const before = days.get(day);
    if (before === undefined || severity.indexOf(state) > severity.indexOf(before)) days.set(day, state);
  };

  /** In whatever order they come and however often: the worst of a day stays. */
  const takeRun = (run: RunRecord) => {
    const state = stateOf(run);
    const startedMs = Date.parse(run.createdAt);
    if (run.finishedAt !== null && state !== null) note(run.planId, startedMs, state);
    if (run.trigger === "catch-up" && run.scheduledFor !== null) noteMissed(run.planId, run.scheduledFor, startedMs);
  };
  /** All that was missed while nobody looked became one run: the days before it had none. */
  const noteMissed = (planId: string, scheduledFor: string, startedMs: number) => {
    const plan = plans.get(planId);
    const until = dayOf(startedMs);
    let at: number | null = Math.max(Date.parse(scheduledFor), startedMs - keptDays * 86_400_000);
    while (plan && at !== null && at < startedMs && dayOf(at) < until) {
      note(planId, at, "late");
      at = dependencies.nextFire(plan, at + stepMs);
    }
  };
  const takeJob = ({ repositoryId, finishedAt: at, result }: JobRecord) => {
    const sizeBytes = result?.repository?.sizeBytes ?? null;
    if (at === null || sizeBytes === null) return;
    const days = within(sizes, repositoryId);
    const day = dayOf(Date.parse(at));
    if ((days.get(day)?.at ?? "") <= at) days.set(day, { at, sizeBytes });
  };

  const take = (entry: JobJournalEntry) => {
    if (entry.type === "run") takeRun(entry.run);
    else takeJob(entry.job);
  };

  const readJournal = async (enough: () => void) => {
    const oldest = isoTime(clock.now() - keptDays * 86_400_000);
    let lines = 0;
    for await (const entry of journal.readBackwards()) {
      if (entry.at < oldest) break;
      if (lines >= waitedLines) enough();
      if (lines % linesAtOnce === 0) {
        partlyRead = dayOf(Date.parse(entry.at));
        await new Promise((resolve) => setImmediate(resolve));
      }
      lines += 1;
      take(entry);
    }
    partlyRead = null;
  };
  /** Resolves when there is something to tell; rejects where it failed before that. Later failures are mended by the next call. */
  const startReading = () =>
    new Promise<void>((resolve, reject) => {
      readJournal(resolve).then(resolve, (error: unknown) => {
        reading = null;
        reject(error);
      });
    });
  const knownOf = (days: string[]) => {
    const since = partlyRead;
    if (since === null) return days;
    const known = days.filter((day) => day > since);
    return known.length > 0 ? known : days.slice(-1);
  };
  const forgetOld = (today: string) => {
    const [oldest = ""] = daysUntil(today, keptDays);
    for (const days of [...states.values(), ...sizes.values()])
      for (const day of days.keys()) if (day < oldest) days.delete(day);
  };

  events.on("run.changed", ({ run }) => takeRun(run));
  events.on("job.changed", ({ job }) => takeJob(job));
  events.on("plan.changed", ({ planId, removed }) => void (removed && states.delete(planId)));
  events.on("repository.changed", ({ repositoryId, removed }) => {
    if (!removed) return;
    sizes.delete(repositoryId);
    mediums.delete(repositoryId);
  });

  const mediumOf = (id: string): Promise<Medium> => {
    const known = mediums.get(id);
    if (known && clock.now() < known.askedAt + mediumForMs) return known.answer;
    const answer = dependencies.medium(id).catch(() => ({ freeBytes: null, totalBytes: null }));
    mediums.set(id, { askedAt: clock.now(), answer });
    return answer;
  };
  const sizesOf = (id: string, days: readonly string[]) => {
    const measured = sizes.get(id) ?? new Map<string, { readonly sizeBytes: number }>();
    // Where nothing was measured for so long, the size is what it was before.
    if (measured.size === 0) return days.map(() => dependencies.facts(id).sizeBytes);
    let last = lastBefore(measured, days[0] ?? "");
    return days.map((day) => {
      last = measured.get(day)?.sizeBytes ?? last;
      return last;
    });
  };

  return {
    async read(viewer, count) {
      reading ??= startReading();
      await reading;
      const today = dayOf(clock.now());
      forgetOld(today);
      const days = knownOf(daysUntil(today, Math.min(count, keptDays - 1)));
      const seen = repositories.list().filter((repository) => repository.state === "ready" && viewer.sees(repository));
      const ids = new Set(seen.map(({ id }) => id));
      // Waited for before anything is made: of many who ask at once, none holds a history meanwhile.
      const mediumById = new Map(await Promise.all(seen.map(async ({ id }) => [id, await mediumOf(id)] as const)));
      return {
        generatedAt: isoTime(clock.now()),
        timeZone,
        days,
        plans: plans
          .list()
          .filter(({ repositoryIds }) => repositoryIds.some((id) => ids.has(id)))
          .map(({ id, name }) => ({ id, name, states: days.map((day) => states.get(id)?.get(day) ?? null) })),
        repositories: seen.map(({ id, name, quotaBytes }) => {
          const { freeBytes = null, totalBytes = null } = mediumById.get(id) ?? {};
          return { id, name, sizeBytes: sizesOf(id, days), quotaBytes, freeBytes, totalBytes };
        }),
      };
    },
  };
}

/** Least first. */
const severity: readonly DayState[] = ["ok", "warning", "late", "failed"];

/** What a run says of its day; null where it says nothing: it goes on, or somebody called it off. */
function stateOf({ state }: RunRecord): DayState | null {
  switch (state) {
    case "ok":
    case "warning":
    case "failed":
      return state;
    case "interrupted":
      return "failed";
    case "skipped":
      return "late";
    default:
      return null;
  }
}

function within<T>(all: Map<string, Map<string, T>>, id: string): Map<string, T> {
  const known = all.get(id) ?? new Map<string, T>();
  all.set(id, known);
  return known;
}

function lastBefore(measured: ReadonlyMap<string, { readonly sizeBytes: number }>, first: string): number | null {
  const before = [...measured.keys()].filter((day) => day < first).sort();
  return measured.get(before.at(-1) ?? "")?.sizeBytes ?? null;
}
