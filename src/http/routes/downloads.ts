// Taking files out of an archive.
import Type from "typebox";
import { DownloadFormat } from "../../../schemas/archives.ts";
import { attachment } from "../answer/disposition.ts";
import { archiveName } from "../read/archive-name.ts";
import { innerPath } from "../read/inner-path.ts";
import { defineRoute, Streamed } from "../route.ts";
import { repositoryOfPath } from "../subjects.ts";

/** Each is a pattern that borg holds against every entry, and a request's address may have 16 KiB. */
const mostPaths = 200;

const types = {
  file: "application/octet-stream",
  tar: "application/x-tar",
  zip: "application/zip",
} as const satisfies Record<DownloadFormat, string>;

export const downloadRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/repositories/:id/archives/:name/download",
    action: "archive.read",
    summary: "A file of an archive as it is, or folders and files as one tar or zip",
    subject: repositoryOfPath,
    query: Type.Object({
      path: Type.Array(innerPath(), {
        minItems: 1,
        maxItems: mostPaths,
        description: "May be given several times; empty for the whole archive",
      }),
      format: Type.Optional(DownloadFormat),
      damaged: Type.Optional(
        Type.Literal("accept", { description: "Gives files too whose lost parts are zeros since a repair" }),
      ),
    }),
    navigable: true,
    async handler({ params, query, signal, actor }, services) {
      const { path: paths, format = "file", damaged } = query;
      const options = { paths, format, evenDamaged: damaged === "accept" };
      const name = archiveName(params.name);
      const download = await services.downloads.open(params.id, name, options, signal, actor);
      const { stream, fileName, sizeBytes } = download;
      return new Streamed(stream, {
        "content-type": types[format],
        "content-disposition": attachment(fileName),
        ...(sizeBytes === null ? {} : { "content-length": String(sizeBytes) }),
      });
    },
  }),
];
