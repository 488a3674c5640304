// Archives as folders of this host, for a while: what is asked for is checked here, and done by a job.

import { posix } from "node:path";
import type { Actor, AuditEvent } from "../../../schemas/audit.ts";
import type { JobOptions, JobRecord } from "../../../schemas/jobs.ts";
import type { MountRequest } from "../../../schemas/restores.ts";
import { Fault } from "../../fault.ts";
import type { Archives } from "../contract.ts";
import type { MountPoints } from "./mount-points.ts";

export interface ArchiveMounts {
  /** Those of a repository that are asked for or there, oldest first. */
  list(repositoryId: string): readonly JobRecord[];
  /** Queues a mount. Faults: mount-unavailable, invalid-input with all fields, conflict. */
  start(repositoryId: string, request: MountRequest, actor: Actor): Promise<JobRecord>;
}

export interface ArchiveMountsDependencies {
  readonly archives: Pick<Archives, "list">;
  readonly mountPoints: Pick<MountPoints, "problem">;
  /** Why this host cannot mount, or null. */
  readonly mountSupport: { problem(): Promise<string | null> };
  readonly history: { unfinishedJobs(): readonly JobRecord[] };
  readonly queue: {
    enqueue(request: {
      readonly kind: "mount";
      readonly repositoryId: string;
      readonly planId: null;
      readonly runId: null;
      readonly archiveName: string | null;
      readonly options: JobOptions;
      readonly requester: { readonly type: "user"; readonly userId: string };
    }): Promise<JobRecord>;
  };
  readonly audit: (event: AuditEvent, actor: Actor, target: string, detail: string | null) => Promise<void>;
}

/** Creates the use cases. */
export function createArchiveMounts(deps: ArchiveMountsDependencies): ArchiveMounts {
  const mounts = () => deps.history.unfinishedJobs().filter(({ kind }) => kind === "mount");

  return {
    list: (repositoryId) => mounts().filter((job) => job.repositoryId === repositoryId),
    async start(repositoryId, request, actor) {
      const unable = await deps.mountSupport.problem();
      if (unable !== null) throw new Fault("mount-unavailable", unable);
      const path = posix.resolve("/", request.path);
      const fields: Record<string, string> = {};
      const problem = mounts().some((job) => job.options?.mount?.path === path)
        ? "is the place of another mount"
        : await deps.mountPoints.problem(path);
      if (problem !== null) fields["/path"] = problem;
      const { archiveName = null, durationMs } = request;
      if (archiveName !== null && !(await deps.archives.list(repositoryId)).some(({ name }) => name === archiveName)) {
        fields["/archiveName"] = "is no archive of this repository";
      }
      if (Object.keys(fields).length > 0) throw new Fault("invalid-input", "Nothing was mounted.", { fields });
      const job = await deps.queue.enqueue({
        kind: "mount",
        repositoryId,
        planId: null,
        runId: null,
        archiveName,
        options: { mount: { path, durationMs } },
        requester: { type: "user", userId: actor.userId },
      });
      await deps.audit(
        "archive.mount",
        actor,
        repositoryId,
        `${archiveName ?? "all archives"} at ${path}`.slice(0, 1000),
      );
      return job;
    },
  };
}
