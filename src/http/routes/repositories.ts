// Repositories: list, create, import, change, forget.

import Type from "typebox";
import { PageQuery, page } from "../../../schemas/common.ts";
import { JobReply, MaintenanceRequest } from "../../../schemas/jobs.ts";
import {
  CreateRepositoryReply,
  CreateRepositoryRequest,
  DestroyRequest,
  ImportRepositoryRequest,
  RepositoryPatch,
  RepositoryReply,
} from "../../../schemas/repositories.ts";
import { paginate } from "../answer/paginate.ts";
import { presentJob } from "../present/job.ts";
import { presentRepository } from "../present/repository.ts";
import { defineRoute } from "../route.ts";
import { repositoryOf, repositoryOfPath } from "../subjects.ts";

export const repositoryRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/repositories",
    action: "details.read",
    summary: "Repositories that the caller sees",
    query: Type.Object(PageQuery),
    reply: page(RepositoryReply),
    handler({ query, viewer }, services) {
      const visible = services.repositories.list().filter((repository) => viewer.sees(repository));
      const { items, next } = paginate(visible, ({ id }) => id, query);
      return { items: items.map((repository) => presentRepository(services, viewer, repository)), next };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/api/repositories",
    action: "repository.create",
    summary: "Create a repository (borg init); its passphrase and key are in this answer only",
    body: CreateRepositoryRequest,
    reply: CreateRepositoryReply,
    status: 201,
    async handler({ body, actor, viewer }, services) {
      const { repository, recovery } = await services.repositories.create(body, actor);
      return { repository: presentRepository(services, viewer, repository), recovery };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/api/repositories/import",
    action: "repository.create",
    summary: "Import a repository that is there already; what borg would ask is asked by 409 answer-needed",
    body: ImportRepositoryRequest,
    reply: RepositoryReply,
    status: 201,
    handler: async ({ body, actor, viewer }, services) =>
      presentRepository(services, viewer, await services.repositories.import(body, actor, viewer.sees)),
  }),
  defineRoute({
    method: "GET",
    path: "/api/repositories/:id",
    action: "details.read",
    summary: "One repository",
    subject: repositoryOfPath,
    reply: RepositoryReply,
    handler: ({ params, viewer }, services) => presentRepository(services, viewer, repositoryOf(services, params.id)),
  }),
  defineRoute({
    method: "PATCH",
    path: "/api/repositories/:id",
    action: "repository.edit",
    summary: "Change a repository: its name, mode, quota or freshness, or note that its kit is kept elsewhere",
    subject: repositoryOfPath,
    body: RepositoryPatch,
    reply: RepositoryReply,
    async handler({ params, body, ifRevision, actor, viewer }, services) {
      const changed = await services.repositories.patch(params.id, body, { ifRevision }, actor);
      return presentRepository(services, viewer, changed);
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "/api/repositories/:id",
    action: "repository.edit",
    summary: "Forget a repository: its data stays where it is, its passphrase here is removed",
    subject: repositoryOfPath,
    handler: ({ params, ifRevision, actor }, services) =>
      services.repositories.forget(params.id, { ifRevision }, actor),
  }),
  defineRoute({
    method: "POST",
    path: "/api/repositories/:id/destroy",
    action: "repository.destroy",
    summary: "Delete a repository with all its archives, for good; its name has to be typed",
    subject: repositoryOfPath,
    body: DestroyRequest,
    reply: JobReply,
    status: 202,
    handler: async ({ params, body, actor, viewer }, services) =>
      presentJob(services, viewer, await services.repositories.destroy(params.id, body.name, actor)),
  }),
  defineRoute({
    method: "POST",
    path: "/api/repositories/:id/jobs",
    action: "maintenance.run",
    summary: "Check, compact, verify, prune, drill or index by hand",
    subject: repositoryOfPath,
    body: MaintenanceRequest,
    reply: JobReply,
    status: 202,
    async handler({ params, body, actor, viewer }, services) {
      return presentJob(services, viewer, await services.jobs.maintenance(params.id, body, actor));
    },
  }),
];
