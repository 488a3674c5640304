import type { Building } from "../../../schemas/archives.ts";
import type { ArchiveIndex } from "../index/archive-index.ts";
import type { IndexStore } from "./index-store.ts";
import type { ArchiveToIndex, Build, Indexing } from "./indexing.ts";

/** What an index told, or how far it is being made. */
export type Read<T> = { readonly value: T } | { readonly building: Build };

export interface IndexAccess {
  /** Reads an archive's index; one that is missing is made. Throws why it cannot be made. */
  read<T>(repositoryId: string, archive: ArchiveToIndex, use: (index: ArchiveIndex) => Promise<T>): Promise<Read<T>>;
  /** The same of two, which are open together. Throws Fault `disk-full` where there is no room for both. */
  readBoth<T>(
    repositoryId: string,
    archives: readonly [ArchiveToIndex, ArchiveToIndex],
    use: (one: ArchiveIndex, other: ArchiveIndex) => Promise<T>,
  ): Promise<Read<T>>;
  /** Reads it where there is one; null otherwise. */
  peek<T>(
    repositoryId: string,
    archive: Pick<ArchiveToIndex, "id">,
    use: (index: ArchiveIndex) => Promise<T>,
  ): Promise<{ readonly value: T } | null>;
}

/** One that was dropped between being made and being read is made again; this often at the most. */
const attempts = 3;

/** Creates it. */
export function createIndexAccess(
  store: Pick<IndexStore, "use" | "has" | "requireRoomFor">,
  indexing: Pick<Indexing, "ensure" | "building">,
): IndexAccess {
  const peek: IndexAccess["peek"] = (repositoryId, { id }, use) => store.use({ repositoryId, archiveId: id }, use);

  const read: IndexAccess["read"] = async (repositoryId, archive, use) => {
    for (let attempt = 1; ; attempt += 1) {
      const found = await peek(repositoryId, archive, use);
      if (found) return found;
      await indexing.ensure(repositoryId, archive);
      const building = indexing.building({ repositoryId, archiveId: archive.id });
      if (building) return { building };
      if (attempt === attempts) throw new Error("An index that was just made is not there");
    }
  };
  return {
    read,
    peek,
    async readBoth(repositoryId, [one, other], use) {
      const files = [one, other].map(({ id }) => ({ repositoryId, archiveId: id }));
      if (!files.every(store.has)) store.requireRoomFor(files);
      const both = await read(repositoryId, one, (first) => read(repositoryId, other, (second) => use(first, second)));
      return "value" in both ? both.value : both;
    },
  };
}

/** How far it is, for a reply. */
export function toBuilding({ jobId, entries }: Build): Building {
  return { jobId, entries };
}
