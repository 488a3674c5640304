// Names of the archives that Borgdeck makes: an archive belongs to the plan whose id starts its name.

const ours = /^([a-z2-7]{8,40})-(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})$/;

/** `<planId>-<YYYY-MM-DDTHH:MM:SS>`, UTC. Two backups of a plan never begin in one second. */
export function planArchiveName(planId: string, startedAtMs: number): string {
  return `${planId}-${new Date(startedAtMs).toISOString().slice(0, 19)}`;
}

/** The plan that made an archive of this name, or null for a stranger's. */
export function planOfArchive(archiveName: string): string | null {
  return ours.exec(archiveName)?.[1] ?? null;
}

/**
 * borg's glob for the archives of one plan, unfinished ones (`.checkpoint`) among them, and for none that merely begins
 * like them. Ids hold no dash, so one that begins another never matches the other's archives. Throws RangeError for what is not an id.
 */
export function planArchiveGlob(planId: string): string {
  if (!/^[a-z2-7]{8,40}$/.test(planId)) throw new RangeError("Not a plan's id");
  return `${planId}-????-??-??T??:??:??*`;
}

/** Whether some plan's prune would take an archive of this name for one of its own: every name that planArchiveGlob could match. */
export function looksLikePlanArchive(archiveName: string): boolean {
  return /^[a-z2-7]{8,40}-.{4}-.{2}-.{2}T.{2}:.{2}:.{2}/su.test(archiveName);
}
