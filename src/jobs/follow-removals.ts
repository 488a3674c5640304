import type { EventMap, EventName } from "../events/events.ts";

export interface FollowRemovalsDependencies {
  readonly events: { on<N extends EventName>(name: N, listener: (payload: EventMap[N]) => void): () => void };
  /** Forgets what is remembered of a plan or a repository. Never rejects. */
  readonly forget: (id: string) => Promise<void>;
}

/** Lets what drills remember go with the plan or the repository that it is of. */
export function followRemovals({ events, forget }: FollowRemovalsDependencies): void {
  events.on("plan.changed", ({ planId, removed }) => void (removed && forget(planId)));
  events.on("repository.changed", ({ repositoryId, removed }) => void (removed && forget(repositoryId)));
}
