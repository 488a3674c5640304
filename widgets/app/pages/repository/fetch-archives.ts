// All archives of a repository. The service lists them oldest first, a page at a time; people want the newest.
import type { ArchiveReply } from "../../../../schemas/archives.ts";
import type { Api } from "../../../shared/api.ts";

const pageSize = 500;
/** 10,000 archives; a repository with more shows its oldest ones only, and says so. */
const mostPages = 20;

export interface AllArchives {
  readonly archives: readonly ArchiveReply[];
  readonly complete: boolean;
}

export async function fetchArchives(api: Api, repositoryId: string, refresh = false): Promise<AllArchives> {
  const archives: ArchiveReply[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    const query: Record<string, string | number | null> = {
      limit: pageSize,
      cursor,
      refresh: refresh && page === 0 ? "true" : null,
    };
    const reply: { items: ArchiveReply[]; next: string | null } = await api.get(
      `/api/repositories/${repositoryId}/archives`,
      { query },
    );
    archives.push(...reply.items);
    cursor = reply.next;
    if (cursor === null) return { archives, complete: true };
  }
  return { archives, complete: false };
}
