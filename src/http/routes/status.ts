// The read model and its live stream, for the pages and the widgets.
import Type from "typebox";
import { HealthzReply, Status } from "../../../schemas/status.ts";
import type { Topic } from "../live/channel.ts";
import type { LiveStreams } from "../live/streams.ts";
import { defineRoute, Raw, Streamed } from "../route.ts";

const json = "application/json; charset=utf-8";

/** What these routes need beside the services. */
export interface StatusRouteDependencies {
  readonly streams: LiveStreams;
}

/** Makes the routes. `/api/status` comes first of all routes: it is asked most. */
export function statusRoutes({ streams }: StatusRouteDependencies) {
  return [
    defineRoute({
      method: "GET",
      path: "/api/status",
      action: "status.read",
      summary: "State of the caller's plans and repositories",
      reply: Status,
      cache: "revalidate",
      crossOrigin: true,
      handler({ viewer }, services) {
        const { etag, body } = services.health.read(viewer);
        return new Raw(body, { "content-type": json, etag });
      },
    }),
    defineRoute({
      method: "GET",
      path: "/api/events",
      action: "status.read",
      summary: "Server-sent events: snapshot, delta, progress, job, signed-out; Last-Event-ID resumes",
      query: Type.Object({
        topics: Type.Optional(Type.String({ pattern: "^(status|jobs)(,(status|jobs))?$" })),
      }),
      crossOrigin: true,
      handler({ query, identity, caller, readElsewhere, context }) {
        const topics = new Set((query.topics ?? "status,jobs").split(",") as Topic[]);
        const lastEventId = context.get("last-event-id") || null;
        return new Streamed(streams.open({ identity, caller, readElsewhere, topics, lastEventId }), {
          "content-type": "text/event-stream; charset=utf-8",
          "cache-control": "no-store, no-transform",
          "x-accel-buffering": "no",
        });
      },
    }),
    defineRoute({
      method: "GET",
      path: "/healthz",
      action: "public",
      anonymous: true,
      navigable: true,
      summary: "Whether the service works; 503 names the fault",
      reply: HealthzReply,
      handler(_request, services) {
        const fault = services.fault();
        if (!fault) return { status: "ok" as const };
        return new Raw(JSON.stringify({ status: "degraded", code: fault.code }), { "content-type": json }, 503);
      },
    }),
  ];
}
