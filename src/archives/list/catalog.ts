// The archives of a repository, as borg lists them.
import Type from "typebox";
import { planOfArchive } from "../../borg/archive-name.ts";
import type { Borg } from "../../borg/borg.ts";
import { lockWait } from "../../borg/command.ts";
import { listArchivesCommand } from "../../borg/commands/list-archives.ts";
import { timeMs } from "../../borg/commands/listing.ts";
import { borgFault } from "../../borg/result/result.ts";
import type { RepositoryTarget } from "../../borg/target.ts";
import { Fault } from "../../fault.ts";
import { isoTime } from "../../ports/clock.ts";
import { fieldErrors } from "../../validate.ts";
import type { CatalogItem, ListOptions } from "../contract.ts";
import { arrayElements } from "./array-elements.ts";

/** About 500 bytes an archive. */
const mostOutputBytes = 64 * 1024 * 1024;

const Listed = Type.Array(
  Type.Object({
    id: Type.String({ pattern: "^[0-9a-f]{64}$" }),
    name: Type.String(),
    start: Type.String(),
    comment: Type.Optional(Type.String()),
    hostname: Type.Optional(Type.String()),
  }),
);

/** Archives that are looked at in one turn of the event loop. */
const pieceLength = 500;

/** How borg is asked: as which job's, and how long it waits for the repository's lock. */
export interface Asking {
  readonly jobId?: string;
  readonly lockWaitSeconds?: number;
}

/** Asks borg. Oldest first. Throws BorgFault, or the signal's reason. */
export async function listArchives(
  borg: Pick<Borg, "run">,
  target: RepositoryTarget,
  signal: AbortSignal,
  { lockWaitSeconds, ...mark }: Asking = {},
): Promise<CatalogItem[]> {
  const command = listArchivesCommand(target, lockWaitSeconds);
  const result = await borg.run(command, { signal, ...mark, maxOutputBytes: mostOutputBytes });
  signal.throwIfAborted();
  if (result.state !== "ok") throw borgFault(result);
  const items: CatalogItem[] = [];
  const elements = arrayElements(result.stdout, "archives");
  for (let piece = nextPiece(elements); piece.length > 0; piece = nextPiece(elements)) {
    if (Object.keys(fieldErrors(Listed, piece)).length > 0) throw strangeForm();
    for (const archive of piece as Type.Static<typeof Listed>) items.push(toItem(archive));
    await new Promise((resolve) => setImmediate(resolve)); // others have their turn
  }
  signal.throwIfAborted();
  return items;
}

/** The next archives of the list, none at its end. */
function nextPiece(elements: Generator<string>): unknown[] {
  const piece: unknown[] = [];
  try {
    while (piece.length < pieceLength) {
      const { value, done } = elements.next();
      if (done) break;
      piece.push(JSON.parse(value));
    }
    return piece;
  } catch {
    throw strangeForm(); // the parser's words are of no use to anybody
  }
}

/** The same for a job, which outwaits a stranger's lock as its other commands do. `jobId` marks borg as the job's own. */
export function listArchivesForJob(
  borg: Pick<Borg, "run">,
  target: RepositoryTarget,
  signal: AbortSignal,
  jobId?: string,
): Promise<CatalogItem[]> {
  const mark = jobId === undefined ? {} : { jobId };
  return listArchives(borg, target, signal, { ...mark, lockWaitSeconds: lockWait.job });
}

function strangeForm(): Fault {
  return new Fault("borg-failed", "borg's list of archives has no form that Borgdeck knows.");
}

type Filter = Pick<ListOptions, "planId" | "from" | "to" | "q" | "order">;

/** Those that are asked for, in the order that is asked for; `items` are oldest first. */
export function matchingArchives(items: readonly CatalogItem[], filter: Filter): readonly CatalogItem[] {
  const { planId, from, to, q, order } = filter;
  const since = from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(from);
  const until = to === undefined ? Number.POSITIVE_INFINITY : Date.parse(to);
  const isAnyTime = from === undefined && to === undefined;
  const part = q?.toLowerCase();
  const found = items.filter(
    (item) =>
      (planId === undefined || item.planId === planId) &&
      (part === undefined || `${item.name}\n${item.comment}`.toLowerCase().includes(part)) &&
      (isAnyTime || isBetween(Date.parse(item.startedAt), since, until)),
  );
  return order === "newest" ? found.reverse() : found;
}

function isBetween(ms: number, since: number, until: number): boolean {
  return ms >= since && ms <= until;
}

function toItem({ id, name, start, comment, hostname }: Type.Static<typeof Listed>[number]): CatalogItem {
  const startedAtMs = timeMs(start);
  return {
    id,
    name,
    planId: planOfArchive(name),
    comment: comment ?? "",
    startedAt: isoTime(Number.isFinite(startedAtMs) ? Math.floor(startedAtMs) : 0),
    hostname: hostname ? hostname : null,
  };
}
