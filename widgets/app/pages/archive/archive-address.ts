// The address of a folder in an archive. Names stand in the query: they may hold whatever a path may not.

/** Path of the archive browser below the base. */
export function archiveAddress(repositoryId: string, archiveName: string, path = ""): string {
  const query = new URLSearchParams({ name: archiveName, ...(path === "" ? {} : { path }) });
  return `/repositories/${repositoryId}/archive?${query}`;
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
