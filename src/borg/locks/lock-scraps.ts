// What a borg leaves that was ended while it took a lock: it makes a folder beside the lock, writes its name into it, and gives it
// the lock's name (borg 1.2, locking.py). The folder is no lock, and no later borg takes it away.
import { join } from "node:path";
import { sleep } from "../../ports/clock.ts";
import type { Ports } from "../../ports/ports.ts";
import { holderOfName } from "./locks.ts";

export interface LockScrapsDependencies {
  readonly ports: {
    readonly files: Pick<Ports["files"], "list" | "remove" | "removeEmpty">;
    readonly clock: Ports["clock"];
    readonly processes: Pick<Ports["processes"], "startTicks">;
  };
  readonly hostId: string;
}

const scrap = /^lock\.exclusive\.[a-z0-9_]{8}\.tmp$/;
/** A repository has some ten entries of its own. */
const mostEntries = 200;
/** A borg that lives writes its name at once. */
const emptyForMs = 5000;

/**
 * Removes those of a local repository that are a dead borg's of this installation, or stay without a name. Takes five seconds
 * where there is one without. Never rejects.
 */
export async function removeLockScraps(dependencies: LockScrapsDependencies, location: string | null): Promise<void> {
  if (!location?.startsWith("/")) return;
  const { files, clock } = dependencies.ports;
  const entries = await files.list(location, mostEntries).catch(() => []);
  const found = entries.filter(({ name, kind }) => kind === "directory" && scrap.test(name));
  const nameless: string[] = [];
  for (const { name } of found) {
    const path = join(location, name);
    const inside = await files.list(path, 2).catch(() => null);
    if (inside?.length === 0) nameless.push(path);
    const [only, ...more] = inside ?? [];
    if (only?.kind === "file" && more.length === 0 && isDead(dependencies, only.name)) {
      await files.remove(path).catch(() => {});
    }
  }
  if (nameless.length === 0) return;
  await sleep(clock, emptyForMs);
  for (const path of nameless) await files.removeEmpty(path).catch(() => {}); // it has got its name, or is gone
}

function isDead({ hostId, ports: { processes } }: LockScrapsDependencies, name: string): boolean {
  const holder = holderOfName(name);
  return holder?.hostId === hostId && processes.startTicks(holder.pid) === null;
}
