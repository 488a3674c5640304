// Links by which a user sets a first or a new password. The token is in the body, never in an address.
import { AcceptInvitationRequest, InvitationReply, InvitationRequest } from "../../../schemas/sessions.ts";
import { defineRoute } from "../route.ts";

export const invitationRoutes = [
  defineRoute({
    method: "POST",
    path: "/api/auth/invitation",
    action: "public",
    summary: "Whose invitation a link is",
    body: InvitationRequest,
    reply: InvitationReply,
    handler: ({ body, client }, { identity }) => identity.invitations.read(body.token, client),
  }),
  defineRoute({
    method: "POST",
    path: "/api/auth/invitation/accept",
    action: "public",
    summary: "Set a password by an invitation, once; signing in, with every factor, comes after it",
    body: AcceptInvitationRequest,
    async handler({ body, client }, { identity }) {
      await identity.invitations.accept(body.token, body.newPassword, client);
    },
  }),
] as const;
