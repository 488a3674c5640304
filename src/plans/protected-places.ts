// What no backup takes in: Borgdeck's own data, the repositories, and archives that are mounted, since those are read by the
// user that Borgdeck runs as, whoever may look into their repository.
import type { JobRecord } from "../../schemas/jobs.ts";
import type { Files } from "../ports/files.ts";
import { type MountedFileSystem, mountedFileSystems } from "../ports/mounts.ts";

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

/** The folders that backups read just now: each has been told already which mounted archives it leaves out. */
export function foldersBeingBackedUp(
  unfinishedJobs: readonly JobRecord[],
  plan: (id: string) => { readonly sources: readonly string[] } | undefined,
): string[] {
  const backups = unfinishedJobs.filter(({ kind, state }) => kind === "backup" && state === "running");
  return backups.flatMap(({ planId }) => (planId === null ? [] : (plan(planId)?.sources ?? [])));
}

/** Where archives are mounted, or will be by a job that waits: by the jobs, and by what borg mounted on this host. */
export async function mountedArchives(
  unfinishedJobs: readonly JobRecord[],
  fileSystems: () => Promise<readonly MountedFileSystem[]> = mountedFileSystems,
): Promise<string[]> {
  const wanted = unfinishedJobs.flatMap(({ kind, options }) =>
    kind === "mount" && options?.mount ? [options.mount.path] : [],
  );
  const borgs = (await fileSystems()).filter(({ type, source }) => /^fuse(\.|$)/.test(type) && source === "borgfs");
  return [...new Set([...wanted, ...borgs.map(({ path }) => path)])];
}
