// What is in archives: names found, archives compared, and the life of one path.
import Type from "typebox";
import {
  CompareReply,
  ContentDifferenceReply,
  PathHistoryReply,
  RepositorySearchReply,
  SearchReply,
} from "../../../schemas/archives.ts";
import { PageQuery } from "../../../schemas/common.ts";
import { defaultLimit } from "../answer/paginate.ts";
import { archiveName } from "../read/archive-name.ts";
import { innerPath } from "../read/inner-path.ts";
import { defineRoute } from "../route.ts";
import { repositoryOfPath } from "../subjects.ts";

const SearchQuery = Type.Object({
  ...PageQuery,
  q: Type.String({
    minLength: 1,
    maxLength: 1000,
    pattern: "^[^\\u0000]*$",
    description: "Part of a name; with * ? [ ] the whole name; with a slash the end of the path",
  }),
});

const OtherArchive = Type.String({ minLength: 1, maxLength: 1000, description: "Name of the archive to compare with" });

const partOf = ({ limit, cursor }: { readonly limit?: number; readonly cursor?: string }) => ({
  limit: limit ?? defaultLimit,
  cursor: cursor ?? null,
});

export const archiveContentRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/repositories/:id/archives/:name/search",
    action: "archive.read",
    summary: "Names in an archive; a page may be empty while `next` is set",
    subject: repositoryOfPath,
    query: SearchQuery,
    reply: SearchReply,
    handler: ({ params, query, signal, actor }, services) =>
      services.archives.search(params.id, archiveName(params.name), { ...partOf(query), text: query.q, signal }, actor),
  }),
  defineRoute({
    method: "GET",
    path: "/api/repositories/:id/archives/:name/compare",
    action: "archive.read",
    summary: "What changed from this archive to another, as far as names, types, sizes, times and modes tell",
    subject: repositoryOfPath,
    query: Type.Object({
      ...PageQuery,
      to: OtherArchive,
      path: Type.Optional(innerPath()),
      collapse: Type.Optional(Type.Boolean({ description: "Tells an added or removed folder without what is in it" })),
    }),
    reply: CompareReply,
    handler: ({ params, query, signal, actor }, services) =>
      services.archives.compare(
        params.id,
        archiveName(params.name),
        archiveName(query.to),
        { ...partOf(query), path: query.path ?? "", collapse: query.collapse === true, signal },
        actor,
      ),
  }),
  defineRoute({
    method: "GET",
    path: "/api/repositories/:id/archives/:name/compare/content",
    action: "archive.read",
    summary: "What changed in the content of chosen files, by borg; reads both archives whole",
    subject: repositoryOfPath,
    query: Type.Object({
      to: OtherArchive,
      path: Type.Array(innerPath({ minLength: 1 }), { minItems: 1, maxItems: 20 }),
    }),
    reply: ContentDifferenceReply,
    handler: ({ params, query, signal, actor }, services) =>
      services.archives.compareContent(
        params.id,
        archiveName(params.name),
        archiveName(query.to),
        { paths: query.path, signal },
        actor,
      ),
  }),
  defineRoute({
    method: "GET",
    path: "/api/repositories/:id/search",
    action: "archive.read",
    summary: "Names in all archives that have an index, newest first; `progress` tells how far it is",
    subject: repositoryOfPath,
    query: SearchQuery,
    reply: RepositorySearchReply,
    handler: ({ params, query, signal, actor }, services) =>
      services.archives.searchAll(params.id, { ...partOf(query), text: query.q, signal }, actor),
  }),
  defineRoute({
    method: "GET",
    path: "/api/repositories/:id/history",
    action: "archive.read",
    summary: "The life of one path through all archives: when it appeared, changed and went",
    subject: repositoryOfPath,
    query: Type.Object({ ...PageQuery, path: innerPath({ minLength: 1 }) }),
    reply: PathHistoryReply,
    handler: ({ params, query, signal, actor }, services) =>
      services.archives.history(params.id, { ...partOf(query), path: query.path, signal }, actor),
  }),
];
