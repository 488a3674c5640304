// Badges, for places that show a picture and nothing else: a README, a wiki, a dashboard's link.
import type { Context } from "koa";
import Type from "typebox";
import { Fault } from "../../fault.ts";
import { etagOf } from "../../web/entity-tag.ts";
import { statusOf } from "../answer/status-of.ts";
import { badgeOf, badgePolicy } from "../present/badge.ts";
import { plainLanguages, wordsOf } from "../present/languages/languages.ts";
import type { ToldState } from "../present/languages/words.ts";
import { lookOf } from "../present/state-looks.ts";
import { defineRoute, Raw } from "../route.ts";
import type { Services, Viewer } from "../services.ts";

const BadgeQuery = {
  label: Type.Optional(Type.String({ description: "What stands before the state; the repository's name unless told" })),
  theme: Type.Optional(Type.String({ description: "light, dark, or as the reader's system has it" })),
  style: Type.Optional(Type.String({ description: "flat or flat-square" })),
  lang: Type.Optional(Type.Enum(plainLanguages, { description: "The language of the state; English unless told" })),
  token: Type.Optional(Type.String({ description: "A token of the scope `badge`, where there is no sign-in" })),
};
const RepositoryQuery = {
  repo: Type.Optional(Type.String({ description: "Id of a repository; without one the state of everything" })),
};
type BadgeQuery = { readonly [K in keyof typeof BadgeQuery]?: string };

const headers = { "content-type": "image/svg+xml", "content-security-policy": badgePolicy };

/** All of them always answer with a picture: grey where it cannot be told. */
const shared = {
  method: "GET",
  action: "badge.read",
  cache: "revalidate",
  crossOrigin: true,
  anySite: true,
  navigable: true,
  tokenInAddress: true,
  refusal(_fault: Fault, { query }: Context) {
    const words = wordsOf(one(query["lang"]));
    const look = { theme: one(query["theme"]), style: one(query["style"]) };
    return new Raw(badgeOf(one(query["label"]) ?? words.label, "unknown", words, look), headers);
  },
} as const;

export const badgeRoutes = [
  defineRoute({
    ...shared,
    path: "/api/widgets/badge.svg",
    summary: "A badge: the state of everything, or of one repository, as a picture",
    query: Type.Object({ ...BadgeQuery, ...RepositoryQuery }),
    handler: ({ query, viewer }, services) => answer(query.repo, query, viewer, services),
  }),
  defineRoute({
    ...shared,
    path: "/api/widgets/badge/:id.svg",
    summary: "A badge: the state of one repository as a picture",
    query: Type.Object(BadgeQuery),
    handler: ({ params, query, viewer }, services) => answer(params.id, query, viewer, services),
  }),
];

function answer(id: string | undefined, query: BadgeQuery, viewer: Viewer, services: Services): Raw {
  const { name, state } = stateOf(id, viewer, services);
  const words = wordsOf(query.lang);
  const picture = badgeOf(query.label ?? name ?? words.label, state, words, query);
  return new Raw(picture, { ...headers, etag: etagOf(picture) });
}

function stateOf(
  id: string | undefined,
  viewer: Viewer,
  services: Services,
): { readonly name: string | null; readonly state: ToldState } {
  const { fault, verdict, repositories } = statusOf(services, viewer);
  if (id === undefined) return { name: null, state: lookOf(verdict, fault) };
  const repository = repositories.find((each) => each.id === id);
  if (!repository) throw new Fault("not-found", "There is no such repository, or you may not see it.");
  return { name: repository.name, state: lookOf(repository.state, fault) };
}

/** Read of a query that may not have passed its schema. */
function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
