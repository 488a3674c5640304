// What a restore would write and what is there already. Nothing is changed.
import type { RestorePreviewReply } from "../../../schemas/restores.ts";
import { isoTime } from "../../ports/clock.ts";
import type { OpenFolder } from "../../ports/directories.ts";
import type { FileInfo } from "../../ports/files.ts";
import { fromBytes, toBytes, toDisplayName, toPublicPath } from "../paths.ts";
import { closeAll } from "./close-all.ts";
import type { Place, RestorePlan } from "./destination.ts";
import { joined } from "./names.ts";
import { deepest, openRoot } from "./stagings.ts";
import { createTargetView, type TargetView } from "./target-view.ts";

/** An entry as an index or borg lists it. */
export interface PreviewEntry {
  /** In the notation of listings. */
  readonly path: string;
  /** borg's letter. */
  readonly type: string;
  readonly sizeBytes: number;
  readonly modifiedAtUs: number | null;
  /** A second name: its content counts with the first. */
  readonly hardlink: boolean;
  /** Parts of its content are zeros since a repair. */
  readonly damaged: boolean;
}

export interface PreviewDependencies {
  readonly openFolder: OpenFolder;
  readonly maySetOwners: () => boolean;
}

/** Entries that are counted, and of those the ones that are looked for at the target. */
const mostEntries = 2_000_000;
const mostLooks = 20_000;
const mostListed = 200;

interface Count {
  files: number;
  folders: number;
  sizeBytes: number;
  special: number;
  damaged: number;
  looks: number;
  complete: boolean;
  existingCount: number;
  readonly existing: RestorePreviewReply["existing"];
}

/** Goes through the entries; `complete` is false where there were too many. */
export async function previewRestore(
  { openFolder, maySetOwners }: PreviewDependencies,
  plan: RestorePlan,
  entries: AsyncIterable<readonly PreviewEntry[]>,
  ownership: boolean,
): Promise<RestorePreviewReply> {
  const views = new Map<Place, TargetView>();
  const count: Count = {
    files: 0,
    folders: 0,
    sizeBytes: 0,
    special: 0,
    damaged: 0,
    looks: 0,
    complete: true,
    existingCount: 0,
    existing: [],
  };
  try {
    for (const place of plan.places) views.set(place, createTargetView(await openRoot(openFolder, place.root)));
    for await (const batch of entries) {
      for (const entry of batch) await add(count, entry, plan, views);
      if (count.files + count.folders > mostEntries) {
        count.complete = false;
        break;
      }
    }
  } finally {
    await closeAll(views.values());
  }
  const freeBytes = await leastFree(openFolder, plan.places);
  const { special, damaged, looks: _, ...counted } = count;
  const warnings = [
    ...plan.warnings,
    ...(count.sizeBytes > freeBytes ? ["There is not enough space for it."] : []),
    ...(damaged > 0 ? [damagedWarning(damaged)] : []),
    ...(special > 0 ? [`${special} devices, fifos or sockets are not restored; borg extract can.`] : []),
    ...(ownership && !maySetOwners() ? ["Owners are not kept: for that, Borgdeck has to run as root."] : []),
  ];
  return { ...counted, freeBytes, target: plan.target, warnings };
}

function damagedWarning(count: number): string {
  const what = count === 1 ? "1 file has" : `${count} files have`;
  return `${what} zeros for parts that are lost since a repair: the report names them. Other archives may have them whole.`;
}

async function add(
  count: Count,
  entry: PreviewEntry,
  plan: RestorePlan,
  views: ReadonlyMap<Place, TargetView>,
): Promise<void> {
  if (entry.path === "." || entry.path === "") return;
  if (entry.type === "d") {
    count.folders += 1;
    return;
  }
  if (entry.type !== "-" && entry.type !== "l") {
    count.special += 1;
    return;
  }
  count.files += 1;
  if (entry.damaged) count.damaged += 1;
  if (entry.type === "-" && !entry.hardlink) count.sizeBytes += entry.sizeBytes;
  const destination = plan.destinationOf(toBytes(entry.path));
  if (destination === null) return;
  count.looks += 1;
  if (count.looks > mostLooks) {
    count.complete = false;
    return;
  }
  const present = await views.get(destination.place)?.look(destination.parts);
  if (!present) return;
  count.existingCount += 1;
  if (count.existing.length >= mostListed) return;
  count.existing.push({
    path: absolute(destination.place, destination.parts),
    archived: { sizeBytes: entry.sizeBytes, modifiedAt: time((entry.modifiedAtUs ?? Number.NaN) / 1000) },
    present: { sizeBytes: present.sizeBytes, modifiedAt: time(present.modifiedAtMs), type: typeOf(present) },
  });
}

/** A folder as root of a place, with names below it, for people. */
function absolute({ root }: Place, parts: readonly Buffer[]): string {
  const inside = toDisplayName(toPublicPath(fromBytes(joined(parts))));
  return root === "/" ? `/${inside}` : `${root}/${inside}`;
}

function typeOf({ kind }: FileInfo): string {
  return kind === "other" ? "special" : kind;
}

function time(ms: number): string | null {
  return Number.isFinite(ms) && Math.abs(ms) < 8.64e15 ? isoTime(Math.floor(ms)) : null;
}

async function leastFree(openFolder: OpenFolder, places: readonly Place[]): Promise<number> {
  const free = await Promise.all(
    places.map(async (place) => {
      const { folder } = await deepest(openFolder, place, new Set());
      return folder.freeBytes().finally(() => folder.close());
    }),
  );
  return Math.min(...free);
}
