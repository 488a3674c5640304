// Restoring to this host.
import { JobReply } from "../../../schemas/jobs.ts";
import { RestorePreviewReply, RestoreRequest } from "../../../schemas/restores.ts";
import { presentJob } from "../present/job.ts";
import { defineRoute } from "../route.ts";
import { repositoryOfPath } from "../subjects.ts";

export const restoreRoutes = [
  defineRoute({
    method: "POST",
    path: "/api/repositories/:id/restores/preview",
    action: "restore.run",
    summary: "What a restore would write, and what is there already",
    subject: repositoryOfPath,
    body: RestoreRequest,
    reply: RestorePreviewReply,
    handler: ({ params, body, caller, signal }, services) =>
      services.restores.preview(params.id, body, { isAdministrator: caller.role === "admin", signal }),
  }),
  defineRoute({
    method: "POST",
    path: "/api/repositories/:id/restores",
    action: "restore.run",
    summary: "Restore an archive, or paths of it, to this host",
    subject: repositoryOfPath,
    body: RestoreRequest,
    reply: JobReply,
    status: 202,
    async handler({ params, body, caller, actor, viewer }, services) {
      const by = { isAdministrator: caller.role === "admin" };
      return presentJob(services, viewer, await services.restores.start(params.id, body, actor, by));
    },
  }),
];
