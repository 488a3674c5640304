// Whether the newest archive of a plan is plausible beside those before it: a folder that is not mounted backs up well. Pure.
import type { KeptArchive } from "../../schemas/health.ts";

/** What of a plan's health is looked at. */
export interface KeptArchives {
  readonly archives: readonly KeptArchive[];
  readonly usualSince: string | null;
}

/** What makes the newest archive of a repository unlikely. */
export interface Suspicion {
  readonly repositoryId: string;
  /** When the archive was begun, ISO 8601. */
  readonly at: string;
  readonly message: string;
}

/** Archives that are kept of each repository, and of these how many say what is usual. */
const keptCount = 8;
const usualCount = 5;
/** Of all repositories together: those that a plan has left are forgotten. */
const keptInAll = 64;
/** A plan that lost less than both of these has lost nothing worth a word. */
const fewFiles = 10;
const fewBytes = 1_000_000;

/** Takes in an archive. Of those that are implausible only the newest is kept, so that they never become the usual. */
export function keepArchive<T extends KeptArchives>(health: T, archive: KeptArchive): T {
  const { repositoryId } = archive;
  const known = ofRepository(health.archives, repositoryId);
  if (known.some(({ at }) => at >= archive.at)) return health;
  const sound = suspicionIn(health, repositoryId) ? known.slice(1) : known;
  const others = health.archives.filter((other) => other.repositoryId !== repositoryId);
  return { ...health, archives: [archive, ...sound.slice(0, keptCount - 1), ...others].slice(0, keptInAll) };
}

/** From here on the newest archive of each repository is the usual one. */
export function acceptNewest<T extends KeptArchives>(health: T): T {
  const isNewest = (archive: KeptArchive) => ofRepository(health.archives, archive.repositoryId)[0] === archive;
  return { ...health, archives: health.archives.filter(isNewest) };
}

/** What is unlikely of a repository's newest archive; null where it is as those before, or where there were none. */
export function suspicionIn({ archives, usualSince }: KeptArchives, repositoryId: string): Suspicion | null {
  const counted = ofRepository(archives, repositoryId).filter(({ at }) => usualSince === null || at >= usualSince);
  const [newest, ...rest] = counted;
  if (!newest || rest.length === 0) return null;
  const before = rest.slice(0, usualCount);
  const files = median(before.map((archive) => archive.files));
  const bytes = median(before.map((archive) => archive.originalSizeBytes));
  const suspect = (message: string): Suspicion => ({ repositoryId, at: newest.at, message });
  const tellsFiles = () =>
    suspect(
      `The last backup has ${whole.format(newest.files)} ${newest.files === 1 ? "file" : "files"}, ${usual(whole.format(files))}.`,
    );
  if (newest.files === 0 && files > 0) return tellsFiles();
  if (files - newest.files < fewFiles && bytes - newest.originalSizeBytes < fewBytes) return null;
  if (newest.files < files / 2) return tellsFiles();
  return newest.originalSizeBytes < bytes / 2
    ? suspect(`The last backup holds ${size(newest.originalSizeBytes)}, ${usual(size(bytes))}.`)
    : null;
}

function ofRepository(archives: readonly KeptArchive[], repositoryId: string): readonly KeptArchive[] {
  return archives.filter((archive) => archive.repositoryId === repositoryId);
}

const whole = new Intl.NumberFormat("en-GB");
const rough = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 2 });
const units = ["B", "kB", "MB", "GB", "TB"] as const;

function size(bytes: number): string {
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return `${rough.format(bytes / 1000 ** step)} ${units[step]}`;
}

function usual(figure: string): string {
  return `${figure} ${figure === "1" ? "is" : "are"} usual`;
}

/** The middle one, of an even count the smaller of both in the middle: rather too quiet than too loud. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}
