// Changing what a repository holds: archives get another name or comment, or are deleted. What is done is done by jobs.

import type { ArchivePatch, DeletePreviewReply } from "../../../schemas/archives.ts";
import type { Actor, AuditEvent } from "../../../schemas/audit.ts";
import type { JobOptions, JobRecord } from "../../../schemas/jobs.ts";
import type { RepositoryMode } from "../../../schemas/repositories.ts";
import { looksLikePlanArchive } from "../../borg/archive-name.ts";
import type { Borg } from "../../borg/borg.ts";
import type { RepositoryTarget } from "../../borg/target.ts";
import { Fault } from "../../fault.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Leases } from "../archives.ts";
import type { ArchiveItem, Archives } from "../contract.ts";
import { noSuchArchive, requireArchive } from "../list/find-archive.ts";
import { createDeletePreview } from "./delete-preview.ts";

/** What this folder asks of the queue. */
export interface ArchiveJobRequest {
  readonly kind: "delete-archives" | "rename-archive" | "comment-archive";
  readonly repositoryId: string;
  readonly planId: null;
  readonly runId: null;
  readonly archiveName: string | null;
  readonly options: JobOptions;
  readonly requester: { readonly type: "user"; readonly userId: string };
}

export interface ArchiveChanges {
  /** Queues a new name or a new comment. Faults: not-found, invalid-input (name), conflict (mode), repository-locked. */
  patch(repositoryId: string, archiveName: string, patch: ArchivePatch, actor: Actor): Promise<JobRecord>;
  /** Queues the deletion; names that are not there any more are left out by borg. The same faults. */
  remove(repositoryId: string, names: readonly string[], actor: Actor): Promise<JobRecord>;
  /** What that would take away. Faults: repository-locked, borg-failed, or the signal's reason. */
  previewRemove(repositoryId: string, names: readonly string[], signal: AbortSignal): Promise<DeletePreviewReply>;
}

export interface ArchiveChangesDependencies {
  readonly archives: Pick<Archives, "list">;
  readonly borg: Pick<Borg, "run" | "version">;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly repositories: {
    get(id: string): { readonly mode: RepositoryMode } | undefined;
    target(id: string): Promise<RepositoryTarget>;
  };
  readonly queue: { enqueue(request: ArchiveJobRequest): Promise<JobRecord> };
  readonly audit: (event: AuditEvent, actor: Actor, target: string, detail: string | null) => Promise<void>;
}

/** All names of one command have to fit into what the system takes as arguments (2 MiB on Linux). */
const mostNameBytes = 1024 * 1024;
const namesInDetail = 5;

/** Creates the use cases. */
export function createArchiveChanges(deps: ArchiveChangesDependencies): ArchiveChanges {
  const {
    archives: { list },
    repositories,
    queue,
    audit,
  } = deps;
  const mode = (repositoryId: string) => repositories.get(repositoryId)?.mode;
  const previewRemove = createDeletePreview({ ...deps, list, targets: { resolve: (id) => repositories.target(id) } });

  const add = (
    kind: ArchiveJobRequest["kind"],
    repositoryId: string,
    names: readonly string[],
    more: JobOptions,
    actor: Actor,
  ) =>
    queue.enqueue({
      kind,
      repositoryId,
      planId: null,
      runId: null,
      archiveName: names.length === 1 ? (names[0] ?? null) : null,
      options: more,
      requester: { type: "user", userId: actor.userId },
    });

  async function rename(
    repositoryId: string,
    archive: ArchiveItem,
    newName: string,
    others: readonly ArchiveItem[],
    actor: Actor,
  ) {
    const problem = nameProblem(newName, archive, others);
    if (problem) throw new Fault("invalid-input", "The archive was not renamed.", { fields: { "/name": problem } });
    const job = await add("rename-archive", repositoryId, [archive.name], { newName }, actor);
    await audit("archive.rename", actor, repositoryId, short(`${archive.name} to ${newName}`));
    return job;
  }

  async function comment(repositoryId: string, archive: ArchiveItem, text: string, actor: Actor) {
    const job = await add("comment-archive", repositoryId, [archive.name], { comment: text }, actor);
    await audit("archive.comment", actor, repositoryId, short(archive.name));
    return job;
  }

  return {
    async patch(repositoryId, archiveName, patch, actor) {
      refuseObserved(mode(repositoryId));
      const archives = await list(repositoryId);
      const archive = requireArchive(archives, archiveName);
      return patch.name === undefined
        ? comment(repositoryId, archive, patch.comment ?? "", actor)
        : rename(repositoryId, archive, patch.name, archives, actor);
    },
    async remove(repositoryId, names, actor) {
      refuseDeleting(mode(repositoryId));
      refuseTooLong(names);
      const there = new Set((await list(repositoryId)).map(({ name }) => name));
      if (!names.some((name) => there.has(name))) throw noSuchArchive();
      const job = await add("delete-archives", repositoryId, names, { archiveNames: [...names] }, actor);
      await audit("archive.delete", actor, repositoryId, summaryOf(names));
      return job;
    },
    previewRemove,
  };
}

function nameProblem(newName: string, archive: ArchiveItem, others: readonly ArchiveItem[]): string | null {
  if (newName === archive.name) return "is its name already";
  if (others.some(({ name }) => name === newName)) return "is the name of another archive";
  return looksLikePlanArchive(newName)
    ? "has the form of a plan's archive, and that plan's prune could remove it: choose another name"
    : null;
}

function refuseObserved(mode: RepositoryMode | undefined): void {
  if (mode !== "observe") return;
  throw new Fault("conflict", "This repository is only observed: its archives are changed where they are made.");
}

function refuseDeleting(mode: RepositoryMode | undefined): void {
  refuseObserved(mode);
  if (mode !== "append-only") return;
  throw new Fault(
    "conflict",
    "This repository is append-only: nothing is deleted from it. Change its mode first, if you mean to.",
  );
}

function refuseTooLong(names: readonly string[]): void {
  const bytes = names.reduce((sum, name) => sum + Buffer.byteLength(name) + 1, 0);
  if (bytes <= mostNameBytes) return;
  throw new Fault("invalid-input", "Nothing was deleted.", {
    fields: { "/names": "are too many at once: choose fewer" },
  });
}

function summaryOf(names: readonly string[]): string {
  const more = names.length > namesInDetail ? ` and ${names.length - namesInDetail} more` : "";
  return short(
    `${names.length}: ${names
      .slice(0, namesInDetail)
      .map((name) => name.slice(0, 150))
      .join(", ")}${more}`,
  );
}

/** The audit journal takes no longer ones. */
function short(detail: string): string {
  return detail.length > 1000 ? `${detail.slice(0, 999)}…` : detail;
}
