// How full repositories are, how fast they grow, and when there will be no more room: estimates that do not pretend.
import type { RepositoryStatus } from "../../../schemas/status.ts";
import type { RepositoryHistory, WidgetHistory } from "../../../schemas/widgets.ts";

export type Fullness = "ok" | "warning" | "failed";

export interface Storage {
  readonly repository: RepositoryStatus;
  readonly sizeBytes: number | null;
  /** Sizes at the ends of days, oldest first, as far back as they are known without a break. */
  readonly sizes: readonly number[];
  /** What bounds it first: its quota or the medium. */
  readonly bound: "quota" | "medium" | null;
  /** Room until then, of `totalBytes`. */
  readonly freeBytes: number | null;
  readonly totalBytes: number | null;
  readonly usedPercent: number | null;
  /** Negative where it shrinks; null where fewer than seven days are known. */
  readonly bytesPerDay: number | null;
  /** Null where it does not grow or is full, where no bound is known, and beyond ten years. */
  readonly daysToFull: number | null;
  /** Null where no bound is known. */
  readonly fullness: Fullness | null;
}

const fewestDays = 7;
const mostDaysAhead = 3650;

/** Repositories, the fullest first; `warnAt` is a percentage. */
export function storageOf(
  repositories: readonly RepositoryStatus[],
  history: WidgetHistory | null,
  warnAt: number,
): Storage[] {
  return repositories
    .map((repository) =>
      one(
        repository,
        history?.repositories.find(({ id }) => id === repository.id),
        warnAt,
      ),
    )
    .sort((a, b) => (b.usedPercent ?? -1) - (a.usedPercent ?? -1) || (b.sizeBytes ?? -1) - (a.sizeBytes ?? -1));
}

function one(repository: RepositoryStatus, past: RepositoryHistory | undefined, warnAt: number): Storage {
  const all = past?.sizeBytes ?? [];
  const sizes = all.slice(all.lastIndexOf(null) + 1) as number[];
  const sizeBytes = repository.sizeBytes ?? sizes.at(-1) ?? null;
  const bytesPerDay = slopeOf(sizes);
  const room = (past && boundOf(past, sizeBytes)) ?? { bound: null, freeBytes: null, totalBytes: null };
  return { repository, sizeBytes, sizes, bytesPerDay, ...room, ...fullnessOf(room, bytesPerDay, warnAt) };
}

type Room = Pick<Storage, "bound" | "freeBytes" | "totalBytes">;

function fullnessOf(
  { freeBytes, totalBytes }: Room,
  bytesPerDay: number | null,
  warnAt: number,
): Pick<Storage, "usedPercent" | "daysToFull" | "fullness"> {
  if (freeBytes === null || !totalBytes) return { usedPercent: null, daysToFull: null, fullness: null };
  const usedPercent = 100 - (100 * freeBytes) / totalBytes;
  const days =
    bytesPerDay && bytesPerDay > 0 && freeBytes > 0 ? Math.floor(freeBytes / bytesPerDay) : mostDaysAhead + 1;
  return {
    usedPercent,
    daysToFull: days > mostDaysAhead ? null : days,
    fullness: usedPercent >= 100 ? "failed" : usedPercent >= warnAt ? "warning" : "ok",
  };
}

/** What leaves the least room. */
function boundOf({ quotaBytes, freeBytes, totalBytes }: RepositoryHistory, sizeBytes: number | null): Room | null {
  const quota =
    quotaBytes && sizeBytes !== null
      ? { bound: "quota" as const, freeBytes: Math.max(0, quotaBytes - sizeBytes), totalBytes: quotaBytes }
      : null;
  const medium = freeBytes !== null && totalBytes ? { bound: "medium" as const, freeBytes, totalBytes } : null;
  return quota && medium ? (medium.freeBytes < quota.freeBytes ? medium : quota) : (quota ?? medium);
}

/** The straight line through all days: what prune and compact take away now and then does not make it jump. */
function slopeOf(sizes: readonly number[]): number | null {
  if (sizes.length < fewestDays) return null;
  const middle = (sizes.length - 1) / 2;
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  let above = 0;
  let below = 0;
  sizes.forEach((size, day) => {
    above += (day - middle) * (size - mean);
    below += (day - middle) ** 2;
  });
  return above / below;
}

/** The points of a line through sizes, for a box of this width and height; the highest and the lowest touch its edges. */
export function linePoints(sizes: readonly number[], width: number, height: number): string {
  const least = Math.min(...sizes);
  const range = Math.max(...sizes) - least;
  return sizes
    .map((size, day) => {
      const x = (day / Math.max(1, sizes.length - 1)) * width;
      const y = range === 0 ? height / 2 : height - ((size - least) / range) * height;
      return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;
    })
    .join(" ");
}
