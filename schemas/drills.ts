// What restore drills remember of the files that they restored, so that the next one can tell whether they still come back.
import Type from "typebox";
import { closed, Id, Timestamp } from "./common.ts";

/** Files remembered of each plan and repository. */
export const mostDrilledFiles = 1000;

/** A version of a file and the bytes that it had. `modifiedAt` and `changedAt` are as the archive has them, to the microsecond. */
export const DrilledFile = Type.Object(
  {
    path: Type.String({ maxLength: 16_384, description: "Relative, bytes that are no text as \\xe9" }),
    sizeBytes: Type.Integer({ minimum: 0 }),
    modifiedAt: Type.String({ maxLength: 40 }),
    changedAt: Type.String({ maxLength: 40 }),
    sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }),
  },
  closed,
);
export type DrilledFile = Type.Static<typeof DrilledFile>;

/** `id` is the plan's and the repository's, joined by a dash. Newest files first. */
export const DrillRecord = Type.Object(
  {
    id: Type.String({ pattern: "^[a-z2-7]{8,40}-[a-z2-7]{8,40}$" }),
    revision: Type.Integer({ minimum: 1 }),
    planId: Id,
    repositoryId: Id,
    at: Timestamp,
    files: Type.Array(DrilledFile, { maxItems: mostDrilledFiles }),
  },
  closed,
);
export type DrillRecord = Type.Static<typeof DrillRecord>;
