// The entries of a folder by their position: fetched a page at a time, where one looks, and let go again.
import type { FileEntry, FolderReply } from "../../../../schemas/archives.ts";

/** Entries asked for at once. */
export const pageSize = 200;
/** Pages kept: 12,800 entries. */
const mostPages = 64;
const mostInFlight = 2;

export interface EntryPages {
  readonly total: number;
  /** Why the last fetch failed; null where it did not. */
  readonly problem: unknown;
  /** What stands there, if it is here. */
  at(index: number): FileEntry | undefined;
  /** Fetches what is missing of a range; of earlier wishes only what is under way is still waited for. */
  want(from: number, to: number): void;
  /** What stands there, fetched if need be. Rejects with ApiError. */
  entry(index: number): Promise<FileEntry | undefined>;
  /** Tries again what failed. */
  retry(): void;
}

export interface EntryPagesOptions {
  /** The first page. */
  readonly first: Pick<FolderReply, "items" | "total">;
  readonly fetchPage: (from: number) => Promise<Pick<FolderReply, "items">>;
  readonly onChange: () => void;
}

export function createEntryPages({ first, fetchPage, onChange }: EntryPagesOptions): EntryPages {
  const pages = new Map<number, readonly FileEntry[]>([[0, first.items]]);
  const flying = new Map<number, Promise<void>>();
  let wanted: number[] = [];
  let problem: unknown = null;

  const keep = (page: number, items: readonly FileEntry[]) => {
    pages.set(page, items);
    for (const old of pages.keys()) {
      if (pages.size <= mostPages) return;
      if (!wanted.includes(old)) pages.delete(old);
    }
  };
  const load = (page: number): Promise<void> => {
    const known = flying.get(page);
    if (known) return known;
    const flight = fetchPage(page * pageSize)
      .then(({ items }) => keep(page, items))
      .finally(() => flying.delete(page));
    flying.set(page, flight);
    return flight;
  };
  const pump = () => {
    while (flying.size < mostInFlight && problem === null) {
      const page = wanted.find((wish) => !pages.has(wish) && !flying.has(wish));
      if (page === undefined) return;
      load(page)
        .catch((error: unknown) => {
          problem = error;
        })
        .finally(() => {
          onChange();
          pump();
        });
    }
  };

  return {
    total: first.total,
    get problem() {
      return problem;
    },
    at: (index) => pages.get(Math.floor(index / pageSize))?.[index % pageSize],
    want(from, to) {
      const [low, high] = [Math.floor(from / pageSize), Math.floor(Math.max(to - 1, from) / pageSize)];
      wanted = Array.from({ length: high - low + 1 }, (_, at) => low + at);
      pump();
    },
    async entry(index) {
      const page = Math.floor(index / pageSize);
      if (!pages.has(page)) await load(page);
      return pages.get(page)?.[index % pageSize];
    },
    retry() {
      problem = null;
      pump();
    },
  };
}
