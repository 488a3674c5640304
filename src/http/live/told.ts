// What the members of a channel know, so that they hear of nothing else: not that it changed, and not that it is gone.
import type { Status, StatusDelta } from "../../../schemas/status.ts";

export interface Changed {
  readonly plans: readonly string[];
  readonly repositories: readonly string[];
}

export interface Told {
  /** The delta as it may be sent, which tells what is gone of what was told before; null where it would tell nothing. */
  next(delta: StatusDelta, changed: Changed): StatusDelta | null;
  /** A member begins with this status, before what has changed last is told. */
  also(status: Pick<Status, Kind>): void;
}

type Kind = keyof Changed;

type Rest = Pick<StatusDelta, "header" | "running">;

/** Creates it, for members who begin with a status. */
export function createTold({ plans, repositories, running, version: _, ...header }: Status): Told {
  const known = { plans: idsOf(plans), repositories: idsOf(repositories) };
  let rest = textOf({ header, running });

  const goneOf = (of: Kind, delta: StatusDelta, changed: Changed): string[] => {
    const there = idsOf(delta[of]);
    const gone = [...new Set(changed[of])].filter((id) => known[of].has(id) && !there.has(id));
    for (const id of there) known[of].add(id);
    for (const id of gone) known[of].delete(id);
    return gone;
  };

  return {
    also(status) {
      for (const of of ["plans", "repositories"] as const) for (const { id } of status[of]) known[of].add(id);
    },
    next(delta, changed) {
      const removed = { plans: goneOf("plans", delta, changed), repositories: goneOf("repositories", delta, changed) };
      const before = rest;
      rest = textOf(delta);
      const lists = [delta.plans, delta.repositories, removed.plans, removed.repositories];
      return rest === before && lists.every(({ length }) => length === 0) ? null : { ...delta, removed };
    },
  };
}

function idsOf(items: readonly { readonly id: string }[]): Set<string> {
  return new Set(items.map(({ id }) => id));
}

/** Of what is told whole each time; in one order of its names, whoever made it. */
function textOf({ header, running }: Rest): string {
  return JSON.stringify([Object.entries(header).sort(([a], [b]) => (a < b ? -1 : 1)), running]);
}
