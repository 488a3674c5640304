// Folders of this host, for choosing what to back up.
import Type from "typebox";
import { FilesystemReply } from "../../../schemas/archives.ts";
import { AbsolutePath } from "../../../schemas/common.ts";
import { defineRoute } from "../route.ts";

export const filesystemRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/filesystem",
    action: "filesystem.browse",
    summary: "Folders under SOURCE_ROOTS; the roots themselves without a path",
    query: Type.Object({ path: Type.Optional(AbsolutePath) }),
    reply: FilesystemReply,
    handler: ({ query }, services) => services.sources.browse(query.path ?? null),
  }),
];
