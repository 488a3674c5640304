// One's own API tokens.
import Type from "typebox";
import { CreateTokenReply, CreateTokenRequest, type TokenRecord, TokenReply } from "../../../schemas/account.ts";
import { refuseNobody } from "../../identity/tokens/tokens.ts";
import { defineRoute } from "../route.ts";

export const tokenRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/account/tokens",
    action: "signed-in",
    summary: "One's own API tokens, without their secrets",
    reply: Type.Object({ items: Type.Array(TokenReply) }),
    handler: ({ identity: { user } }, { identity: { tokens } }) => ({ items: tokens.list(user.id).map(present) }),
  }),
  defineRoute({
    method: "POST",
    path: "/api/account/tokens",
    action: "signed-in",
    stepUp: true,
    summary: "Make an API token; its secret is shown in this answer only",
    body: CreateTokenRequest,
    reply: CreateTokenReply,
    status: 201,
    async handler({ body, viewer, actor, identity }, { identity: { tokens }, repositories }) {
      refuseNobody(identity);
      const sees = (id: string) => {
        const repository = repositories.get(id);
        return repository !== undefined && viewer.sees(repository);
      };
      const { token, secret } = await tokens.create(body, sees, actor);
      return { token: present(token), secret };
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "/api/account/tokens/:id",
    action: "signed-in",
    summary: "Revoke one of one's own API tokens",
    async handler({ params, actor }, { identity: { tokens } }) {
      await tokens.revoke(params.id, actor);
    },
  }),
] as const;

function present({ id, name, scopes, repositoryIds, createdAt, expiresAt, lastUsedAt }: TokenRecord): TokenReply {
  return { id, name, scopes, repositoryIds, createdAt, expiresAt, lastUsedAt };
}
