// What a restore form holds, and the request that it makes. Pure.
import type { RestoreRequest } from "../../../../schemas/restores.ts";
import type { FieldErrors } from "../../errors.ts";

export interface RestoreDraft {
  readonly place: "original" | "folder";
  readonly folder: string;
  readonly layout: RestoreRequest["layout"];
  readonly conflicts: RestoreRequest["conflicts"];
  readonly ownership: boolean;
}

/** Overwrites nothing unless told. */
export const emptyDraft: RestoreDraft = {
  place: "original",
  folder: "",
  layout: "full-path",
  conflicts: "skip",
  ownership: true,
};

/** What the form itself finds wrong, by the pointer of the request. */
export function draftErrors({ place, folder }: RestoreDraft): FieldErrors {
  if (place === "folder" && !folder.trim().startsWith("/"))
    return { "/destination/path": "Give the whole path of a folder, such as /srv/restored." };
  return {};
}

/** No paths: the whole archive. */
export function requestOf(draft: RestoreDraft, archiveName: string, paths: readonly string[]): RestoreRequest {
  const { place, folder, layout, conflicts, ownership } = draft;
  return {
    archiveName,
    paths: [...paths],
    destination: place === "original" ? { type: "original" } : { type: "folder", path: folder.trim() },
    layout: place === "original" ? "full-path" : layout,
    conflicts,
    ownership,
  };
}

/** Where a path of the archive would come to lie. */
export function landingOf({ place, folder, layout }: RestoreDraft, path: string): string {
  if (place === "original") return `/${path}`;
  const inside = layout === "stripped" ? path.slice(path.lastIndexOf("/") + 1) : path;
  return `${folder.trim().replace(/\/+$/, "") || "…"}/${inside}`;
}
