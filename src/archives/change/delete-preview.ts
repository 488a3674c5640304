// What a deletion would take away, before anything is asked to be deleted.
import Type from "typebox";
import type { DeletePreviewReply } from "../../../schemas/archives.ts";
import type { Borg } from "../../borg/borg.ts";
import { infoArchiveCommand } from "../../borg/commands/info-archive.ts";
import type { RepositoryTarget } from "../../borg/target.ts";
import type { Clock } from "../../ports/clock.ts";
import { fieldErrors } from "../../validate.ts";
import type { Leases } from "../archives.ts";
import type { ArchiveItem, Archives } from "../contract.ts";

/** Archives whose sizes borg is asked for, one after another, and how long that may take, in milliseconds. */
const mostAsked = 20;
const patienceMs = 20_000;

export interface DeletePreviewDependencies {
  readonly borg: Pick<Borg, "run" | "version">;
  readonly list: Archives["list"];
  readonly targets: { resolve(repositoryId: string): Promise<RepositoryTarget> };
  readonly leases: Leases;
  readonly clock: Clock;
}

export type DeletePreview = (
  repositoryId: string,
  names: readonly string[],
  signal: AbortSignal,
) => Promise<DeletePreviewReply>;

/** Creates it. Faults: repository-locked, borg-failed, or the signal's reason. */
export function createDeletePreview(deps: DeletePreviewDependencies): DeletePreview {
  return async (repositoryId, names, signal) => {
    const archives = await deps.list(repositoryId, { refresh: true, signal });
    const wanted = new Set(names);
    const chosen = archives.filter(({ name }) => wanted.has(name));
    const there = new Set(chosen.map(({ name }) => name));
    const newest = newestOfPlans(archives);
    return {
      items: chosen.map(({ id, name, startedAt, planId }) => ({
        archive: { id, name, startedAt },
        planId,
        newestOfPlan: newest.has(name),
      })),
      missing: names.filter((name) => !there.has(name)),
      freedBytes: await freedBytes(deps, repositoryId, chosen, signal),
      archivesLeft: archives.length - chosen.length,
      undeletable: (await deps.borg.version()).major >= 2, // borg 1.x deletes at once
    };
  };
}

/** Names of the newest archive of each plan. */
function newestOfPlans(archives: readonly ArchiveItem[]): Set<string> {
  const newest = new Map<string, ArchiveItem>();
  for (const archive of archives) {
    const known = archive.planId === null ? undefined : newest.get(archive.planId);
    if (archive.planId !== null && (!known || archive.startedAt >= known.startedAt))
      newest.set(archive.planId, archive);
  }
  return new Set([...newest.values()].map(({ name }) => name));
}

/** The sum of what only one of them has; what several of them share and no other archive has comes on top of it. */
async function freedBytes(
  { borg, targets, leases, clock }: DeletePreviewDependencies,
  repositoryId: string,
  archives: readonly ArchiveItem[],
  signal: AbortSignal,
): Promise<number | null> {
  if (archives.length === 0) return 0;
  if (archives.length > mostAsked) return null;
  const until = clock.now() + patienceMs;
  const ask = async (lease: AbortSignal) => {
    const target = await targets.resolve(repositoryId);
    let sum = 0;
    for (const { name } of archives) {
      if (clock.now() > until) return null;
      const { state, stdout } = await borg.run(infoArchiveCommand(target, name), {
        signal: lease,
        timeLimitMs: patienceMs,
      });
      const own = state === "ok" ? ownBytes(stdout) : null;
      if (own === null) return null;
      sum += own;
    }
    return sum;
  };
  const sum = await leases.shared(repositoryId, ask, { signal });
  signal.throwIfAborted();
  return sum;
}

const Info = Type.Object({
  archives: Type.Array(Type.Object({ stats: Type.Object({ deduplicated_size: Type.Number() }) }), { minItems: 1 }),
});

function ownBytes(stdout: string): number | null {
  const value = parse(stdout);
  if (Object.keys(fieldErrors(Info, value)).length > 0) return null;
  const bytes = (value as Type.Static<typeof Info>).archives[0]?.stats.deduplicated_size ?? 0;
  return Math.max(0, Math.round(bytes));
}

function parse(stdout: string): unknown {
  try {
    return JSON.parse(stdout);
  } catch {
    return null; // then it is not known
  }
}
