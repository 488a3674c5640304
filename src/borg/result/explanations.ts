// Every way that a borg command fails, in words for people: what happened and what to do next.

/** Shown to people. `code` is stable. */
export interface Explanation {
  readonly code: string;
  readonly message: string;
  readonly nextStep: string;
}

const explain = <C extends string>(code: C, message: string, nextStep: string) => ({ code, message, nextStep });

/** One row for each code that an outcome may carry beside those of `outcome.ts`. */
export const explanations = {
  locked: explain(
    "repository-locked",
    "Another borg is using the repository, and it did not become free in time.",
    "Wait until the other borg has finished, then run it again. If none is running anywhere, the lock was left behind by one that was killed on another host.",
  ),
  lockLost: explain(
    "lock-lost",
    "The repository's lock was taken away while borg was working.",
    "Somebody ran `borg break-lock` meanwhile. Make sure that no other borg is running, run a check, then run it again.",
  ),
  passphraseWrong: explain(
    "passphrase-wrong",
    "The stored passphrase does not open the repository.",
    "The passphrase was changed outside Borgdeck. Tell Borgdeck the new one, on the repository's page.",
  ),
  passphraseMissing: explain(
    "passphrase-missing",
    "The repository is encrypted and no passphrase is stored for it.",
    "Tell Borgdeck its passphrase, on the repository's page.",
  ),
  keyMissing: explain(
    "key-missing",
    "The repository's key cannot be found or read.",
    "Import the key that was exported when the repository was made.",
  ),
  keyWrong: explain(
    "key-wrong",
    "This is not the key of this repository.",
    "Take the key that was exported from it: its first line is BORG_KEY and the repository's id.",
  ),
  repositoryMissing: explain(
    "repository-missing",
    "There is no repository at this place.",
    "Check that the disk is connected and mounted, or that the repository was not moved.",
  ),
  repositoryInvalid: explain(
    "repository-invalid",
    "What is at this place is not a repository that borg can use.",
    "Check that the right disk is mounted there. If it is, the repository is damaged: restore it from a copy, or get help before running any repair.",
  ),
  repositoryExists: explain(
    "repository-exists",
    "There is already something at the place of the new repository.",
    "Choose another place, or import the repository that is there.",
  ),
  parentMissing: explain(
    "parent-missing",
    "The folder that should hold the repository does not exist.",
    "Make the folder, or mount the disk that has it, then try again.",
  ),
  repositoryMoved: explain(
    "repository-moved",
    "The repository was at another place when it was last used from here.",
    "If it was moved on purpose, confirm its new place on the repository's page. If it was not, somebody may have put another repository there: do not use it.",
  ),
  unknownUnencrypted: explain(
    "unencrypted-unknown",
    "The repository is not encrypted and has not been used from here before.",
    "If that is what you expect, confirm it. If the repository should be encrypted, do not use this one.",
  ),
  repositoryReplay: explain(
    "repository-replay",
    "The repository is older than when it was last used from here, as if it had been put back from a copy.",
    "If it was restored from a copy or a snapshot, this is expected: the cache of this repository under the data folder has to be removed once. If not, somebody may have tampered with it.",
  ),
  repositoryChanged: explain(
    "repository-changed",
    "The repository's identity or encryption differs from when it was last used from here.",
    "Somebody may have put another repository in its place. Do not use it before you know who did.",
  ),
  checkNeeded: explain(
    "check-needed",
    "The repository is inconsistent and needs a check.",
    "Run a check of the repository and read what it finds before anything else writes to it.",
  ),
  damaged: explain(
    "repository-damaged",
    "The repository holds damaged data.",
    "Check the disk first (SMART, cables, memory). Copy the repository to a sound disk before you try `borg check --repair`; what is damaged cannot be restored from it.",
  ),
  diskFull: explain(
    "disk-full",
    "There is no space left on the disk.",
    "Free space on the disk that holds the repository, or on that of the data folder: keep fewer archives and compact, or enlarge the disk. Nothing that was backed up before is lost.",
  ),
  quota: explain(
    "quota-exceeded",
    "The repository has reached its storage quota.",
    "Prune and compact, or raise the quota where the repository is stored.",
  ),
  connectionLost: explain(
    "connection-lost",
    "The connection to the repository's host was closed or could not be made.",
    "Check that the host is up, that its SSH key is known and that borg is installed there, then run it again: what was sent already is reused.",
  ),
  serverRefused: explain(
    "server-refused",
    "The repository's host does not allow this path.",
    "Correct the repository's path, or the restriction in the host's authorized_keys.",
  ),
  serverOutdated: explain(
    "server-incompatible",
    "borg on the repository's host is not compatible with the one here.",
    "Install matching versions of borg on both hosts.",
  ),
  permission: explain(
    "permission-denied",
    "borg was not allowed to read or write the repository.",
    "Give the user that runs Borgdeck access to the repository's folder and all files in it.",
  ),
  readOnly: explain(
    "read-only-disk",
    "The disk that holds the repository is mounted read-only.",
    "Look why: many systems do that after a disk error. Mount it writable, then run it again.",
  ),
  ioError: explain(
    "disk-error",
    "The disk reported a read or write error.",
    "Check the disk (SMART, system log). Do not trust it before you know the cause.",
  ),
  archiveMissing: explain(
    "archive-missing",
    "There is no archive of this name.",
    "It was deleted or renamed meanwhile. Reload the list of archives.",
  ),
  archiveExists: explain(
    "archive-exists",
    "There is already an archive of this name.",
    "Run it again: each backup gets a name of its own second.",
  ),
  pathMissing: explain(
    "path-missing",
    "The archive holds no file of this name.",
    "Reload the folder: the archive may have been replaced.",
  ),
  mountUnavailable: explain(
    "mount-unavailable",
    "The installed borg cannot mount: it finds no FUSE for Python.",
    "Install python3-pyfuse3 and fuse3 (names of Debian's packages), or a borg that brings FUSE with it.",
  ),
  unsupported: explain(
    "borg-too-old",
    "The repository uses features that this borg does not know.",
    "Install a newer borg.",
  ),
  usage: explain(
    "command-refused",
    "borg did not accept the command.",
    "This borg may be older or newer than what Borgdeck knows. The log has borg's own words.",
  ),
  crashed: explain(
    "borg-crashed",
    "borg ended with an error that it did not expect.",
    "Read the log. If the disk is sound and it happens again, run a check of the repository.",
  ),
  timeLimit: explain(
    "time-limit",
    "borg did not finish in the time that this may take, and was stopped.",
    "Look whether the disk or the connection is slow, then try again.",
  ),
  outputLimit: explain(
    "output-too-large",
    "borg answered with more than can be taken in.",
    "This is a limit of Borgdeck. Please report it with the log.",
  ),
  unknown: explain("borg-error", "borg reported an error.", "Read the log; it has borg's own words."),
} as const satisfies Record<string, Explanation>;

export type ExplanationName = keyof typeof explanations;
