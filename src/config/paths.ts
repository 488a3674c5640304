// Comparing paths as text.
import { sep } from "node:path";

/** Whether an absolute path is the folder or below it. Links are not resolved. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === sep ? sep : folder + sep);
}
