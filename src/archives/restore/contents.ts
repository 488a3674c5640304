// What is to be restored, as borg lists it: counted, and remembered for what a tar does not say.
import type { Borg } from "../../borg/borg.ts";
import { lockWait } from "../../borg/command.ts";
import { type EntryDetails, listDetailsCommand, readDetails } from "../../borg/commands/list-details.ts";
import { subtree } from "../../borg/selector.ts";
import type { RepositoryTarget } from "../../borg/target.ts";
import { toBytes } from "../paths.ts";

/** What is chosen of which archive. */
export interface Chosen {
  readonly target: RepositoryTarget;
  readonly archiveName: string;
  /** In the notation of listings; empty for everything. */
  readonly paths: readonly string[];
}

/** borg's arguments may have 2 MiB together, and one of them 128 KiB. */
const mostArgumentBytes = 1024 * 1024;

/** Selectors for as many commands as it takes. An archive's every entry: one command without selectors. */
export function selectorBatches(paths: readonly string[]): string[][] {
  const batches: string[][] = [[]];
  let bytes = 0;
  for (const selector of paths.map(subtree)) {
    if (bytes + selector.length > mostArgumentBytes) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(selector);
    bytes += selector.length + 1;
  }
  return batches;
}

/** Lists in the order of the archive, batch after batch. Throws BorgFault, or the signal's reason. */
export async function* listChosen(
  borg: Pick<Borg, "stream">,
  { target, archiveName, paths }: Chosen,
  { signal, jobId }: { readonly signal: AbortSignal; readonly jobId?: string },
): AsyncGenerator<EntryDetails[]> {
  const waiting = jobId === undefined ? {} : { lockWaitSeconds: lockWait.job };
  for (const selectors of selectorBatches(paths)) {
    const command = listDetailsCommand(target, { archiveName, selectors, ...waiting });
    const { stdout } = await borg.stream(command, { signal, ...(jobId === undefined ? {} : { jobId }) });
    try {
      yield* readDetails(stdout);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      stdout.destroy();
    }
  }
}

/** Details as the staging folder keeps them: path, microseconds, and whether parts of it are lost. */
export type DetailRecord = readonly [path: string, modifiedAtUs: number | null, damaged: boolean];

export function detailRecord({ path, modifiedAtUs, damaged }: EntryDetails): DetailRecord {
  return [toBytes(path).toString("latin1"), modifiedAtUs, damaged];
}

export interface Details {
  readonly modifiedAtUs: number | null;
  readonly damaged: boolean;
}

/** How far a listing and a tar of the same entries may differ: borg leaves out of a tar what no tar can hold. */
const mostAhead = 1000;

export interface DetailsFinder {
  /** Null where there are none for that path. Asked in the order of the records. */
  find(path: string): Promise<Details | null>;
  close(): Promise<void>;
}

export function createDetailsFinder(records: AsyncGenerator<DetailRecord>): DetailsFinder {
  let ahead: DetailRecord[] = [];
  return {
    async find(path) {
      for (let at = 0; at < mostAhead; at += 1) {
        if (at === ahead.length) {
          const next = await records.next();
          if (next.done) return null;
          ahead.push(next.value);
        }
        const [found, modifiedAtUs, damaged] = ahead[at] as DetailRecord;
        if (found !== path) continue;
        ahead = ahead.slice(at + 1);
        return { modifiedAtUs, damaged };
      }
      return null;
    },
    close: () => records.return(undefined).then(() => {}),
  };
}
