// The state of a repository's place: its lock, the room on its medium, and how it grew.
import { BreakLockRequest, GrowthReply, LockReply, MediumReply } from "../../../schemas/repositories.ts";
import { defineRoute } from "../route.ts";
import { repositoryOfPath } from "../subjects.ts";

export const repositoryLockRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/repositories/:id/lock",
    action: "details.read",
    summary: "Who holds the repository's lock, and whether it may be broken",
    subject: repositoryOfPath,
    reply: LockReply,
    handler: ({ params }, services) => services.repositories.lock(params.id),
  }),
  defineRoute({
    method: "POST",
    path: "/api/repositories/:id/break-lock",
    action: "repository.break-lock",
    summary: "Break the lock that a dead borg left; refused while one of ours works or the holder may live",
    subject: repositoryOfPath,
    body: BreakLockRequest,
    reply: LockReply,
    handler: ({ params, body, actor }, services) => services.repositories.breakLock(params.id, body.confirm, actor),
  }),
  defineRoute({
    method: "GET",
    path: "/api/repositories/:id/medium",
    action: "details.read",
    summary: "How much room there is where the repository is stored",
    subject: repositoryOfPath,
    reply: MediumReply,
    handler: ({ params }, services) => services.repositories.medium(params.id),
  }),
  defineRoute({
    method: "GET",
    path: "/api/repositories/:id/growth",
    action: "details.read",
    summary: "How the repository grew, backup by backup",
    subject: repositoryOfPath,
    reply: GrowthReply,
    handler: ({ params }, services) => services.repositories.growth(params.id),
  }),
];
