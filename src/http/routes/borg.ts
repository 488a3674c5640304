// The borg that is installed.
import { BorgReply } from "../../../schemas/repositories.ts";
import { defineRoute } from "../route.ts";

export const borgRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/borg",
    action: "details.read",
    summary: "Which borg runs here, the ways it can encrypt, and what it can do or why not",
    reply: BorgReply,
    handler: (_request, services) => services.borg.describe(),
  }),
];
