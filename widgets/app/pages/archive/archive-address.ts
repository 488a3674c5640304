// Addresses of what is shown of an archive. Names stand in the query: they may hold whatever a path may not.

/** What is shown of an archive; each has an address. */
export type ArchiveView =
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "search"; readonly text: string; readonly everywhere: boolean }
  | { readonly kind: "compare"; readonly to: string; readonly path: string }
  | { readonly kind: "history"; readonly path: string }
  | { readonly kind: "details" };

/** The view that the query of an address asks for; a folder unless it says otherwise. */
export function viewOf(query: URLSearchParams): ArchiveView {
  const path = query.get("path") ?? "";
  switch (query.get("view")) {
    case "search":
      return { kind: "search", text: query.get("q") ?? "", everywhere: query.get("in") === "all" };
    case "compare":
      return { kind: "compare", to: query.get("to") ?? "", path };
    case "history":
      return { kind: "history", path };
    case "details":
      return { kind: "details" };
    default:
      return { kind: "folder", path };
  }
}

/** Path of a view below the base. */
export function viewAddress(repositoryId: string, archiveName: string, view: ArchiveView): string {
  const query = new URLSearchParams({ name: archiveName });
  if (view.kind !== "folder") query.set("view", view.kind);
  if ("path" in view && view.path !== "") query.set("path", view.path);
  if (view.kind === "search" && view.text !== "") query.set("q", view.text);
  if (view.kind === "search" && view.everywhere) query.set("in", "all");
  if (view.kind === "compare" && view.to !== "") query.set("to", view.to);
  return `/repositories/${repositoryId}/archive?${query}`;
}

/** Path of a folder in the archive browser below the base. */
export function archiveAddress(repositoryId: string, archiveName: string, path = ""): string {
  return viewAddress(repositoryId, archiveName, { kind: "folder", path });
}

/** Path of the list of archives below the base. */
export const archivesAddress = (repositoryId: string): string => `/repositories/${repositoryId}/archives`;

/** Path of the restore page; `paths` null for what is in the basket, none for the whole archive. */
export function restoreAddress(repositoryId: string, archiveName: string, paths: readonly string[] | null): string {
  const query = new URLSearchParams({ name: archiveName });
  if (paths === null) query.set("basket", "1");
  for (const path of paths ?? []) query.append("path", path);
  return `/repositories/${repositoryId}/restore?${query}`;
}

/** The folder above, or null at the root. */
export function parentOf(path: string): string | null {
  if (path === "") return null;
  const cut = path.replace(/\/+$/, "").lastIndexOf("/");
  return cut <= 0 ? "" : path.slice(0, cut);
}

/** The folders from the root down to `path`, each with its own path. */
export function crumbsOf(path: string): { readonly name: string; readonly path: string }[] {
  const crumbs: { name: string; path: string }[] = [];
  for (let at: string | null = path; at !== null && at !== ""; at = parentOf(at)) {
    crumbs.unshift({ name: at.slice(at.lastIndexOf("/") + 1) || at, path: at });
  }
  return crumbs;
}
