// Restoring as people ask for it: looked at first, then queued; and as its job does it.

import type { Actor, AuditEvent } from "../../../schemas/audit.ts";
import type { JobOptions, JobRecord } from "../../../schemas/jobs.ts";
import type { RestorePreviewReply, RestoreRequest } from "../../../schemas/restores.ts";
import type { Borg } from "../../borg/borg.ts";
import type { OpenFolder } from "../../ports/directories.ts";
import type { Ports } from "../../ports/ports.ts";
import type { Archives } from "../contract.ts";
import type { ReadRepository } from "../leased.ts";
import { requireArchive } from "../list/find-archive.ts";
import type { OpenedArchives } from "../open-archives.ts";
import { maySetOwners } from "./attributes.ts";
import { listChosen } from "./contents.ts";
import { planRestore, type RestorePlan } from "./destination.ts";
import { type PreviewEntry, previewRestore } from "./preview.ts";
import { type RestoreEnd, type RestoreWork, restore } from "./restore.ts";
import { notedJobs, removeLeftStagings } from "./stagings.ts";
import { asFault } from "./trouble.ts";

/** Who asks. Owners and set-user-id bits are kept for administrators only: an archive can be of anybody's making. */
export interface RestoredBy {
  readonly isAdministrator: boolean;
  /** Aborted where nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

export interface Restores {
  /** What it would write, and what is there. Fault `invalid-input` with all fields, or `not-found`. */
  preview(repositoryId: string, request: RestoreRequest, by: RestoredBy): Promise<RestorePreviewReply>;
  /** Queues it. Faults as for the preview. Audited. */
  start(
    repositoryId: string,
    request: RestoreRequest,
    actor: Actor,
    by: Pick<RestoredBy, "isAdministrator">,
  ): Promise<JobRecord>;
  /** Does it; called by its job. */
  restore(work: RestoreWork): Promise<RestoreEnd>;
  /** Removes what a job of an earlier process left beside the target. */
  tidyUp(jobId: string): Promise<void>;
  /** The same of all jobs, before any has begun: it goes on behind its end, since a target may take its time. */
  sweep(): Promise<void>;
}

export interface RestoresDependencies {
  readonly borg: Pick<Borg, "stream">;
  readonly opened: Pick<OpenedArchives, "peek"> & { readonly archives: Pick<Archives, "list"> };
  readonly read: ReadRepository;
  readonly openFolder: OpenFolder;
  readonly ports: Pick<Ports, "files" | "clock" | "log">;
  /** RESTORE_ROOTS. */
  readonly roots: readonly string[];
  /** Folders that are never written into: the service's own, and repositories. */
  readonly forbidden: () => Promise<readonly string[]>;
  /** Homes whose names that begin with a dot are not written to. */
  readonly guardedHomes?: readonly string[];
  /** Folder for notes of what would have to be removed after a crash. */
  readonly notesDir: string;
  readonly enqueue: (request: {
    readonly kind: "restore";
    readonly repositoryId: string;
    readonly planId: null;
    readonly runId: null;
    readonly archiveName: string;
    readonly options: JobOptions;
    readonly requester: { readonly type: "user"; readonly userId: string };
  }) => Promise<JobRecord>;
  readonly audit: (event: AuditEvent, actor: Actor, target: string, detail: string | null) => Promise<void>;
}

const longestDetail = 1000;
const notKept = "Owners are not kept: for that, an administrator has to start the restore.";

/** Creates the use cases. */
export function createRestores(dependencies: RestoresDependencies): Restores {
  const { borg, opened, read, openFolder, ports, enqueue, audit } = dependencies;
  const work = { ...dependencies, ...ports };
  const tidying = new Map<string, Promise<void>>();

  /** One at a time of each job. */
  const tidyUp = (jobId: string): Promise<void> => {
    const begun = tidying.get(jobId) ?? removeLeftStagings(work, jobId).finally(() => tidying.delete(jobId));
    tidying.set(jobId, begun);
    return begun;
  };

  const planned = async (repositoryId: string, request: RestoreRequest, signal?: AbortSignal) => {
    const plan = await planRestore(work, request);
    requireArchive(await opened.archives.list(repositoryId, signal ? { signal } : {}), request.archiveName);
    return plan;
  };

  return {
    async preview(repositoryId, request, { isAdministrator, signal }) {
      const { archiveName } = request;
      const ownership = request.ownership && isAdministrator;
      const plan = await planned(repositoryId, request, signal);
      const look = (entries: AsyncIterable<readonly PreviewEntry[]>) =>
        previewRestore({ openFolder, maySetOwners }, plan, entries, ownership)
          .then((reply) =>
            request.ownership && !ownership ? { ...reply, warnings: [...reply.warnings, notKept] } : reply,
          )
          .catch(asFault);
      const paths = plan.paths.length === 0 ? [""] : plan.paths;
      const found = await opened.peek(repositoryId, archiveName, (index) => look(index.walk(paths, signal)));
      if (found) return found.value;
      return read(repositoryId, signal, (target, abort) => look(listed(borg, target, archiveName, plan, abort)));
    },
    async start(repositoryId, request, actor, { isAdministrator }) {
      const { archiveName, ...asked } = request;
      const options = { ...asked, ownership: asked.ownership && isAdministrator };
      const { target } = await planned(repositoryId, request);
      const job = await enqueue({
        kind: "restore",
        repositoryId,
        planId: null,
        runId: null,
        archiveName,
        options: { restore: options },
        requester: { type: "user", userId: actor.userId },
      });
      const what = options.paths.length === 0 ? "everything" : `${options.paths.length} paths`;
      const detail = `${what} of ${archiveName} to ${target}, ${options.conflicts}`;
      await audit("archive.restore", actor, repositoryId, detail.slice(0, longestDetail));
      return job;
    },
    restore: (wanted) => restore(work, wanted),
    tidyUp,
    async sweep() {
      for (const jobId of await notedJobs(work)) {
        tidyUp(jobId).catch((error: unknown) =>
          ports.log.warn("What a restore left beside its target could not be removed", { jobId, error }),
        );
      }
    },
  };
}

async function* listed(
  borg: Pick<Borg, "stream">,
  target: Parameters<Parameters<ReadRepository>[2]>[0],
  archiveName: string,
  plan: RestorePlan,
  signal: AbortSignal,
): AsyncGenerator<PreviewEntry[]> {
  yield* listChosen(borg, { target, archiveName, paths: plan.paths }, { signal });
}
