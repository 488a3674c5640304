// Comparing absolute paths as text.

/** Whether an absolute path is the folder or below it. Links are not resolved; a slash at the folder's end does not matter. */
export function isWithin(path: string, folder: string): boolean {
  const base = folder.endsWith("/") ? folder.slice(0, -1) : folder;
  return path === folder || path === base || path.startsWith(`${base}/`);
}

/** The same of any of the folders. */
export function isWithinAny(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => isWithin(path, folder));
}
