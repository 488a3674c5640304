// Archives mounted as folders of the service's host.
import { page } from "../../../schemas/common.ts";
import { JobReply } from "../../../schemas/jobs.ts";
import { MountRequest } from "../../../schemas/restores.ts";
import { presentJob } from "../present/job.ts";
import { defineRoute } from "../route.ts";
import { repositoryOfPath } from "../subjects.ts";

export const mountRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/repositories/:id/mounts",
    action: "archive.read",
    summary: "What is mounted of a repository, or waits to be: their jobs",
    subject: repositoryOfPath,
    reply: page(JobReply),
    handler({ params, viewer }, services) {
      const jobs = services.mounts.list(params.id);
      return { items: jobs.map((job) => presentJob(services, viewer, job)), next: null };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/api/repositories/:id/mounts",
    action: "restore.run",
    summary: "Mount an archive, or all of them, as a folder of this host; cancelling the job unmounts it",
    subject: repositoryOfPath,
    body: MountRequest,
    reply: JobReply,
    status: 202,
    async handler({ params, body, actor, viewer }, services) {
      return presentJob(services, viewer, await services.mounts.start(params.id, body, actor));
    },
  }),
];
