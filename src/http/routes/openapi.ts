// The contract, as machines read it.
import { createHash } from "node:crypto";
import { defineRoute, Raw, type Route } from "../route.ts";
import { openapiOf } from "../routing/openapi.ts";

/** Makes the route that serves the document of `routes` and of itself; it is written once. */
export function openapiRoute(routes: readonly Route[], version: string, basePath: string): Route {
  const route: Route = defineRoute({
    method: "GET",
    path: "/api/openapi.json",
    action: "public",
    anonymous: true,
    navigable: true,
    cache: "revalidate",
    summary: "This document",
    handler: () => answer(),
  });
  let written: Raw | null = null;
  const answer = () => {
    if (written) return written;
    const body = JSON.stringify(openapiOf([...routes, route], version, basePath || "/"));
    const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
    written = new Raw(body, { "content-type": "application/json; charset=utf-8", etag });
    return written;
  };
  return route;
}
