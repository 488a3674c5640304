// What no backup takes in: Borgdeck's own data, and the repositories.
import type { Files } from "../ports/files.ts";

/** Their paths, as written and as they really are: borg resolves no link in what it meets. */
export async function protectedPlaces(
  files: Pick<Files, "realPath">,
  dataDir: string,
  repositories: readonly { readonly location: string }[],
): Promise<string[]> {
  const local = repositories.map(({ location }) => location).filter((location) => location.startsWith("/"));
  const written = [dataDir, ...local];
  const real = await Promise.all(written.map((path) => files.realPath(path)));
  return [...new Set([...written, ...real.filter((path) => path !== null)])];
}
