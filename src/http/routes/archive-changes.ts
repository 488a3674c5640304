// Changing archives: another name or comment, and deleting.
import { ArchivePatch, DeleteArchivesRequest, DeletePreviewReply } from "../../../schemas/archives.ts";
import { JobReply } from "../../../schemas/jobs.ts";
import { presentJob } from "../present/job.ts";
import { archiveName } from "../read/archive-name.ts";
import { defineRoute } from "../route.ts";
import type { Services } from "../services.ts";
import { repositoryOf } from "../subjects.ts";

const ofPath = ({ params }: { params: { id: string } }, services: Services) => ({
  repositories: [repositoryOf(services, params.id)],
});

export const archiveChangeRoutes = [
  defineRoute({
    method: "POST",
    path: "/api/repositories/:id/archives/delete-preview",
    action: "archive.change",
    summary: "What deleting these archives would take away",
    subject: ofPath,
    body: DeleteArchivesRequest,
    reply: DeletePreviewReply,
    handler: ({ params, body, signal }, services) =>
      services.archiveChanges.previewRemove(params.id, body.names, signal),
  }),
  defineRoute({
    method: "POST",
    path: "/api/repositories/:id/archives/delete",
    action: "archive.change",
    summary: "Delete archives; with borg 1.x this cannot be taken back",
    subject: ofPath,
    body: DeleteArchivesRequest,
    reply: JobReply,
    status: 202,
    async handler({ params, body, actor, viewer }, services) {
      return presentJob(services, viewer, await services.archiveChanges.remove(params.id, body.names, actor));
    },
  }),
  defineRoute({
    method: "PATCH",
    path: "/api/repositories/:id/archives/:name",
    action: "archive.change",
    summary: "Give an archive another name or comment",
    subject: ofPath,
    body: ArchivePatch,
    reply: JobReply,
    status: 202,
    async handler({ params, body, actor, viewer }, services) {
      const name = archiveName(params.name);
      return presentJob(services, viewer, await services.archiveChanges.patch(params.id, name, body, actor));
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "/api/repositories/:id/archives/:name",
    action: "archive.change",
    summary: "Delete one archive; with borg 1.x this cannot be taken back",
    subject: ofPath,
    reply: JobReply,
    status: 202,
    async handler({ params, actor, viewer }, services) {
      const name = archiveName(params.name);
      return presentJob(services, viewer, await services.archiveChanges.remove(params.id, [name], actor));
    },
  }),
];
