// Archives: the list, what borg knows of one, and its folders.
import Type from "typebox";
import { ArchiveDetailReply, ArchiveReply, FolderReply } from "../../../schemas/archives.ts";
import { Id, PageQuery, page } from "../../../schemas/common.ts";
import { defaultLimit, paginate } from "../answer/paginate.ts";
import { presentArchives } from "../present/archive.ts";
import { archiveName } from "../read/archive-name.ts";
import { innerPath } from "../read/inner-path.ts";
import { defineRoute } from "../route.ts";
import { repositoryOf, repositoryOfPath } from "../subjects.ts";

const ArchivesQuery = Type.Object({
  ...PageQuery,
  refresh: Type.Optional(Type.Boolean({ description: "Asks borg again" })),
  planId: Type.Optional(Type.Union([Id, Type.Literal("none")], { description: "`none`: archives of no plan" })),
  from: Type.Optional(Type.String({ format: "date-time" })),
  to: Type.Optional(Type.String({ format: "date-time" })),
  q: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: "Part of the name or the comment" })),
  order: Type.Optional(Type.Enum(["oldest", "newest"], { description: "Oldest first unless told" })),
});

export const archiveRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/repositories/:id/archives",
    action: "archive.read",
    summary: "Archives of a repository, by plan, time or a part of the name",
    subject: repositoryOfPath,
    query: ArchivesQuery,
    reply: page(ArchiveReply),
    async handler({ params, query, viewer, signal, actor }, services) {
      const { limit: _limit, cursor: _cursor, planId, ...filter } = query;
      const ofPlan = planId === undefined ? {} : { planId: planId === "none" ? null : planId };
      const archives = await services.archives.list(params.id, { ...filter, ...ofPlan, signal }, actor);
      const { items, next } = paginate(archives, ({ id }) => id, query);
      return { items: presentArchives(viewer, repositoryOf(services, params.id), items), next };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/api/repositories/:id/archives/:name",
    action: "archive.read",
    summary: "What borg knows of one archive: who made it and how, and its sizes",
    subject: repositoryOfPath,
    reply: ArchiveDetailReply,
    async handler({ params, viewer, signal, actor }, services) {
      const name = archiveName(params.name);
      const { archive: item, detail } = await services.archives.detail(params.id, name, signal, actor);
      const [archive] = presentArchives(viewer, repositoryOf(services, params.id), [item]);
      return { archive: archive as ArchiveReply, ...detail };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/api/repositories/:id/archives/:name/files",
    action: "archive.read",
    summary: "One folder of an archive; while its index is made, what is known of the root",
    subject: repositoryOfPath,
    query: Type.Object({ ...PageQuery, path: Type.Optional(innerPath()) }),
    reply: FolderReply,
    handler: ({ params, query, signal, actor }, services) =>
      services.archives.browse(
        params.id,
        archiveName(params.name),
        { path: query.path ?? "", limit: query.limit ?? defaultLimit, cursor: query.cursor ?? null, signal },
        actor,
      ),
  }),
];
