// What the routes need for restoring: stated here by its consumer.
import type { Actor } from "../../schemas/audit.ts";
import type { JobRecord } from "../../schemas/jobs.ts";
import type { RestorePreviewReply, RestoreRequest } from "../../schemas/restores.ts";

export interface RestoreService {
  preview(
    repositoryId: string,
    request: RestoreRequest,
    by: { readonly isAdministrator: boolean; readonly signal: AbortSignal },
  ): Promise<RestorePreviewReply>;
  start(
    repositoryId: string,
    request: RestoreRequest,
    actor: Actor,
    by: { readonly isAdministrator: boolean },
  ): Promise<JobRecord>;
}
