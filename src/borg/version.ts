// Which borg is installed.

export interface BorgVersion {
  /** As borg prints it, such as `1.2.4`. */
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  /** Whether this version of Borgdeck can work with it: 1.2 up to, not including, 2. */
  readonly supported: boolean;
}

/** Reads the output of `borg --version`; null where it is something else. */
export function parseVersion(output: string): BorgVersion | null {
  const match = /^borg2? (\d+)\.(\d+)\.(\d+\S*)\s*$/.exec(output);
  if (!match) return null;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return { text: `${major}.${minor}.${match[3]}`, major, minor, supported: major === 1 && minor >= 2 };
}
