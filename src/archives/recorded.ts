// Who looks into a repository is written down.
import type { Archives, ListOptions } from "./contract.ts";

interface Actor {
  readonly userId: string;
  readonly username: string;
  readonly peer: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** What people read in archives. */
type Reading = "list" | "detail" | "browse" | "search" | "searchAll" | "compare" | "compareContent" | "history";

/** One of the calls, told last who makes it. The first argument is the repository. */
type Recorded<F> = F extends (repositoryId: string, ...rest: infer A) => infer R
  ? (repositoryId: string, ...rest: [...A, actor: Actor]) => R
  : never;

/** The archives as people read them. */
export type RecordedArchives = { readonly [N in Reading]: Recorded<Archives[N]> };

export interface RecordedArchivesDependencies {
  readonly archives: Pick<Archives, Reading>;
  readonly audit: (event: string, actor: Actor, target: string, detail: string | null) => Promise<void>;
  readonly clock: { now(): number };
}

/** Looking around in a repository is one event an hour for each user: a folder is many requests. */
const againAfterMs = 3_600_000;
const maxRemembered = 5000;

/** Creates it. Looking into a repository is the event `repository.open`. */
export function createRecordedArchives({ archives, audit, clock }: RecordedArchivesDependencies): RecordedArchives {
  const openedAt = new Map<string, number>();

  const opened = async (actor: Actor, repositoryId: string) => {
    const key = `${actor.userId} ${repositoryId}`;
    if (clock.now() < (openedAt.get(key) ?? Number.NEGATIVE_INFINITY) + againAfterMs) return;
    openedAt.delete(key);
    openedAt.set(key, clock.now());
    if (openedAt.size > maxRemembered) openedAt.delete(openedAt.keys().next().value as string);
    await audit("repository.open", actor, repositoryId, null).catch((error: unknown) => {
      openedAt.delete(key);
      throw error;
    });
  };
  /** Nothing is shown before it is recorded that somebody looked. */
  const recorded =
    <A extends unknown[], T>(read: (repositoryId: string, ...rest: A) => Promise<T>) =>
    async (repositoryId: string, ...rest: [...A, Actor]): Promise<T> => {
      const answer = await read(repositoryId, ...(rest.slice(0, -1) as A));
      await opened(rest.at(-1) as Actor, repositoryId);
      return answer;
    };

  return {
    list: recorded((repositoryId, options: ListOptions = {}) =>
      archives.list(repositoryId, { orOld: true, ...options }),
    ),
    detail: recorded(archives.detail),
    browse: recorded(archives.browse),
    search: recorded(archives.search),
    searchAll: recorded(archives.searchAll),
    compare: recorded(archives.compare),
    compareContent: recorded(archives.compareContent),
    history: recorded(archives.history),
  };
}
