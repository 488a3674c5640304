// Users and their grants, for administrators.

import Type from "typebox";
import { PageQuery, page } from "../../../schemas/common.ts";
import { GrantRequest, UserPatch, UserReply } from "../../../schemas/users.ts";
import { Fault } from "../../fault.ts";
import { paginate } from "../paginate.ts";
import { presentUser } from "../present/user.ts";
import { defineRoute } from "../route.ts";
import { repositoryOf } from "../subjects.ts";

export const userRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/users",
    action: "users.manage",
    summary: "All users, in the order of their creation",
    query: Type.Object(PageQuery),
    reply: page(UserReply),
    handler({ query }, services) {
      const { items, next } = paginate(services.identity.accounts.list(), (user) => user.id, query);
      return { items: items.map((user) => presentUser(services, user)), next };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/api/users/:id",
    action: "users.manage",
    summary: "One user",
    reply: UserReply,
    handler({ params }, services) {
      const user = services.identity.accounts.get(params.id);
      if (!user) throw new Fault("not-found", "There is no such user.");
      return presentUser(services, user);
    },
  }),
  defineRoute({
    method: "PATCH",
    path: "/api/users/:id",
    action: "users.manage",
    summary: "Change a user's name, roles or whether it is active",
    body: UserPatch,
    reply: UserReply,
    async handler({ params, body, ifRevision, actor }, services) {
      const user = await services.identity.accounts.patch(params.id, body, { ifRevision }, actor);
      return presentUser(services, user);
    },
  }),
  defineRoute({
    method: "PUT",
    path: "/api/users/:id/grants/:repositoryId",
    action: "users.manage",
    summary: "Grant a user a role on one repository",
    body: GrantRequest,
    reply: UserReply,
    async handler({ params, body, actor }, services) {
      const { id: repositoryId } = repositoryOf(services, params.repositoryId);
      return presentUser(
        services,
        await services.identity.accounts.setGrant(params.id, repositoryId, body.role, actor),
      );
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "/api/users/:id/grants/:repositoryId",
    action: "users.manage",
    summary: "Take a user's grant on one repository away",
    reply: UserReply,
    async handler({ params, actor }, services) {
      return presentUser(services, await services.identity.accounts.removeGrant(params.id, params.repositoryId, actor));
    },
  }),
] as const;
