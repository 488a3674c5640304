// Plans: what is backed up, where to, when, and what is kept; the use cases of people.
import { isDeepStrictEqual } from "node:util";
import type { Actor, AuditEvent } from "../../schemas/audit.ts";
import type { RunRecord } from "../../schemas/jobs.ts";
import type {
  CreatePlanRequest,
  PlanPatch,
  PlanPreviewReply,
  PlanPreviewRequest,
  PlanRecord,
  Schedule,
} from "../../schemas/plans.ts";
import type { RepositoryRecord } from "../../schemas/repositories.ts";
import type { EventMap } from "../events/events.ts";
import { Fault } from "../fault.ts";
import { type Clock, isoTime } from "../ports/clock.ts";
import { isWithinAny } from "../ports/paths.ts";
import { newId, type Random } from "../ports/random.ts";
import { keepsSomething } from "./run-steps.ts";
import type { Runs } from "./runs.ts";
import { graceAfter } from "./schedule-reader.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Sources } from "./sources.ts";
import { describeSchedule, formatFireTime, nextFireTime, scheduleErrors } from "./timetable.ts";

export interface RevisionOption {
  readonly ifRevision?: number | undefined;
}

/** Whether a repository exists for who asks: one that they may not see is refused like one that is not there. */
export type SeesRepository = (repositoryId: string) => boolean;

export interface Plans {
  list(): readonly PlanRecord[];
  get(id: string): PlanRecord | undefined;
  /** Throws Fault `invalid-input` naming every field that is wrong; nothing is stored then. */
  create(request: CreatePlanRequest, actor: Actor, sees: SeesRepository): Promise<PlanRecord>;
  patch(
    id: string,
    patch: PlanPatch,
    options: RevisionOption & { readonly sees: SeesRepository },
    actor: Actor,
  ): Promise<PlanRecord>;
  /** Forgets the plan. Its archives stay where they are. Throws Fault `conflict` while a run is going. */
  remove(id: string, options: RevisionOption, actor: Actor): Promise<void>;
  setPaused(id: string, paused: boolean, actor: Actor): Promise<PlanRecord>;
  run(id: string, actor: Actor): Promise<RunRecord>;
  /** The size of the newest archives is meant. Throws Fault `conflict` where nothing is unlikely of them. */
  accept(id: string, actor: Actor): Promise<PlanRecord>;
  preview(request: PlanPreviewRequest): Promise<PlanPreviewReply>;
  nextRunAt(id: string): string | null;
  scheduleText(plan: Pick<PlanRecord, "schedule">): string | null;
  /**
   * How long a run that is due after `lastSuccessAt` (ISO 8601; null: after the plan was made) is waited for before it is
   * late, in milliseconds; null without a schedule.
   */
  graceMs(plan: Pick<PlanRecord, "schedule" | "createdAt">, lastSuccessAt: string | null): number | null;
}

export interface PlansDependencies {
  readonly collection: {
    get(id: string): PlanRecord | undefined;
    list(): readonly PlanRecord[];
    insert(record: Omit<PlanRecord, "revision">): Promise<PlanRecord>;
    update(
      id: string,
      change: (record: PlanRecord) => Omit<PlanRecord, "revision">,
      options?: RevisionOption,
    ): Promise<PlanRecord>;
    remove(id: string, options?: RevisionOption): Promise<void>;
  };
  readonly repository: (id: string) => RepositoryRecord | undefined;
  readonly sources: Sources;
  readonly runs: Runs;
  readonly scheduler: Scheduler;
  /** Asked only once everything is made. */
  readonly health: () => {
    suspicion(planId: string, repositoryId: string): string | null;
    acceptNewest(planId: string): void;
  };
  readonly placeWarnings: (sources: readonly string[], repositoryLocation: string) => Promise<string[]>;
  readonly audit: (event: AuditEvent, actor: Actor, target: string, detail: string | null) => Promise<void>;
  readonly events: { publish(name: "plan.changed", payload: EventMap["plan.changed"]): void };
  readonly clock: Clock;
  readonly random: Random;
}

const defaults = {
  excludes: [],
  verify: { every: "week", sampleFiles: 20 },
  check: { every: "month", scope: "all" },
  drill: { every: "month", sampleFiles: 10, canaries: [] },
  compression: "lz4",
} satisfies Partial<CreatePlanRequest>;

