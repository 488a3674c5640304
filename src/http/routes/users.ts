// Users and their grants, for administrators. What changes somebody's say needs presence proved.

import Type from "typebox";
import { PageQuery, page } from "../../../schemas/common.ts";
import {
  CreateUserReply,
  CreateUserRequest,
  FirstEntry,
  GrantRequest,
  UserPatch,
  type UserRecord,
  UserReply,
} from "../../../schemas/users.ts";
import { Fault } from "../../fault.ts";
import { paginate } from "../answer/paginate.ts";
import { presentUser } from "../present/user.ts";
import { defineRoute, type PathParams, type RouteRequest } from "../route.ts";
import type { Services } from "../services.ts";
import { repositoryOf } from "../subjects.ts";

type OneUser = RouteRequest<PathParams<"/api/users/:id">>;

/** A thing that is done to one user, without a body. */
function deed<P extends string>(
  verb: P,
  summary: string,
  act: (services: Services["identity"], id: string, request: OneUser) => Promise<UserRecord>,
) {
  return defineRoute({
    method: "POST",
    path: `/api/users/:id/${verb}`,
    action: "users.manage",
    stepUp: true,
    summary,
    reply: UserReply,
    handler: async (request, services) =>
      presentUser(services, await act(services.identity, request.params.id, request as OneUser)),
  });
}

export const userRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/users",
    action: "users.manage",
    summary: "All users in the order of their creation, or those that wait for approval",
    query: Type.Object({ ...PageQuery, pending: Type.Optional(Type.Boolean()) }),
    reply: page(UserReply),
    handler({ query: { pending, ...query } }, services) {
      const users = services.identity.accounts.list();
      const wanted = pending === undefined ? users : users.filter((user) => user.pending === pending);
      const { items, next } = paginate(wanted, (user) => user.id, query);
      return { items: items.map((user) => presentUser(services, user)), next };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/api/users",
    action: "users.manage",
    stepUp: true,
    summary: "Add a local user; the link or the one-time password is in this answer only",
    body: CreateUserRequest,
    reply: CreateUserReply,
    status: 201,
    async handler({ body, actor }, services) {
      const { user, entry } = await services.identity.userAdministration.add(body, actor);
      return { user: presentUser(services, user), entry };
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
    stepUp: true,
    summary: "Change a user's name, roles or whether it is active; another role ends the user's sessions",
    body: UserPatch,
    reply: UserReply,
    async handler({ params, body, ifRevision, actor }, services) {
      const user = await services.identity.accounts.patch(params.id, body, { ifRevision }, actor);
      return presentUser(services, user);
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "/api/users/:id",
    action: "users.manage",
    stepUp: true,
    summary: "Remove a user for good, with sessions and tokens; what it owned stays",
    async handler({ params, ifRevision, actor }, { identity }) {
      await identity.accounts.remove(params.id, { ifRevision }, actor);
    },
  }),
  deed("approve", "Let in a user who waits for approval", ({ userAdministration }, id, { actor }) =>
    userAdministration.approve(id, actor),
  ),
  deed(
    "deactivate",
    "Shut a user out: ends sessions, streams and tokens, keeps the rest",
    ({ accounts }, id, request) =>
      accounts.patch(id, { active: false }, { ifRevision: request.ifRevision }, request.actor),
  ),
  deed("activate", "Let a user in again", ({ accounts }, id, request) =>
    accounts.patch(id, { active: true }, { ifRevision: request.ifRevision }, request.actor),
  ),
  deed("reset-factors", "Take two-factor and passkeys off a user who lost them", ({ twoFactor }, id, { actor }) =>
    twoFactor.reset(id, actor),
  ),
  deed("sign-out", "End every session of a user", ({ userAdministration }, id, { actor }) =>
    userAdministration.signOut(id, actor),
  ),
  defineRoute({
    method: "POST",
    path: "/api/users/:id/invite",
    action: "users.manage",
    stepUp: true,
    summary: "Make a new link for a local user; the one before stops working",
    reply: FirstEntry,
    handler: ({ params, actor }, { identity }) => identity.userAdministration.invite(params.id, actor),
  }),
  defineRoute({
    method: "PUT",
    path: "/api/users/:id/grants/:repositoryId",
    action: "users.manage",
    stepUp: true,
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
    stepUp: true,
    summary: "Take a user's grant on one repository away",
    reply: UserReply,
    async handler({ params, actor }, services) {
      return presentUser(services, await services.identity.accounts.removeGrant(params.id, params.repositoryId, actor));
    },
  }),
] as const;
