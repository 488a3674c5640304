// What changed from one archive to another, by what their indexes say.
import type { CompareReply } from "../../../schemas/archives.ts";
import type {
  ArchiveIndex,
  ChangeCount,
  CompareOptions,
  ComparePage,
  ComparePageOptions,
  CompareSummary,
  Difference,
} from "../index/archive-index.ts";
import { nameOf, toDisplayName, toPublicPath } from "../paths.ts";
import { toVersion } from "./entry.ts";

/** What index/ offers for it. */
export interface Comparing {
  compareIndexes(one: ArchiveIndex, other: ArchiveIndex, options: ComparePageOptions): Promise<ComparePage>;
  summarizeDifferences(one: ArchiveIndex, other: ArchiveIndex, options: CompareOptions): Promise<CompareSummary>;
}

/** One page; the first one comes with the summary of all. */
export async function compareArchives(
  { compareIndexes, summarizeDifferences }: Comparing,
  [one, other]: readonly [ArchiveIndex, ArchiveIndex],
  options: ComparePageOptions,
): Promise<CompareReply> {
  const look = async () => ({
    ...(await compareIndexes(one, other, options)),
    summary: options.after === null ? await summarizeDifferences(one, other, options) : null,
  });
  const { items, next, summary } = await options.slice.long(look, options.signal);
  return { items: items.map(toItem), next, summary: summary && toSummary(summary), building: null };
}

function toItem({ change, path, before, after }: Difference): CompareReply["items"][number] {
  return {
    path: toPublicPath(path),
    name: toDisplayName(nameOf(path)),
    change,
    before: before && toVersion(before),
    after: after && toVersion(after),
  };
}

function toSummary({ added, removed, modified }: CompareSummary): CompareReply["summary"] {
  return {
    added: { count: countOf(added), sizeBytes: added.sizeBytes },
    removed: { count: countOf(removed), sizeBytes: removed.sizeBytes },
    modified: { count: countOf(modified), sizeBytes: modified.sizeBytes - modified.previousBytes },
  };
}

function countOf({ files, folders }: ChangeCount): number {
  return files + folders;
}
