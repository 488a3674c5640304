// The OpenAPI 3.1 document, made of the route declarations. TypeBox schemas are JSON Schema already.
import type { TSchema } from "typebox";
import { Problem } from "../../../schemas/common.ts";
import type { Route } from "../route.ts";
import { needsStepUp } from "./authorise.ts";

const problems: Readonly<Record<string, string>> = {
  401: "Not signed in",
  403: "Signed in but not allowed; the reason is in `detail`",
  404: "Absent, or not visible to the caller",
  409: "Conflict",
  412: "If-Match names an older revision",
  415: "The body is not JSON",
  422: "Invalid values; `fields` names all of them",
  423: "The repository is locked",
  429: "Too many; see Retry-After",
  503: "The service cannot do this now",
};

/** The document of these routes. `server` is what stands before their paths: BASE_PATH, or "/". */
export function openapiOf(routes: readonly Route[], version: string, server: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  const { $id: _id, ...problem } = Problem as TSchema & { $id?: string };
  return {
    openapi: "3.1.0",
    info: { title: "Borgdeck", version, license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: server }],
    paths,
    components: {
      schemas: { Problem: problem },
      securitySchemes: {
        session: {
          type: "apiKey",
          in: "cookie",
          name: "borgdeck",
          description: "`__Host-borgdeck` where PUBLIC_BASE_URL is https",
        },
        proxy: {
          type: "http",
          scheme: "basic",
          description: "Whatever the reverse proxy in front of Borgdeck asks for",
        },
        token: {
          type: "http",
          scheme: "bearer",
          description: "An API token (`bdk_…`, Account) or a signed token (POST /api/auth/token)",
        },
      },
    },
  };
}

function operationOf(route: Route): Record<string, unknown> {
  const parameters = [...pathParameters(route.path), ...queryParameters(route.query), ...revisionParameter(route)];
  return {
    operationId: operationId(route),
    summary: route.summary,
    tags: [route.path.split("/")[2] ?? "service"],
    "x-action": route.action,
    ...(needsStepUp(route) ? { "x-step-up": true } : {}),
    security: securityOf(route),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body ? { requestBody: { required: true, content: contentOf(route.body, route.form) } } : {}),
    responses: responsesOf(route),
  };
}

/** What needs presence proved is for people alone: no token ever proves it. */
function securityOf(route: Route): Record<string, never[]>[] {
  if (route.action === "public") return [];
  const people = [{ session: [] }, { proxy: [] }];
  return needsStepUp(route) ? people : [...people, { token: [] }];
}

function pathParameters(path: string) {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParameters(query: TSchema | undefined) {
  const { properties = {}, required = [] } = (query ?? {}) as {
    properties?: Record<string, TSchema>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}

function revisionParameter({ method, body }: Route) {
  const takesRevision = method === "PATCH" || method === "PUT" || method === "DELETE";
  if (!takesRevision || (method === "PUT" && !body)) return [];
  return [
    {
      name: "If-Match",
      in: "header",
      required: false,
      schema: { type: "string" },
      description: "The revision that you saw",
    },
  ];
}

function responsesOf(route: Route): Record<string, unknown> {
  const good = route.reply
    ? { [route.status ?? 200]: { description: "Done", content: contentOf(route.reply) } }
    : { [route.method === "GET" ? 200 : 204]: { description: "Done" } };
  const failed = Object.entries(problems)
    .filter(([status]) => applies(route, Number(status)))
    .map(([status, description]) => [
      status,
      { description, content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } } },
    ]);
  return { ...good, ...Object.fromEntries(failed) };
}

/** Which errors a route can answer, as far as its declaration tells. */
function applies(route: Route, status: number): boolean {
  switch (status) {
    case 401:
      return route.action !== "public";
    case 403:
      return route.action !== "public" && route.action !== "signed-in";
    case 404:
      return route.path.includes(":");
    case 412:
      return route.method === "PATCH" || route.method === "DELETE";
    case 415:
      return route.body !== undefined;
    case 422:
      return route.body !== undefined || route.query !== undefined;
    case 409:
    case 423:
      return route.method !== "GET";
    default:
      return !route.anonymous;
  }
}

function contentOf(schema: TSchema, form = false) {
  return { [form ? "application/x-www-form-urlencoded" : "application/json"]: { schema } };
}

function operationId({ method, path }: Route): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== "" && word !== "api");
  return [method.toLowerCase(), ...words.map((word) => word[0]?.toUpperCase() + word.slice(1))].join("");
}