/** Creates the plans. */
export function createPlans(dependencies: PlansDependencies): Plans {
  const { collection, sources, runs, scheduler, clock, random, audit, events } = dependencies;

  const existing = (id: string): PlanRecord => {
    const plan = collection.get(id);
    if (!plan) throw new Fault("not-found", "There is no such plan.");
    return plan;
  };

  const refuseInvalid = async (plan: CreatePlanRequest, own: string | null, sees: SeesRepository): Promise<void> => {
    const fields: Record<string, string> = {};
    plan.repositoryIds.forEach((id, index) => {
      const repository = dependencies.repository(id);
      if (repository?.state !== "ready" || !sees(id)) fields[`/repositoryIds/${index}`] = "does not exist";
      else if (repository.mode === "observe") fields[`/repositoryIds/${index}`] = "is only observed";
    });
    const refusals = await Promise.all(plan.sources.map((source) => sources.refusal(source)));
    refusals.forEach((refusal, index) => {
      if (refusal) fields[`/sources/${index}`] = refusal;
    });
    plan.drill?.canaries.forEach((canary, index) => {
      if (!isWithinAny(canary, plan.sources)) fields[`/drill/canaries/${index}`] = "is in none of the plan's folders";
    });
    if (plan.schedule) {
      for (const [at, why] of Object.entries(scheduleErrors(plan.schedule))) fields[`/schedule${at}`] = why;
    }
    if (!keepsSomething(plan)) fields["/retention"] = "must keep something: set at least one number above zero";
    if (collection.list().some((other) => other.id !== own && other.name === plan.name)) {
      fields["/name"] = "is the name of another plan";
    }
    if (Object.keys(fields).length > 0) {
      throw new Fault("invalid-input", "The plan was not saved: some of its values are not valid.", { fields });
    }
  };

  const changed = async (
    plan: PlanRecord,
    event: AuditEvent,
    actor: Actor,
    before: PlanRecord = plan,
  ): Promise<PlanRecord> => {
    const repositoryIds = [...new Set([...before.repositoryIds, ...plan.repositoryIds])];
    const newSources = !isDeepStrictEqual([before.sources, before.excludes], [plan.sources, plan.excludes]);
    events.publish("plan.changed", { planId: plan.id, removed: false, repositoryIds, newSources });
    await Promise.all([scheduler.tick(), audit(event, actor, plan.id, plan.name)]);
    return plan;
  };

  return {
    list: () => collection.list(),
    get: (id) => collection.get(id),
    async create(request, actor, sees) {
      const plan = { ...defaults, ...request, ...tidied(request) };
      await refuseInvalid(plan, null, sees);
      const id = newId(random);
      const record = { ...plan, id, paused: false, ownerId: actor.userId, createdAt: isoTime(clock.now()) };
      return changed(await collection.insert(record), "plan.create", actor);
    },
    async patch(id, patch, { sees, ...options }, actor) {
      const before = existing(id);
      const tidy = tidied(patch);
      await refuseInvalid({ ...before, ...tidy }, id, sees);
      const plan = await collection.update(id, (record) => ({ ...record, ...tidy }) as PlanRecord, options);
      return changed(plan, "plan.change", actor, before);
    },
    async remove(id, options, actor) {
      const plan = existing(id);
      if (runs.active(id))
        throw new Fault("conflict", "A run of this plan is going; cancel it or wait until it has ended.");
      await collection.remove(id, options);
      events.publish("plan.changed", { planId: id, removed: true, repositoryIds: plan.repositoryIds });
      await audit("plan.remove", actor, id, plan.name);
    },
    async setPaused(id, paused, actor) {
      existing(id);
      const plan = await collection.update(id, (record) => ({ ...record, paused }));
      return changed(plan, paused ? "plan.paused" : "plan.resumed", actor);
    },
    async run(id, actor) {
      const plan = existing(id);
      const requester = { type: "user", userId: actor.userId } as const;
      const run = await runs.start(plan, { trigger: "manual", requester, scheduledFor: null });
      await audit("plan.run", actor, id, plan.name);
      return run;
    },
    async accept(id, actor) {
      const plan = existing(id);
      const health = dependencies.health();
      if (plan.repositoryIds.every((repositoryId) => health.suspicion(id, repositoryId) === null))
        throw new Fault("conflict", "There is nothing to accept: the plan's last backup is not suspicious.");
      await audit("plan.accept", actor, id, plan.name);
      health.acceptNewest(id);
      return plan;
    },
    async preview({ schedule, sources: paths = [], repositoryLocation }) {
      const errors = schedule ? scheduleErrors(schedule) : {};
      if (schedule && Object.keys(errors).length > 0) {
        const fields = Object.fromEntries(Object.entries(errors).map(([at, why]) => [`/schedule${at}`, why]));
        throw new Fault("invalid-input", "The schedule is not valid.", { fields });
      }
      const refusals = await Promise.all(paths.map(async (path) => [path, await sources.refusal(path)] as const));
      const usable = refusals.filter(([, refusal]) => refusal === null).map(([path]) => path);
      const size = usable.length > 0 ? await sources.measure(usable) : null;
      const sourceErrors = Object.fromEntries(
        refusals.flatMap(([, refusal], index) => (refusal === null ? [] : [[`/sources/${index}`, refusal]])),
      );
      const places = repositoryLocation ? await dependencies.placeWarnings(usable, repositoryLocation) : [];
      return {
        ...(schedule ? await meaningOf(schedule, clock.now()) : { scheduleText: null, fireTimes: [] }),
        sourceErrors,
        sourceSizeBytes: size?.sizeBytes ?? null,
        sourceFiles: size?.files ?? null,
        sourceSizeComplete: size?.complete ?? true,
        warnings: places,
      };
    },
    nextRunAt: (id) => scheduler.nextRunAt(id),
    scheduleText: ({ schedule }) => (schedule ? describeSchedule(schedule) : null),
    graceMs: ({ schedule, createdAt }, lastSuccessAt) =>
      schedule && graceAfter(schedule, Date.parse(lastSuccessAt ?? createdAt)),
  };
}

/** The schedule in words and its next five fire times, one at a turn: a rare one, such as 29 February, takes a while. */
async function meaningOf(
  schedule: Schedule,
  now: number,
): Promise<Pick<PlanPreviewReply, "scheduleText" | "fireTimes">> {
  const fireTimes: PlanPreviewReply["fireTimes"] = [];
  for (let at = nextFireTime(schedule, now); at !== null && fireTimes.length < 5; at = nextFireTime(schedule, at)) {
    fireTimes.push({ at: isoTime(at), local: formatFireTime(at, schedule.timeZone) });
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { scheduleText: describeSchedule(schedule), fireTimes };
}

/** Outer white space of a name is nobody's wish. */
function tidied<T extends { readonly name?: string }>(change: T): T {
  return change.name === undefined ? change : { ...change, name: change.name.trim() };
}
