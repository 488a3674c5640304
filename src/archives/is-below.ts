/** Whether an archive's path (no slash in front) is one of the folders, or in one of them (absolute paths). */
export function isBelow(path: string, folders: readonly string[]): boolean {
  const roots = folders.map((folder) => folder.replace(/^\/+|\/+$/g, ""));
  return roots.some((root) => root === "" || path === root || path.startsWith(`${root}/`));
}
