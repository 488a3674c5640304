// The archives service over a throwaway place, with leases that anybody gets at once and index jobs that run at once.
import { join } from "node:path";
import type { FolderReply } from "../../schemas/archives.ts";
import type { JobRecord } from "../../schemas/jobs.ts";
import type { Archives } from "../../src/archives/contract.ts";
import { type OpenedArchives, openArchives } from "../../src/archives/open-archives.ts";
import { type JobEnd, newJob, ownOutcome } from "../../src/jobs/job.ts";
import { createIndexKind } from "../../src/jobs/kinds/index-archive.ts";
import { again, type JobContext } from "../../src/jobs/kinds/kind.ts";
import { silentLog } from "../../src/ports/log.ts";
import { type Ports, systemPorts } from "../../src/ports/ports.ts";
import { newId } from "../../src/ports/random.ts";
import { type BorgPlace, eagerBorg } from "./borg.ts";
import { programFromSource } from "./program-from-source.ts";

export interface OpenLeases {
  /** How many are held now. */
  held(): number;
}

export interface PlaceArchives {
  readonly opened: OpenedArchives;
  readonly archives: Archives;
  readonly leases: OpenLeases;
  /** Index jobs so far, those that have ended as they ended. */
  readonly jobs: JobRecord[];
  /** Resolves when all of them have ended. */
  idle(): Promise<void>;
}

export interface PlaceOptions {
  readonly indexMaxBytes?: number;
  readonly ports?: Partial<Ports>;
  /** Waits before a job begins. */
  readonly gate?: () => Promise<void>;
}

/** Opens it; indexes are in `<place>/data/index`. */
export async function openPlaceArchives(
  { borg, target, folder }: BorgPlace,
  { indexMaxBytes = 1_000_000_000, ports: other = {}, gate = async () => {} }: PlaceOptions = {},
): Promise<PlaceArchives> {
  const ports = { ...systemPorts(silentLog), ...other };
  const jobs: JobRecord[] = [];
  const running = new Set<Promise<void>>();
  let held = 0;
  const opened: OpenedArchives = await openArchives({
    borg,
    installation: { executable: eagerBorg, baseDir: join(folder, "base"), hostId: "borgdeck-test@1" },
    program: programFromSource,
    targets: { resolve: async () => target },
    leases: {
      async shared(_repositoryId, use) {
        held += 1;
        return use(new AbortController().signal).finally(() => {
          held -= 1;
        });
      },
    },
    filesCountOf: () => null,
    async enqueue(request) {
      const job = newJob(newId(ports.random), request, ports.clock.now());
      jobs.push(job);
      const ended = run(job).then((end) => {
        const record: JobRecord = { ...job, ...end, finishedAt: job.createdAt };
        jobs[jobs.indexOf(job)] = record;
        opened.jobEnded(record);
        running.delete(ended);
      });
      running.add(ended);
      return job;
    },
    ports,
    config: { dataDir: join(folder, "data"), indexMaxBytes },
  });
  const kind = createIndexKind(opened);
  const run = async (job: JobRecord): Promise<JobEnd> => {
    await gate();
    const context = { job, target, signal: new AbortController().signal, hasYielded: () => false, report() {} };
    const end = await kind.execute(context as unknown as JobContext).catch(failed);
    if (end === again) throw new Error("Nobody asked this job to yield");
    return end;
  };
  return {
    opened,
    archives: opened.archives,
    leases: { held: () => held },
    jobs,
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** Looks into a folder, and waits for the archive's index where it is still being made. */
export function whenIndexed({ archives, idle }: PlaceArchives) {
  return async (archiveName: string, path: string, cursor: string | null = null, limit = 50): Promise<FolderReply> => {
    const page = await archives.browse("r", archiveName, { path, limit, cursor });
    if (page.building === null) return page;
    await idle();
    return archives.browse("r", archiveName, { path, limit, cursor });
  };
}

function failed(error: unknown): JobEnd {
  return { state: "failed", outcome: ownOutcome("internal", String(error)), result: null };
}
