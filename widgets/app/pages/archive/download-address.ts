// Where a file is downloaded from, and several of them as one.

export const bundleFormats = ["zip", "tar"] as const;
export type BundleFormat = (typeof bundleFormats)[number];

/** What a zip cannot hold is said before it is chosen. */
export const zipLeavesOut = "A zip leaves out owners, links, devices and pipes; a tar keeps them.";

/** Servers and proxies refuse longer addresses. */
const longestAddress = 7000;
/** The service takes so many paths at once (src/http/routes/downloads.ts). */
const mostPaths = 200;

/** Where in the API an archive is. */
export function archivePath(repositoryId: string, archiveName: string): string {
  return `/api/repositories/${repositoryId}/archives/${encodeURIComponent(archiveName)}`;
}

export interface Download {
  readonly server: string;
  readonly repositoryId: string;
  readonly archiveName: string;
  readonly paths: readonly string[];
  /** Null for one file as it is. */
  readonly format: BundleFormat | null;
  /** Takes files too that have zeros for lost parts: only where the page has said so. */
  readonly evenDamaged?: boolean;
}

/** The address of a download, or null where it would be too long, or of too many paths, to be asked for. */
export function downloadAddress(download: Download): string | null {
  const { server, repositoryId, archiveName, paths, format, evenDamaged = false } = download;
  if (paths.length > mostPaths) return null;
  const query = new URLSearchParams();
  for (const path of paths) query.append("path", path);
  if (format !== null) query.set("format", format);
  if (evenDamaged) query.set("damaged", "accept");
  const address = `${server}${archivePath(repositoryId, archiveName)}/download?${query}`;
  return address.length > longestAddress ? null : address;
}
