// Looks how many archives a repository has, and of one that others write to, how old the newest is.
import type { RepositoryRecord } from "../../schemas/repositories.ts";
import type { EventBus } from "../events/bus.ts";
import { Fault } from "../fault.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";

export interface ObserverDependencies {
  readonly collection: {
    get(id: string): RepositoryRecord | undefined;
    list(): readonly RepositoryRecord[];
  };
  /** Asks borg, oldest archive first. */
  readonly listArchives: (
    repositoryId: string,
    signal: AbortSignal,
  ) => Promise<readonly { readonly startedAt: string }[]>;
  /** `newestAt` is told of observed repositories, and of any that is seen for the first time: then backups themselves tell. */
  readonly noteArchives: (repositoryId: string, count: number, newestAt?: string | null) => void;
  /** Told once it could be read; finds out what is not known of it yet. */
  readonly learn?: (repositoryId: string) => Promise<void>;
  readonly facts: (repositoryId: string) => { readonly archivesCount: number | null } | null;
  readonly repositoriesOf: (planId: string) => readonly string[];
  readonly events: Pick<EventBus, "on">;
  readonly ports: { readonly clock: Pick<Clock, "every">; readonly log: Log };
}

const everyMs = 3_600_000;

/**
 * Begins: looks at observed repositories now and each hour, at others when a run has ended or when they are new; at one after
 * another. A repository that cannot be read keeps what was known of it. Returns what ends it, borg too.
 */
export function startObserver(dependencies: ObserverDependencies): () => void {
  const { collection, listArchives, noteArchives, learn, facts, repositoriesOf, events, ports } = dependencies;
  const waiting = new Set<string>();
  let isLooking = false;
  const end = new AbortController();
  /** The repository that is looked at; it may be forgotten meanwhile. */
  let looking: { readonly id: string; readonly abort: AbortController } | null = null;

  const isKnown = (id: string) => (facts(id)?.archivesCount ?? null) !== null;

  const look = async (id: string) => {
    const record = collection.get(id);
    if (record?.state !== "ready") return;
    const abort = new AbortController();
    looking = { id, abort };
    const signal = AbortSignal.any([end.signal, abort.signal]);
    const found = await listArchives(id, signal).finally(() => {
      looking = null;
    });
    if (signal.aborted || !collection.get(id)) return;
    const newestAt = found.at(-1)?.startedAt ?? null;
    noteArchives(id, found.length, record.mode === "observe" || !isKnown(id) ? newestAt : undefined);
    await learn?.(id);
  };

  const work = async () => {
    isLooking = true;
    for (const id of waiting) {
      waiting.delete(id);
      if (end.signal.aborted) break;
      await look(id).catch((error: unknown) => {
        if (end.signal.aborted || !collection.get(id)) return;
        ports.log.warn("A repository could not be looked at", { repositoryId: id, error });
      });
    }
    isLooking = false;
  };

  const add = (ids: readonly string[]) => {
    for (const id of ids) waiting.add(id);
    if (!isLooking && !end.signal.aborted) void work();
  };
  const leave = (id: string) => {
    waiting.delete(id);
    if (looking?.id === id) looking.abort.abort(new Fault("not-found", "The repository is forgotten"));
  };
  const observed = () =>
    collection
      .list()
      .filter(({ mode }) => mode === "observe")
      .map(({ id }) => id);

  const stopRuns = events.on("run.changed", ({ run }) => {
    if (run.finishedAt !== null && run.state !== "skipped") add(repositoriesOf(run.planId));
  });
  const stopRepositories = events.on("repository.changed", ({ repositoryId, removed }) => {
    if (removed) leave(repositoryId);
    else if (collection.get(repositoryId)?.mode === "observe" || !isKnown(repositoryId)) add([repositoryId]);
  });
  const stopTimer = ports.clock.every(everyMs, () => add(observed()));
  add(observed());

  return () => {
    end.abort(new Fault("stopping", "Borgdeck is stopping."));
    stopRuns();
    stopRepositories();
    stopTimer();
  };
}
