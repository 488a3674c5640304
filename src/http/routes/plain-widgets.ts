// What dashboards show that run no script of ours: Glance's extension, Dashy's list, Homer's message.
import type { Context } from "koa";
import Type from "typebox";
import { DashyList, HomerMessage } from "../../../schemas/widgets.ts";
import type { Fault } from "../../fault.ts";
import { etagOf } from "../../web/entity-tag.ts";
import { statusOf } from "../answer/status-of.ts";
import type { HttpConfig } from "../config.ts";
import { presentDashyList } from "../present/dashy.ts";
import { glanceList, glanceProblem } from "../present/glance.ts";
import { presentHomerMessage } from "../present/homer.ts";
import { plainLanguages, wordsOf } from "../present/languages/languages.ts";
import type { PlainWords } from "../present/languages/words.ts";
import { selectStatus } from "../present/select.ts";
import { Repo } from "../read/repo-parameter.ts";
import { defineRoute, Raw } from "../route.ts";

const json = "application/json; charset=utf-8";
const usualLimit = 20;
const Lang = Type.Optional(
  Type.Enum(plainLanguages, { description: "The language of what is said; English unless told" }),
);

/** Makes the routes. */
export function plainWidgetRoutes({ basePath, publicBaseUrl }: Pick<HttpConfig, "basePath" | "publicBaseUrl">) {
  // Glance reads its headers as UTF-8, which Node writes as they are beside a body of bytes, and twice encoded beside a string.
  const glance = (body: string, { title }: PlainWords, headers: { readonly etag?: string } = {}) =>
    new Raw(Buffer.from(body), {
      ...headers,
      "content-type": "text/html; charset=utf-8",
      "widget-title": Buffer.from(title).toString("latin1"),
      "widget-content-type": "html",
      // Glance asks by a name of its own network: only what is configured is an address for people.
      ...(publicBaseUrl === null ? {} : { "widget-title-url": `${publicBaseUrl}/` }),
    });
  return [
    defineRoute({
      method: "GET",
      path: "/api/widgets/glance",
      action: "status.read",
      summary:
        "Plans and how they stand, for Glance's extension widget; always 200, since Glance looks at nothing else",
      query: Type.Object({
        repo: Repo,
        lang: Lang,
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
      }),
      cache: "revalidate",
      refusal(fault: Fault, { query }: Context) {
        const words = wordsOf([query["lang"]].flat()[0]);
        return glance(glanceProblem(fault.detail, words), words);
      },
      handler({ query, viewer }, services) {
        const limit = query.limit ?? usualLimit;
        const words = wordsOf(query.lang);
        const body = glanceList(selectStatus(statusOf(services, viewer), query.repo), {
          pages: publicBaseUrl,
          limit,
          words,
        });
        return glance(body, words, { etag: etagOf(body) });
      },
    }),
    defineRoute({
      method: "GET",
      path: "/api/widgets/dashy-list",
      action: "status.read",
      summary: "Plans and how they stand, for Dashy's custom-list",
      query: Type.Object({ repo: Repo, lang: Lang }),
      reply: DashyList,
      cache: "revalidate",
      crossOrigin: true,
      handler({ query, viewer, context }, services) {
        const pages = publicBaseUrl ?? `${context.protocol}://${context.host}${basePath}`;
        const status = selectStatus(statusOf(services, viewer), query.repo);
        const body = JSON.stringify(presentDashyList(status, pages, wordsOf(query.lang)));
        return new Raw(body, { "content-type": json, etag: etagOf(body) });
      },
    }),
    defineRoute({
      method: "GET",
      path: "/api/widgets/homer-message",
      action: "status.read",
      summary: "How everything stands, for the message of a Homer on the same origin",
      query: Type.Object({ repo: Repo, lang: Lang }),
      reply: HomerMessage,
      cache: "revalidate",
      crossOrigin: true,
      handler({ query, viewer }, services) {
        const body = JSON.stringify(
          presentHomerMessage(selectStatus(statusOf(services, viewer), query.repo), wordsOf(query.lang)),
        );
        return new Raw(body, { "content-type": json, etag: etagOf(body) });
      },
    }),
  ];
}
