// Collects everything that is wrong, so that nobody has to start the service once for each mistake.

export interface Problems {
  /** Notes what is wrong with a setting, beside what was noted of it before. */
  add(setting: string, what: string): void;
  has(setting: string): boolean;
  /** Setting → what is wrong and what to write instead. */
  all(): Readonly<Record<string, string>>;
}

/** Creates an empty collection. */
export function createProblems(): Problems {
  const found = new Map<string, string>();
  return {
    add(setting, what) {
      const before = found.get(setting);
      found.set(setting, before === undefined ? what : `${before}. ${what}`);
    },
    has: (setting) => found.has(setting),
    all: () => Object.fromEntries(found),
  };
}
