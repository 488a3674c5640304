// How a repository grew, from the journal of its backups: read once, then kept up by what ends.
import type { JobJournalEntry, JobRecord } from "../../schemas/jobs.ts";
import type { GrowthReply } from "../../schemas/repositories.ts";
import type { EventBus } from "../events/bus.ts";

type Point = GrowthReply["items"][number];

export interface Growth {
  /** Oldest first, at most 500 points. The first call reads the journal. */
  of(repositoryId: string): Promise<GrowthReply>;
}

export interface GrowthDependencies {
  readonly journal: { readBackwards(): AsyncIterable<JobJournalEntry> };
  readonly events: Pick<EventBus, "on">;
}

/** Lines of the journal that are read back at the most, and how many between two looks at what else is to be done. */
const mostLines = 200_000;
const linesAtOnce = 100;
/** Points that are kept and shown of each repository. */
const limits = { kept: 2000, shown: 500 } as const;

/** Creates it. Nothing is read before the first question. */
export function createGrowth({ journal, events }: GrowthDependencies): Growth {
  let reading: Promise<Map<string, Point[]>> | null = null;
  let newer: JobRecord[] = [];

  const read = async () => {
    const points = await readAll(journal);
    for (const job of newer) append(points, job);
    newer = [];
    return points;
  };

  events.on("job.changed", ({ job }) => {
    if (!isBackup(job) || reading === null) return;
    newer.push(job); // where the journal is just being read, it may have been too late for it
    void reading.then(
      (points) => {
        for (const each of newer) append(points, each);
        newer = [];
      },
      () => {},
    );
  });
  events.on("repository.changed", ({ repositoryId, removed }) => {
    if (removed)
      void reading?.then(
        (points) => points.delete(repositoryId),
        () => {},
      );
  });

  return {
    async of(repositoryId) {
      reading ??= read().catch((error: unknown) => {
        reading = null;
        throw error;
      });
      return { items: thin((await reading).get(repositoryId) ?? [], limits.shown) };
    },
  };
}

async function readAll(journal: GrowthDependencies["journal"]): Promise<Map<string, Point[]>> {
  const points = new Map<string, Point[]>();
  let lines = 0;
  for await (const entry of journal.readBackwards()) {
    if (lines >= mostLines) break;
    lines += 1;
    if (lines % linesAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
    if (entry.type !== "job" || !isBackup(entry.job)) continue;
    const found = points.get(entry.job.repositoryId) ?? [];
    found.push(pointOf(entry.job));
    points.set(entry.job.repositoryId, found.length > 2 * limits.kept ? thin(found, limits.kept) : found);
  }
  for (const found of points.values()) found.reverse();
  return points;
}

function append(points: Map<string, Point[]>, job: JobRecord): void {
  const found = points.get(job.repositoryId) ?? [];
  const point = pointOf(job);
  if (found.some(({ at }) => at === point.at)) return; // the journal had it already
  found.push(point);
  points.set(job.repositoryId, found.length > 2 * limits.kept ? thin(found, limits.kept) : found);
}

function isBackup({ kind, finishedAt, result }: JobRecord): boolean {
  return kind === "backup" && finishedAt !== null && result?.archive !== undefined;
}

function pointOf({ finishedAt, result }: JobRecord): Point {
  return {
    at: finishedAt ?? "",
    sizeBytes: result?.repository?.sizeBytes ?? null,
    archivesCount: result?.repository?.archivesCount ?? null,
    originalSizeBytes: result?.archive?.originalSizeBytes ?? null,
    deduplicatedSizeBytes: result?.archive?.deduplicatedSizeBytes ?? null,
  };
}

/** The first, the last, and evenly spread ones between them. */
function thin(points: readonly Point[], limit: number): Point[] {
  if (points.length <= limit) return [...points];
  const step = (points.length - 1) / (limit - 1);
  return Array.from({ length: limit }, (_, at) => points[Math.round(at * step)]).filter((point) => point !== undefined);
}
