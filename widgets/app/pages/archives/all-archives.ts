// All archives of a repository, newest first.
import type { ArchiveReply } from "../../../../schemas/archives.ts";
import type { Api } from "../../../shared/client/api.ts";

const pageSize = 500;
/** 20,000 archives; a list that holds fewer than there are says so. */
const mostPages = 40;

export interface AllArchives {
  readonly archives: readonly ArchiveReply[];
  readonly complete: boolean;
}

/** Fetches them page by page. `refresh` has borg asked again. Rejects with ApiError. */
export async function fetchAllArchives(api: Api, repositoryId: string, refresh = false): Promise<AllArchives> {
  const archives: ArchiveReply[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    const query: Record<string, string | number | null> = {
      limit: pageSize,
      order: "newest",
      cursor,
      refresh: refresh && page === 0 ? "true" : null,
    };
    const path = `/api/repositories/${encodeURIComponent(repositoryId)}/archives`;
    const reply: { items: ArchiveReply[]; next: string | null } = await api.get(path, { query });
    archives.push(...reply.items);
    cursor = reply.next;
    if (cursor === null) return { archives, complete: true };
  }
  return { archives, complete: false };
}
