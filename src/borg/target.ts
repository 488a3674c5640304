// Where a repository is and what opens it, and how borg is told both.

/** What borg needs to reach a repository. Never logged: it holds the passphrase. */
export interface RepositoryTarget {
  /** Absolute path, or ssh://user@host:port/path. */
  readonly location: string;
  readonly passphrase: string | null;
  /** Command line that replaces `ssh`; built by Borgdeck, never typed by people (borg splits it like a shell). */
  readonly rsh: string | null;
}

/**
 * A literal string where borg would expand placeholders such as {now}: archive names, comments, locations. Of a local
 * repository's path borg 1.2 expands the result once more, so a location with braces does not work and is refused earlier.
 */
export function literal(text: string): string {
  return text.replaceAll("{", "{{").replaceAll("}", "}}");
}

/** The repository as a positional argument. */
export function repositoryArgument(target: RepositoryTarget): string {
  return literal(target.location);
}

/** An archive as a positional argument, borg 1.x: REPOSITORY::ARCHIVE. The name must not be empty or hold a slash. */
export function archiveArgument(target: RepositoryTarget, archiveName: string): string {
  if (archiveName === "" || /[/\0]/.test(archiveName))
    throw new RangeError("An archive's name is never empty and holds no slash");
  return `${literal(target.location)}::${literal(archiveName)}`;
}

/** Whether borg reaches it over SSH. */
export function isRemote(target: Pick<RepositoryTarget, "location">): boolean {
  return target.location.startsWith("ssh://");
}
