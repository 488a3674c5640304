// An index is built in a process of its own, from the best source that there is; where that cannot be used, from the next.
import { dirname } from "node:path";
import type { Borg, BorgDependencies } from "../../../borg/borg.ts";
import { lockWait } from "../../../borg/command.ts";
import { canDumpItems } from "../../../borg/commands/dump-items.ts";
import { endStrays } from "../../../borg/process/strays.ts";
import type { RepositoryTarget } from "../../../borg/target.ts";
import { Fault } from "../../../fault.ts";
import type { Ports } from "../../../ports/ports.ts";
import type { IndexTotals } from "../archive-index.ts";
import { type SourceName, sourceNames } from "../sources/source.ts";
import { SourceError } from "../sources/source-error.ts";
import { runIndexProcess } from "./index-process.ts";
import type { IndexedArchive, IndexProgress, IndexTask } from "./messages.ts";
import { createScratch } from "./scratch.ts";

export interface IndexBuildsDependencies {
  readonly ports: Pick<Ports, "clock" | "files" | "processes" | "log">;
  /** The program and its first arguments that run Borgdeck's command line. */
  readonly program: readonly string[];
  readonly borg: Pick<Borg, "version">;
  /** What a process needs to run borg as the service does. */
  readonly installation: Pick<BorgDependencies, "executable" | "baseDir" | "hostId">;
  /** DATA_DIR/index. */
  readonly indexDir: string;
  /** See ScratchDependencies. */
  readonly memoryDir?: string;
}

export interface BuildIndexRequest {
  readonly target: RepositoryTarget;
  readonly archive: IndexedArchive;
  /** Null for the best one, and the next where that cannot be used. */
  readonly source: SourceName | null;
  /** Replaced when the index is whole. Its folder is made; it must be on the file system of `indexDir`. */
  readonly outFile: string;
  /** Marks the processes in their environment; one build at a time has it. */
  readonly jobId: string;
  readonly signal: AbortSignal;
  /** At most four a second. */
  readonly onProgress: (progress: IndexProgress) => void;
}

export interface IndexBuilds {
  /** Rejects with the Fault that kept it from being built, or the signal's reason; nothing is left then. */
  buildIndex(request: BuildIndexRequest): Promise<IndexTotals & { readonly source: SourceName }>;
  /** Ends what an earlier service left running and removes what it left lying about. Called before the first build. */
  wipe(): Promise<void>;
}

/** Creates it; nothing is started or written. */
export function createIndexBuilds(dependencies: IndexBuildsDependencies): IndexBuilds {
  const { ports, borg, installation, indexDir, memoryDir } = dependencies;
  const { files, log } = ports;
  const { hostId } = installation;
  const scratch = createScratch({ files, indexDir, hostId, ...(memoryDir === undefined ? {} : { memoryDir }) });

  const buildFrom = async (
    sources: readonly SourceName[],
    task: Omit<IndexTask, "source">,
    request: BuildIndexRequest,
  ) => {
    let unusable: unknown = null;
    for (const source of sources) {
      try {
        return { ...(await runIndexProcess(dependencies, { ...task, source }, request)), source };
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        unusable = error;
        log.warn("A source of an archive's index cannot be used", { jobId: task.jobId, source, error });
      }
    }
    throw new Fault("borg-failed", unusableDetail(unusable), { cause: unusable });
  };

  return {
    async buildIndex(request) {
      const { target, archive, source, outFile, jobId, signal } = request;
      const sources = source === null ? sourcesOf(target, await borg.version()) : [source];
      signal.throwIfAborted();
      const place = await scratch.open(jobId);
      try {
        const task = { target, archive, jobId, outFile: place.outFile, dumpDir: place.dumpDir };
        const totals = await buildFrom(
          sources,
          { ...task, borg: installation, lockWaitSeconds: lockWait.job },
          request,
        );
        await files.makeDirectory(dirname(outFile));
        await files.rename(place.outFile, outFile);
        return totals;
      } finally {
        await place.remove();
      }
    },
    async wipe() {
      for (const jobId of await scratch.leftOver()) {
        await endStrays(ports, jobId);
        await scratch.remove(jobId);
      }
      await scratch
        .removeForgotten(ports.clock.now())
        .catch((error: unknown) => log.warn("What others left in memory could not be removed", { error }));
    },
  };
}

function sourcesOf(target: RepositoryTarget, version: Awaited<ReturnType<Borg["version"]>>): readonly SourceName[] {
  return canDumpItems(target, version) ? sourceNames : sourceNames.filter((name) => name !== "dump");
}

function unusableDetail(error: unknown): string {
  const why = error instanceof SourceError ? `${error.message} ` : "";
  return `${why}Look whether the installed borg is one that Borgdeck can work with.`;
}
