// Archives and the files in them.
import Type from "typebox";
import { ArchiveReply, FolderReply } from "../../../schemas/archives.ts";
import { PageQuery, page } from "../../../schemas/common.ts";
import { Fault } from "../../fault.ts";
import { attachment } from "../disposition.ts";
import { defaultLimit, paginate } from "../paginate.ts";
import { presentArchives } from "../present/archive.ts";
import { defineRoute, Streamed } from "../route.ts";
import type { Services } from "../services.ts";
import { repositoryOf } from "../subjects.ts";

const ofPath = ({ params }: { params: { id: string } }, services: Services) => ({
  repositories: [repositoryOf(services, params.id)],
});

/** A path inside an archive, relative; empty for its root. NUL is in no path. */
const InnerPath = Type.String({ maxLength: 16_384, pattern: "^[^\\u0000]*$" });

export const archiveRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/repositories/:id/archives",
    action: "archive.read",
    summary: "Archives of a repository; `refresh` asks borg again",
    subject: ofPath,
    query: Type.Object({ ...PageQuery, refresh: Type.Optional(Type.Boolean()) }),
    reply: page(ArchiveReply),
    async handler({ params, query, viewer, signal, actor }, services) {
      const repository = repositoryOf(services, params.id);
      const archives = await services.archives.list(params.id, { refresh: query.refresh === true, signal }, actor);
      const { items, next } = paginate(archives, ({ id }) => id, query);
      return { items: presentArchives(viewer, repository, items), next };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/api/repositories/:id/archives/:name/files",
    action: "archive.read",
    summary: "One folder of an archive",
    subject: ofPath,
    query: Type.Object({ ...PageQuery, path: Type.Optional(InnerPath) }),
    reply: FolderReply,
    handler: ({ params, query, signal, actor }, services) =>
      services.archives.browse(
        params.id,
        archiveName(params.name),
        { path: query.path ?? "", limit: query.limit ?? defaultLimit, cursor: query.cursor ?? null, signal },
        actor,
      ),
  }),
  defineRoute({
    method: "GET",
    path: "/api/repositories/:id/archives/:name/download",
    action: "archive.read",
    summary: "A file of an archive, as it is",
    subject: ofPath,
    query: Type.Object({ path: Type.String({ minLength: 1, maxLength: 16_384, pattern: "^[^\\u0000]*$" }) }),
    navigable: true,
    async handler({ params, query, signal, actor }, services) {
      const { stream, fileName, sizeBytes } = await services.archives.download(
        params.id,
        archiveName(params.name),
        query.path,
        signal,
        actor,
      );
      return new Streamed(stream, {
        "content-type": "application/octet-stream",
        "content-disposition": attachment(fileName),
        ...(sizeBytes === null ? {} : { "content-length": String(sizeBytes) }),
      });
    },
  }),
];

/** borg's archive names hold no slash and no control character, so such a name is of no archive. */
function archiveName(name: string): string {
  if (!/^[^/\p{Cc}]{1,300}$/u.test(name)) throw new Fault("not-found", "There is no such archive.");
  return name;
}
