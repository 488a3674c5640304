// What callers with the same view get: each event is checked and written once for all of them.
import type { StatusDelta } from "../../../schemas/status.ts";
import type { PublishedEvent } from "../../events/events.ts";
import type { Clock, StopTimer } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { statusOf } from "../answer/status-of.ts";
import { presentJob } from "../present/job.ts";
import type { Services, Viewer } from "../services.ts";
import { owned } from "../subjects.ts";
import { type EventStream, formatFrame } from "./event-stream.ts";
import { resumeId } from "./resume-id.ts";
import { type Changed, createTold } from "./told.ts";

export type Topic = "status" | "jobs";

/** A stream in a channel and what it asked for. */
export interface Member {
  readonly stream: EventStream;
  readonly topics: ReadonlySet<Topic>;
}

/** Status deltas come at most this often, in milliseconds: four a second. */
export const deltaEveryMs = 250;

export interface Channel {
  /** Sends the whole status. */
  snapshot(member: Member): void;
  /** Sends what the member missed: the states of jobs, the newest progress of each, and one delta, or the status anew. */
  replay(member: Member, events: readonly PublishedEvent[]): void;
  join(member: Member): void;
  /** True where nobody is left. */
  leave(member: Member): boolean;
  /** An event of the bus. */
  take(event: PublishedEvent): void;
  /** Stops its timer. */
  close(): void;
}

export interface ChannelDependencies {
  readonly services: Pick<Services, "health" | "jobs" | "repositories" | "events">;
  readonly clock: Clock;
  readonly log: Log;
  readonly viewer: Viewer;
}

type StatusChanged = PublishedEvent & { readonly name: "status.changed" };

/** Creates the channel of a viewer. */
export function createChannel({ services, clock, log, viewer }: ChannelDependencies): Channel {
  const members = new Set<Member>();
  let pending: StatusChanged[] = [];
  let stopTimer: StopTimer = () => {};
  let lastDeltaAt = Number.NEGATIVE_INFINITY;

  const frame = (event: string, data: string, busId?: string) =>
    formatFrame({ event, data, id: busId === undefined ? undefined : resumeId(busId, viewer.key) });

  const told = createTold(statusOf(services, viewer));

  const deltaOf = (changed: Changed) => services.health.delta(viewer, changed);
  const deltaFrame = (delta: StatusDelta, busId: string) => frame("delta", JSON.stringify(delta), busId);

  const broadcast = (topics: readonly Topic[], bytes: Buffer) => {
    for (const member of members) if (topics.some((topic) => member.topics.has(topic))) member.stream.send(bytes);
  };

  /** Its members lost something, so they are let go: they come back and get a snapshot. */
  const giveUp = (error: unknown) => {
    log.error("A live view could not be made", { error });
    for (const member of members) member.stream.end();
  };

  const flush = () => {
    const changes = pending;
    pending = [];
    lastDeltaAt = clock.now();
    try {
      const changed = changedOf(changes);
      const delta = told.next(deltaOf(changed), changed);
      if (delta) broadcast(["status"], deltaFrame(delta, changes.at(-1)?.id ?? services.events.lastId()));
    } catch (error) {
      giveUp(error);
    }
  };

  const noteChange = (event: StatusChanged) => {
    pending.push(event);
    if (pending.length > 1) return;
    const wait = lastDeltaAt + deltaEveryMs - clock.now();
    if (wait <= 0) flush();
    else stopTimer = clock.after(wait, flush);
  };

  /** An event about one job, or null where that is not the viewer's to see. */
  const jobFrame = (event: PublishedEvent, busId?: string): Buffer | null => {
    if (event.name !== "job.changed" && event.name !== "job.progress") return null;
    const { job } = event.payload;
    if (!viewer.sees(owned(services, job.repositoryId))) return null;
    if (event.name === "job.changed") {
      return frame("job", JSON.stringify({ job: presentJob(services, viewer, job) }), busId);
    }
    return frame(
      "progress",
      JSON.stringify({ jobId: job.id, progress: viewer.progress(event.payload.progress) }),
      busId,
    );
  };

  const snapshot = ({ stream }: Pick<Member, "stream">) => {
    stream.send(frame("snapshot", services.health.read(viewer).body, services.events.lastId()));
    if (pending.length > 0) told.also(statusOf(services, viewer));
  };

  return {
    snapshot,
    replay({ stream, topics }, events) {
      for (const event of worthReplaying(events, topics)) {
        const bytes = jobFrame(event);
        if (bytes) stream.send(bytes);
      }
      const changes = events.filter((event) => event.name === "status.changed");
      const last = events.at(-1);
      if (!last || changes.length === 0 || !topics.has("status")) return;
      const delta = deltaOf(changedOf(changes));
      // What is gone may be what this viewer never saw: nobody knows any more.
      if (delta.removed.plans.length + delta.removed.repositories.length > 0) snapshot({ stream });
      else stream.send(deltaFrame(delta, last.id));
    },
    join: (member) => void members.add(member),
    leave(member) {
      members.delete(member);
      return members.size === 0;
    },
    take(event) {
      if (event.name === "status.changed") return noteChange(event);
      const topics = topicsOf(event);
      if (topics.length === 0) return;
      const bytes = jobFrame(event, pending.length > 0 ? undefined : event.id);
      if (bytes) broadcast(topics, bytes);
    },
    close: () => stopTimer(),
  };
}

function changedOf(changes: readonly StatusChanged[]): Changed {
  return {
    plans: [...new Set(changes.flatMap(({ payload }) => payload.plans))],
    repositories: [...new Set(changes.flatMap(({ payload }) => payload.repositories))],
  };
}

function topicsOf(event: PublishedEvent): readonly Topic[] {
  if (event.name === "job.changed") return ["jobs"];
  return event.name === "job.progress" ? ["status", "jobs"] : [];
}

/** Of each job only the newest progress is. */
function worthReplaying(events: readonly PublishedEvent[], topics: ReadonlySet<Topic>): readonly PublishedEvent[] {
  const newest = new Map(
    events.flatMap((event) => (event.name === "job.progress" ? [[event.payload.job.id, event]] : [])),
  );
  return events
    .filter((event) => topicsOf(event).some((topic) => topics.has(topic)))
    .filter((event) => event.name !== "job.progress" || newest.get(event.payload.job.id) === event);
}
