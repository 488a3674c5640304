// Files whose lost parts somebody's `borg check --repair` has replaced by zeros: they look whole, so nobody gets them unasked.
import type { Borg } from "../../borg/borg.ts";
import { listDetailsCommand, readDetails } from "../../borg/commands/list-details.ts";
import { exactly } from "../../borg/selector.ts";
import type { RepositoryTarget } from "../../borg/target.ts";
import { Fault } from "../../fault.ts";
import type { ArchiveIndex, IndexedEntry } from "../index/archive-index.ts";
import { toDisplayName } from "../paths.ts";

/** How many of the files that are wanted, and the first of them, in the notation of listings. */
export interface Damage {
  count: number;
  readonly paths: string[];
}

const mostNamed = 10;

export function noDamage(): Damage {
  return { count: 0, paths: [] };
}

export function noteDamage(damage: Damage, path: string): void {
  damage.count += 1;
  if (damage.paths.length < mostNamed) damage.paths.push(path);
}

/** Of these paths and what is below them. Few archives have any, and only those are gone through. */
export async function damageBelow(
  index: Pick<ArchiveIndex, "damagedFiles" | "find" | "walk">,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Damage> {
  const damage = noDamage();
  if (index.damagedFiles === 0) return damage;
  for await (const batch of index.walk(paths, signal)) {
    for (const entry of batch) if (await isDamaged(index, entry)) noteDamage(damage, entry.path);
  }
  return damage;
}

/** A second name has the content of the first. */
async function isDamaged(index: Pick<ArchiveIndex, "find">, entry: IndexedEntry): Promise<boolean> {
  if (!entry.hardlink || entry.linkTarget === null) return entry.damaged;
  return (await index.find(entry.linkTarget))?.damaged === true;
}

/** The same of one file, where there is no index: borg is asked. */
export async function damageOf(
  borg: Pick<Borg, "stream">,
  { target, archiveName, path }: { readonly target: RepositoryTarget; archiveName: string; path: string },
  signal: AbortSignal,
): Promise<Damage> {
  const damage = noDamage();
  const command = listDetailsCommand(target, { archiveName, selectors: [exactly(path)] });
  const { stdout, result } = await borg.stream(command, { signal });
  try {
    for await (const batch of readDetails(stdout)) {
      for (const entry of batch) if (entry.damaged) noteDamage(damage, entry.path);
    }
  } finally {
    stdout.destroy();
    await result; // the next command would wait for its lock
  }
  return damage;
}

/** Throws Fault `archive-damaged` where there is any. */
export function refuseDamage({ count, paths }: Damage): void {
  if (count === 0) return;
  const named = paths.map(toDisplayName).join(", ");
  const more = count > paths.length ? ` and ${count - paths.length} more` : "";
  const what = count === 1 ? "1 file is" : `${count} files are`;
  throw new Fault(
    "archive-damaged",
    `Parts of the content are lost: ${what} filled up with zeros since a repair (${named}${more}). Look for them in other archives, or take them as they are: damaged=accept.`,
  );
}
