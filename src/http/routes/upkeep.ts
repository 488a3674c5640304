// What prune and compact would do to a repository.
import { CompactPreviewReply, PrunePreviewReply, PrunePreviewRequest } from "../../../schemas/upkeep.ts";
import { defineRoute } from "../route.ts";
import { repositoryOfPath } from "../subjects.ts";

export const upkeepRoutes = [
  defineRoute({
    method: "POST",
    path: "/api/repositories/:id/prune-preview",
    action: "maintenance.run",
    summary: "What pruning a plan's archives would keep and delete, by its own rules or by others",
    subject: repositoryOfPath,
    body: PrunePreviewRequest,
    reply: PrunePreviewReply,
    handler: ({ params, body, signal }, services) => services.upkeep.prune(params.id, body, signal),
  }),
  defineRoute({
    method: "GET",
    path: "/api/repositories/:id/compact-preview",
    action: "details.read",
    summary: "What compacting would free",
    subject: repositoryOfPath,
    reply: CompactPreviewReply,
    handler: ({ params }, services) => services.upkeep.compact(params.id),
  }),
];
