// Who looks into a repository is written down, and searches and compares a few times at once only.
import type { Actor, AuditEvent } from "../../schemas/audit.ts";
import type { Archives, ListOptions } from "./contract.ts";
import { createTurns, type Turns, type TurnsOptions } from "./index/turns.ts";

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
  readonly audit: (event: AuditEvent, actor: Actor, target: string, detail: string | null) => Promise<void>;
  readonly clock: { now(): number };
}

/** Looking around in a repository is one event an hour for each user: a folder is many requests. */
const againAfterMs = 3_600_000;
const maxRemembered = 5000;
/** Searches, comparisons and histories of one user: a page that is typed into drops the earlier ones. */
const ofOneUser = { atOnce: 2, mostWaiting: 10 };
/** Comparisons of contents: each is a borg that reads for minutes, and nobody's searches are to wait for it. */
const byBorg = { atOnce: 1, mostWaiting: 5 };

/** Creates it. Looking into a repository is the event `repository.open`. Fault `too-many-requests` for too much at once. */
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

  const [inTurn, inTurnOfBorg] = [inTurnOfUser(ofOneUser), inTurnOfUser(byBorg)];

  return {
    list: recorded((repositoryId, options: ListOptions = {}) =>
      archives.list(repositoryId, { orOld: true, ...options }),
    ),
    detail: recorded(archives.detail),
    browse: recorded(archives.browse),
    search: inTurn(recorded(archives.search)),
    searchAll: inTurn(recorded(archives.searchAll)),
    compare: inTurn(recorded(archives.compare)),
    compareContent: inTurnOfBorg(recorded(archives.compareContent)),
    history: inTurn(recorded(archives.history)),
  };
}

/** Puts calls in the user's turn: one of another user waits for none of this one's. */
function inTurnOfUser(options: TurnsOptions) {
  const turns = new Map<string, Turns>(); // of those who have some just now
  return <A extends unknown[], T>(look: (repositoryId: string, ...rest: [...A, Actor]) => Promise<T>) =>
    async (repositoryId: string, ...rest: [...A, Actor]): Promise<T> => {
      const { userId } = rest.at(-1) as Actor;
      const own = turns.get(userId) ?? createTurns(options);
      turns.set(userId, own);
      const signal = (rest.at(-2) as { readonly signal?: AbortSignal } | undefined)?.signal; // of the options, which come last
      return own.run(() => look(repositoryId, ...rest), signal).finally(() => own.idle() && turns.delete(userId));
    };
}
